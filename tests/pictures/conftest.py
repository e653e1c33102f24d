"""The pictures of the documentation are drawn when they are asked for by name (`make pictures`), not with the tests."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return None if any("pictures" in argument for argument in config.args) else True
