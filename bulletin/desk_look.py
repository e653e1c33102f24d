"""How Unfold draws the desk: its names, its colours, and where its parts come from."""

UNFOLD = {
    "SITE_TITLE": "Bulletin desk",
    "SITE_HEADER": "Bulletin desk",
    "SITE_SUBHEADER": "SOC Local Partnerships Bulletin",
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
    "COLORS": {"primary": "bulletin.desk.blue"},
}
