from decimal import Decimal

import pytest

from banso.kit.errors import InputError
from banso.kit.tabular.values import find_point, read_bool, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234", "1234"), ("1,234", "1234"),
        ("1,234,567.89", "1234567.89"), ("¥1,234", "1234"), ("￥１，２３４", "1234"),
        ("１２３４", "1234"), ("1,234円", "1234"), ("▲5", "-5"),
        ("△1,234", "-1234"), ("−5", "-5"), ("－５", "-5"),
        ("(5)", "-5"), ("-¥5", "-5"), ("¥-5", "-5"),
        ("+7", "7"), ("12%", "0.12"), ("１２％", "0.12"), ("3百万円", "3000000"),
        ("1.2億", "120000000.0"), ("500千円", "500000"),
        ("1.5E+05", "1.5E+5"), ("$9.99", "9.99"), ("9.99 USD", "9.99"),
        ("1 234", "1234"), ("0.50", "0.50"), (" 5 ", "5"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1,23",
        "12,34,567",
        "1.2.3",
        "NaN",
        "Infinity",
        "1e400",
        "--5",
        "(5",
        "5)",
        "1_000",
        "９" * 40,
    ],
)
def test_what_is_no_number_is_refused_with_what_came(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_number(text)
    assert caught.value.wanted == "a number such as 1,234.5"


@pytest.mark.parametrize(("text", "number"), [("1.234,56", "1234.56"), ("0,5", "0.5"), ("1.000", "1000")])
def test_a_decimal_comma_is_read_where_the_column_has_one(text: str, number: str) -> None:
    assert read_number(text, point=",") == Decimal(number)


@pytest.mark.parametrize(
    ("column", "point"),
    [(["1,234", "5"], "."), (["1,5", "2"], ","), (["1.234,56"], ","), (["1,5", "1.25"], "."), ([], ".")],
)
def test_the_decimal_sign_is_found_over_the_column(column: list[str], point: str) -> None:
    assert find_point(column) == point


def test_truth_is_read_in_both_languages() -> None:
    assert [read_bool(text) for text in ("TRUE", "はい", "有", "１", "○")] == [True] * 5
    assert [read_bool(text) for text in ("false", "いいえ", "無", "0", "×")] == [False] * 5


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(InputError, match="neither yes nor no"):
        read_bool("maybe")
