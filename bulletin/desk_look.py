"""How Unfold draws the desk: its names, its colours, and where its parts come from."""

from bulletin.editorial import BULLETIN_NAME

# The blue of the bulletin's first section colour, from paper to night.
BLUE = {
    "50": "#f2f6fc",
    "100": "#e3edfa",
    "200": "#c5d9f3",
    "300": "#9cc3f5",
    "400": "#5e97dc",
    "500": "#2f6fbe",
    "600": "#1d4f91",
    "700": "#174078",
    "800": "#12335f",
    "900": "#14213d",
    "950": "#0c1526",
}

UNFOLD = {
    "SITE_TITLE": "Bulletin desk",
    "SITE_HEADER": "Bulletin desk",
    "SITE_SUBHEADER": BULLETIN_NAME,
    "SITE_SYMBOL": "newsmode",
    "SITE_URL": "/",
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_HISTORY": False,
    "ENVIRONMENT": "bulletin.desk.badge",
    "STYLES": ["bulletin.desk.style"],
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "bulletin.desk.icon"}],
    "ACCOUNT": {"navigation": "bulletin.desk.account"},
    "SIDEBAR": {"navigation": "bulletin.desk.navigation"},
    "DASHBOARD_CALLBACK": "editions.admin.home.queues",
    "COLORS": {"primary": BLUE},
}
