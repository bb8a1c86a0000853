"""Which weeks of an account decline."""

from datetime import date, timedelta

import pytest

from banso.screens.account360.rules import declining_since, declining_weeks

FIRST = date(2026, 8, 31)


def weeks(*counts: int) -> dict[date, int]:
    return {FIRST + timedelta(weeks=number): count for number, count in enumerate(counts)}


def declining(*counts: int) -> list[int]:
    """The places of the weeks that decline, where the last is still running."""
    today = FIRST + timedelta(weeks=len(counts) - 1, days=3)
    return sorted((week - FIRST).days // 7 for week in declining_weeks(weeks(*counts), today))


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((30, 30, 28, 31, 29, 30, 31, 31, 19, 9, 8), [9, 10]),
        ((30, 30, 30, 30, 30, 30, 30, 30, 30), []),
        ((12, 9, 10, 10, 10, 11, 11, 9, 9, 7, 5, 3), [10, 11]),
        ((5, 4, 6, 5, 4, 6, 5, 3, 6, 5), []),
        ((5, 5, 5, 5, 5, 0, 5, 5), []),
        ((5, 5, 5, 5, 5, 5, 0, 0, 0), [7, 8]),
        ((5, 1, 1, 1), []),
        ((10, 10, 10, 10, 10, 10, *([2] * 12)), [7, 8, 9, 10, 11, 12, 13, 14]),
        ((0, 0, 0), []),
        ((), []),
    ],
    ids=[
        "falls",
        "steady",
        "slides",
        "noise",
        "one empty week",
        "silence",
        "too young",
        "a new level",
        "never",
        "no",
    ],
)
def test_declining_weeks(counts: tuple[int, ...], found: list[int]) -> None:
    assert declining(*counts) == found


@pytest.mark.parametrize(
    ("counts", "place"),
    [((30, 30, 28, 31, 29, 30, 31, 31, 19, 9, 8), 9), ((5, 5, 5, 5, 5, 5, 0, 0, 5, 5), None), ((), None)],
    ids=["until now", "over", "no"],
)
def test_since_when_use_declines(counts: tuple[int, ...], place: int | None) -> None:
    today = FIRST + timedelta(weeks=len(counts) - 1, days=3)
    since = declining_since(declining_weeks(weeks(*counts), today), today)
    assert since == (None if place is None else FIRST + timedelta(weeks=place))
