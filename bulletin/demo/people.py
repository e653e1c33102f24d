"""The invented people and organisations of the demo."""

from dataclasses import dataclass

from submissions.models import Organisation

S, R = Organisation.Sector, Organisation.Region


@dataclass(frozen=True)
class Writer:
    """A contributor with the organisation that they write for."""

    name: str
    email: str
    organisation: str
    sector: str
    region: str
    phone: str = ""


WRITERS = {
    "marsh": Writer(
        "Inspector Dana Whitlock",
        "dana.whitlock@marshland-police.example",
        "Marshland Police",
        S.LAW_ENFORCEMENT,
        R.EAST,
        "01632 960101",
    ),
    "harbour": Writer(
        "Rhodri Penhale", "rhodri.penhale@harbourwatch.example", "Harbour Watch", S.VOLUNTARY, R.SOUTH_WEST
    ),
    "trade": Writer(
        "Femi Aldous",
        "femi.aldous@thornbridge-council.example",
        "Thornbridge Council Trading Standards",
        S.LOCAL_GOVERNMENT,
        R.YORKSHIRE,
        "01632 960102",
    ),
    "river": Writer(
        "Sergeant Joan Okell",
        "joan.okell@riverside-police.example",
        "Riverside Police",
        S.LAW_ENFORCEMENT,
        R.NORTH_EAST,
    ),
    "bill": Writer(
        "Priya Lunt",
        "policy.team@economic-crime.example",
        "Economic Crime Policy Team",
        S.CENTRAL_GOVERNMENT,
        R.NATIONAL,
    ),
    "youth": Writer("Callum Ridgeway", "callum@secondstep.example", "Second Step Mentoring", S.VOLUNTARY, R.NORTH_WEST),
    "cymru": Writer(
        "Siân Prydderch", "sian.prydderch@cwm-council.example", "Cyngor Cwm Aeron", S.LOCAL_GOVERNMENT, R.WALES
    ),
    "bank": Writer("Hetty Vance", "hetty.vance@kestrelbank.example", "Kestrel Bank", S.PRIVATE, R.LONDON),
    "college": Writer(
        "Dr Amara Fielding",
        "a.fielding@wold-college.example",
        "Wold College",
        S.EDUCATION,
        R.EAST_MIDLANDS,
        "01632 960103",
    ),
    "nurse": Writer(
        "Gwen Tarrant", "gwen.tarrant@northmoor-health.example", "Northmoor Health Trust", S.HEALTH, R.NORTH_EAST
    ),
}

PASSWORD = "bulletin-demo"  # noqa: S105  # of invented people in a demo on loopback; shown to whoever looks
# The demo's staff: name, user name, group.
STAFF = [
    ("Edie Editor", "editor", "Editor"),
    ("Percy Publisher", "publisher", "Publisher"),
    ("Paula Publisher", "publisher2", "Publisher"),
]
