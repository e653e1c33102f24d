"""HTML as an accessible PDF (PDF/UA-1), drawn by a process of its own where Pango is installed."""

import ctypes
import subprocess
import sys
from functools import cache

# The library that draws text, as it is called on Linux, macOS and Windows.
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
WHAT_TO_INSTALL = (
    "PDFs can't be made on this machine: Pango is missing. On Debian or Ubuntu, "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libfontconfig1 fonts-liberation"
)
# In its own process, since the desk's pages are loaded everywhere and WeasyPrint takes 40 MB and a second to load.
# Pictures are data URLs; nothing else is fetched.
COMMAND = ["-m", "weasyprint", "--quiet", "--pdf-variant", "pdf/ua-1", "--allowed-protocols", "data", "-", "-"]
SECONDS = 60


class PdfError(Exception):
    """No PDF could be made; the message says why, or what to install."""


@cache
def reason_not_to() -> str:
    """What is missing on this machine; empty when PDFs can be made."""
    return "" if any(_loads(name) for name in PANGO) else WHAT_TO_INSTALL


def of(html: str) -> bytes:
    """The PDF of a page. Raises PdfError."""
    if reason := reason_not_to():
        raise PdfError(reason)
    try:
        drawn = subprocess.run(  # noqa: S603  # a fixed command; the page comes by its standard input
            [sys.executable, *COMMAND], input=html.encode(), capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PdfError(f"The PDF could not be made ({type(error).__name__}).") from error
    return drawn.stdout


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
