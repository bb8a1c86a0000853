"""Figures and days as people read them, in both languages."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from banso.kit import formats
from banso.kit.formats import Figure
from banso.kit.periods import parse_period


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (7864, None, "7,864"),
        (Decimal(-12), None, "−12"),
        (0.25, None, "0.3"),
        (2.675, 2, "2.68"),
        (-0.04, 1, "0.0"),
        (None, None, "–"),
        (float("nan"), None, "–"),
        (1234567.891, 0, "1,234,568"),
    ],
)
def test_number(value: float | None, digits: int | None, written: str) -> None:
    assert formats.number(value, digits) == written


@pytest.mark.parametrize(("value", "written"), [(144, "+144"), (-105, "−105"), (0, "±0"), (-0.2, "−0.2")])
def test_number_signed(value: float, written: str) -> None:
    assert formats.number(value, signed=True) == written


def test_percent_takes_a_ratio() -> None:
    assert formats.percent(Decimal("0.884")) == Figure("88.4", "%")
    assert str(formats.percent(0.1264, 2, signed=True)) == "+12.64%"
    assert formats.percent(None) == Figure("–")


@pytest.mark.parametrize(
    ("language", "amount", "currency", "scale", "written"),
    [
        ("ja", 396000, "JPY", "one", "396,000円"),
        ("ja", Decimal(7864400), "JPY", "thousand", "7,864千円"),
        ("ja", 536_200_000, "JPY", "million", "536.2百万円"),
        ("ja", 536_200_000, "JPY", "hundred_million", "5.4億円"),
        ("ja", Decimal("1234.5"), "USD", "one", "1,234.50ドル"),
        ("ja", 1, "SGD", "one", "1.00 SGD"),
        ("en", 396000, "JPY", "one", "¥396,000"),
        ("en", -500, "JPY", "one", "−¥500"),
        ("en", 7_864_400, "JPY", "thousand", "¥7,864K"),
        ("en", 536_200_000, "JPY", "hundred_million", "¥536.2M"),
        ("en", Decimal("1234.5"), "USD", "one", "$1,234.50"),
        ("en", Decimal("1.5"), "KWD", "one", "KWD 1.500"),
    ],
)
def test_money(language: str, amount: Decimal, currency: str, scale: formats.Scale, written: str) -> None:
    with translation.override(language):
        assert str(formats.money(amount, currency, scale=scale)) == written


def test_money_without_an_amount_has_no_unit() -> None:
    assert formats.money(None, "JPY") == Figure("–")


@pytest.mark.parametrize(
    ("language", "write", "written"),
    [
        ("ja", lambda: formats.day(date(2026, 11, 21)), "2026年11月21日(土)"),
        ("ja", lambda: formats.day(date(2026, 11, 21), year=False), "11月21日(土)"),
        ("ja", lambda: formats.day(date(2026, 11, 1), weekday=False), "2026年11月1日"),
        ("en", lambda: formats.day(date(2026, 11, 21)), "21 Nov 2026"),
        ("en", lambda: formats.day(date(2026, 11, 1), year=False), "1 Nov"),
        ("ja", lambda: formats.day(None), "–"),
        ("ja", lambda: formats.month(date(2026, 10, 1)), "2026年10月"),
        ("en", lambda: formats.month(date(2026, 10, 1), year=False), "Oct"),
        ("ja", lambda: formats.period(parse_period("2026-Q2", fiscal_start=4)), "2026年度第2四半期"),
        ("ja", lambda: formats.period(parse_period("2026-H1", fiscal_start=4)), "2026年度上期"),
        ("ja", lambda: formats.period(parse_period("FY2026", fiscal_start=4)), "2026年度"),
        ("ja", lambda: formats.period(parse_period("2026-W47")), "2026年11月16日からの週"),
        ("en", lambda: formats.period(parse_period("2026-Q2")), "FY2026 Q2"),
        ("en", lambda: formats.period(parse_period("FY2026")), "FY2026"),
        ("en", lambda: formats.period(parse_period("2026-11-02")), "2 Nov 2026"),
    ],
)
def test_days(language: str, write: Callable[[], str], written: str) -> None:
    with translation.override(language):
        assert write() == written


def test_a_moment_is_written_in_the_active_zone() -> None:
    at = datetime(2026, 11, 1, 15, 30, tzinfo=UTC)
    with translation.override("ja"), timezone.override("Asia/Tokyo"):
        assert formats.moment(at) == "2026年11月2日(月) 00:30"
    with translation.override("en"), timezone.override("UTC"):
        assert formats.moment(at) == "1 Nov 2026, 15:30"


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("ja", 4320, "1時間12分"),
        ("en", timedelta(days=2, hours=3, minutes=4), "2 d 3 h"),
        ("en", 0, "0 s"),
        ("ja", -90, "−1分30秒"),
        ("ja", None, "–"),
    ],
)
def test_duration(language: str, value: timedelta | int | None, written: str) -> None:
    with translation.override(language):
        assert formats.duration(value) == written
