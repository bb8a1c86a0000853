from collections.abc import Iterator

import pytest
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
