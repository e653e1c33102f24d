"""docs/running.md explains every setting that the code reads."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_setting_is_explained():
    code = (ROOT / "bulletin/settings.py").read_text() + (ROOT / "bulletin/checks.py").read_text()
    read = set(re.findall(r'env(?:ironment)?\.\w+\(\s*"([A-Z_]+)"', code))
    explained = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs/running.md").read_text()))
    assert len(read) > 20
    assert not read - explained


def test_no_setting_is_explained_that_nobody_reads():
    code = (ROOT / "bulletin/settings.py").read_text() + (ROOT / "bulletin/checks.py").read_text()
    explained = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/running.md").read_text(), re.MULTILINE))
    assert {name for name in explained if f'"{name}"' not in code} == set()
