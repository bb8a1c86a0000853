"""What every test stands on: a data folder of its own, and a workspace."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ["banso.engine.journal.tests.engine_fixture", "tests.browser.fixtures"]

os.environ["BANSO_HOME"] = tempfile.mkdtemp(prefix="banso-test-")
os.environ.setdefault("SECRET_KEY", "a key for tests that opens nothing, long enough to pass")


@pytest.fixture
def workspace(db: None) -> "Iterator[object]":  # noqa: ARG001 - opens the database
    """A Japanese workspace with its scope open."""
    from banso.domain.workspaces.actions import create_workspace  # noqa: PLC0415 - after settings
    from banso.kit.actor import SYSTEM  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    made = create_workspace("harunire", name="ハルニレ株式会社", by=SYSTEM)
    with scope(workspace=made):
        yield made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests share one worker: two browsers on a small machine only make each other late."""
    for item in items:
        if "browse" in getattr(item, "fixturenames", ()) or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The data that others wrote, `shared/data` beside the checkout; skips where it is not there."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "shared" / "data").is_dir():
            return folder / "shared" / "data"
    pytest.skip("no folder shared/data beside the checkout")
