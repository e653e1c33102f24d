"""docs/running.md explains every setting that the code reads."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("settings.py", "editorial.py", "environment.py", "checks.py")


def test_every_setting_is_explained():
    code = "".join((ROOT / "bulletin" / name).read_text() for name in SOURCES)
    read = set(re.findall(r'env(?:ironment)?\.\w+\(\s*"([A-Z_]+)"', code))
    explained = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs/running.md").read_text()))
    assert len(read) > 20
    assert not read - explained


def test_no_setting_is_explained_that_nobody_reads():
    code = "".join((ROOT / "bulletin" / name).read_text() for name in SOURCES)
    explained = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/running.md").read_text(), re.MULTILINE))
    assert {name for name in explained if f'"{name}"' not in code} == set()
