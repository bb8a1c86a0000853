from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.engine.metrics.statistics import Moments, mean, ratio, wilson


def test_wilson_agrees_with_the_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    interval = wilson(81, 263)
    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


def test_no_trials_no_interval() -> None:
    assert wilson(0, 0) is None


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_between_0_and_1(pair: tuple[int, int]) -> None:
    successes, trials = pair
    interval = wilson(successes, trials)
    assert interval is not None
    assert 0 <= interval.low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= interval.high <= 1


def _moments(pairs: list[tuple[float, float]]) -> Moments:
    return Moments(
        len(pairs),
        sum(x for x, _ in pairs),
        sum(y for _, y in pairs),
        sum(x * x for x, _ in pairs),
        sum(y * y for _, y in pairs),
        sum(x * y for x, y in pairs),
    )


def test_a_ratio_of_equal_units_is_certain() -> None:
    interval = ratio(_moments([(2.0, 4.0), (1.0, 2.0), (5.0, 10.0)]))
    assert interval is not None
    assert isclose(interval.low, 0.5)
    assert isclose(interval.high, 0.5)


def test_a_mean_of_two_spreads_around_the_middle() -> None:
    interval = mean(_moments([(1.0, 1.0), (3.0, 1.0)]))
    assert interval is not None
    assert isclose((interval.low + interval.high) / 2, 2.0)
    assert isclose(interval.high - 2.0, 1.959963984540054)


@pytest.mark.parametrize("work_out", [ratio, mean])
def test_one_unit_gives_no_interval(work_out: object) -> None:
    assert callable(work_out)
    assert work_out(_moments([(1.0, 2.0)])) is None
