"""The files of the product that the house's rules are about."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bulletin", "submissions", "editions")


def modules() -> list[Path]:
    """Every module of the product but the migrations, whose names and texts Django makes."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    assert len(found) > 50
    return [path for path in found if "migrations" not in path.parts]


def templates(*suffixes: str) -> list[Path]:
    found = [path for path in sorted((ROOT / "templates").rglob("*")) if path.suffix in suffixes]
    assert found
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def name(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def offences(rule) -> list[str]:
    """Where the rule, a function from a tree to the lines that break it, is broken."""
    return [f"{name(path)}:{line}" for path in modules() for line in rule(tree(path))]
