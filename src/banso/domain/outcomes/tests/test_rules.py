"""Gaps, checkpoints, ambition and what a confirmation is bound to: without a database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from banso.domain.outcomes.rules.ambition import Reached, ambition, compared
from banso.domain.outcomes.rules.definition import GoalSeen, digest_of
from banso.domain.outcomes.rules.gaps import Gap, due, gap_of
from banso.domain.outcomes.rules.links import Bound, bound_of, token_of
from banso.kit.errors import InputError
from banso.kit.texts import number, prose

WON = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("value", "target", "baseline", "wanted"),
    [
        ("88", "98", "82", Gap(Decimal(-10), Decimal(-10) / 98)),
        ("99", "98", None, Gap(Decimal(1), Decimal(1) / 98)),
        # Less is better: three hours a week where five were wanted, of ten before.
        ("3", "5", "10", Gap(Decimal(2), Decimal("0.4"))),
        ("7", "5", "10", Gap(Decimal(-2), Decimal("-0.4"))),
        ("1", "0", "4", Gap(Decimal(-1), None)),
        ("-5", "-4", "-8", Gap(Decimal(-1), Decimal("-0.25"))),
    ],
)
def test_a_gap_is_above_nought_where_it_is_better(
    value: str, target: str, baseline: str | None, wanted: Gap
) -> None:
    found = gap_of(Decimal(value), Decimal(target), Decimal(baseline) if baseline else None)
    assert found == wanted
    assert found.reached is (wanted.amount >= 0)


def test_checkpoints_come_after_thirty_ninety_and_a_hundred_and_eighty_days() -> None:
    assert due(WON, (), WON + timedelta(days=29)) == ()
    assert due(WON, (), WON + timedelta(days=30)) == (30,)
    assert due(WON, (30,), WON + timedelta(days=200)) == (90, 180)


def test_a_target_beyond_nine_of_ten_is_told_with_their_number() -> None:
    reached = [Decimal(each) for each in range(1, 21)]
    assert ambition(Decimal(18), reached, less_is_better=False).beyond is False
    found = ambition(Decimal(19), reached, less_is_better=False)
    assert (found.n, found.nine_of_ten, found.beyond) == (20, Decimal(18), True)
    # Where less is better, nine of ten stayed at 3 or above.
    assert ambition(Decimal(3), reached, less_is_better=True).beyond is False
    assert ambition(Decimal(2), reached, less_is_better=True).beyond is True
    few = ambition(Decimal(1000), reached[:9], less_is_better=False)
    assert (few.n, few.nine_of_ten, few.beyond) == (9, None, False)


def test_customers_of_the_same_product_are_compared_where_they_are_enough() -> None:
    others = [Reached(UUID(int=each), "帳票", Decimal(50 + each)) for each in range(1, 10)]
    same = [Reached(UUID(int=100 + each), "点検", Decimal(each)) for each in range(1, 11)]
    found = compared(Decimal(10), [*others, *same], "点検", less_is_better=False)
    assert (found.n, found.of_product, found.narrow, found.nine_of_ten, found.beyond) == (
        10, 10, True, Decimal(9), True,
    )  # fmt: skip
    # Nine are too few: everybody is compared, and it is said how few they were.
    found = compared(Decimal(10), [*others, *same[1:]], "点検", less_is_better=False)
    assert (found.n, found.of_product, found.narrow, found.beyond) == (18, 9, False, False)
    found = compared(Decimal(10), [*others, *same], "", less_is_better=False)
    assert (found.n, found.product, found.narrow) == (19, "", False)
    # The newest value of an account stands for it.
    again = Reached(UUID(int=101), "点検", Decimal(99))
    found = compared(Decimal(10), [*same, again], "点検", less_is_better=False)
    assert (found.n, found.nine_of_ten, found.beyond) == (10, Decimal(10), False)


def test_a_confirmation_is_bound_to_every_word_and_number() -> None:
    goal = GoalSeen(UUID(int=1), "点検の実施率", "%", Decimal(82), Decimal("98.0"), WON)
    same = GoalSeen(UUID(int=1), "点検の実施率", "%", Decimal("82.00"), Decimal(98), WON)
    assert digest_of([goal]) == digest_of([same])
    for other in (
        GoalSeen(UUID(int=1), "点検の実施率", "%", Decimal(82), Decimal(97), WON),
        GoalSeen(UUID(int=1), "点検の実施数", "%", Decimal(82), Decimal(98), WON),
        GoalSeen(UUID(int=1), "点検の実施率", "%", None, Decimal(98), WON),
    ):
        assert digest_of([goal]) != digest_of([other])
    assert digest_of([goal]) != digest_of([goal, goal])


def test_a_token_opens_its_own_link_until_its_time() -> None:
    until = datetime(2026, 12, 1, tzinfo=UTC)
    token = token_of(Bound(UUID(int=7), "ab" * 32, until))
    found = bound_of(token, at=until - timedelta(seconds=1))
    assert found == Bound(UUID(int=7), "ab" * 8, until)
    assert bound_of(token, at=until) is None
    assert bound_of(token[:-1] + ("A" if token[-1] != "A" else "B"), at=until - timedelta(days=1)) is None


def test_numbers_are_read_as_people_write_them() -> None:
    assert number("value", "１，２００．５％") == Decimal("1200.5")
    for wrong in ("", None, "many", "1e30", "NaN", True):
        with pytest.raises(InputError):
            number("value", wrong)
    assert prose("told", "a\x00b\r\nc ", most=9) == "ab\nc"
    with pytest.raises(InputError):
        prose("told", "long", most=3)
