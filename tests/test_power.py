"""T59: the power goes while products send; what was acknowledged is there afterwards."""

from pathlib import Path

import pytest
from torture.power import NotHere, outlast


def test_t59_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    try:
        outcome = outlast(tmp_path, cuts=3, seed=59)
    except NotHere as error:
        pytest.skip(str(error))
    assert outcome.cuts == 3
    assert outcome.events > 100
    assert outcome.records > 5
    assert (outcome.lost, outcome.damaged) == (0, 0)
