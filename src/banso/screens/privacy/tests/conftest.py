from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to wait for tracking processes: there are none."""
    from datetime import timedelta  # noqa: PLC0415

    from banso.domain.privacy.actions import asking  # noqa: PLC0415

    monkeypatch.setattr(asking, "SETTLING", timedelta(0))


@pytest.fixture(autouse=True)
def _nobody_erased() -> Iterator[None]:
    """The list of erasures lies in the data folder, which all tests of a process have in common."""
    erasures = Path(settings.BANSO_HOME) / "erasures.jsonl"
    erasures.unlink(missing_ok=True)
    yield
    erasures.unlink(missing_ok=True)
