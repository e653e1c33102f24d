"""What a browser may do with our pages: content security policies and the permissions policy."""

from csp.constants import NONCE, NONE, SELF

# Of every page that is not the desk's: nothing from anywhere else, and no script that is not ours.
PUBLIC = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    # The hash is that of the one style element that the rich text box writes.
    "style-src": [SELF, NONCE, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    # A paste from Google Docs carries style attributes; without this all of it turns bold.
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "manifest-src": [SELF],
}
# No page needs any of these, nor may a page in a frame of ours.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
DESK = {
    # Unfold's Alpine evaluates expressions and writes styles; nowhere else may anything do so.
    "script-src": [SELF, NONCE, "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
}
