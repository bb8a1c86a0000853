from decimal import Decimal

from banso.domain.kpis.rules import Change, change_between, closes


def test_less_churn_is_good() -> None:
    change = change_between(Decimal("0.01"), Decimal("0.02"), better="down")
    assert change == Change(Decimal("-0.01"), Decimal("-0.5"), "good")


def test_nothing_moved_is_neither() -> None:
    assert change_between(Decimal(3), Decimal(3), better="up") == Change(Decimal(0), Decimal(0), "")


def test_from_nothing_there_is_no_share() -> None:
    assert change_between(Decimal(3), Decimal(0), better="up") == Change(Decimal(3), None, "good")


def test_an_undefined_number_has_no_change() -> None:
    assert change_between(None, Decimal(3), better="up") is None


def test_a_bridge_closes_to_the_last_digit() -> None:
    assert closes(Decimal("0.1"), [Decimal("0.2"), Decimal("-0.05")], Decimal("0.25"))
    assert not closes(Decimal("0.1"), [Decimal("0.2")], Decimal("0.31"))
