"""What is kept of a text, whatever came."""

from decimal import Decimal

import pytest

from banso.kit.errors import InputError
from banso.kit.texts import line, number, prose, search_text, spaced

# An emoji of two, and a letter with the form that its owner's name has.
JOINED = "👩\u200d🔧 葛\U000e0100"


@pytest.mark.parametrize(
    ("given", "one", "kept", "several"),
    [
        (None, "", "", ""),
        (0, "0", "0", "0"),
        ("  a  b ", "a b", "a  b", "a  b"),
        ("佐藤　花子", "佐藤 花子", "佐藤　花子", "佐藤　花子"),
        ("a\r\nb\rc\td", "a b c d", "a b c d", "a\nb\nc\td"),
        ("a\u2028b\u00a0c", "a b c", "a b\u00a0c", "a\nb\u00a0c"),
        ("a\x00b\ud800c\x07", "abc", "abc", "abc"),
        ("a\x0bb\x0cc\x85d", "a b c d", "a b c d", "a\nb\nc\nd"),
        (JOINED, JOINED, JOINED, JOINED),
    ],
)  # fmt: skip
def test_what_no_reader_can_see_goes(given: object, one: str, kept: str, several: str) -> None:
    assert (line("f", given), spaced("f", given), prose("f", given)) == (one, kept, several)


@pytest.mark.parametrize("rule", [line, spaced, prose])
def test_what_does_not_fit_is_refused_with_its_length(rule: object) -> None:
    assert rule("f", "あ" * 70, most=70) == "あ" * 70  # type: ignore[operator]
    with pytest.raises(InputError, match="文字数が多すぎます（71文字）") as caught:
        rule("f", "あ" * 71, most=70)  # type: ignore[operator]
    assert (caught.value.field, caught.value.came) == ("f", "あ" * 60 + "…")
    assert caught.value.wanted == "70文字まで"


@pytest.mark.parametrize("rule", [line, prose])
def test_what_is_needed_says_something(rule: object) -> None:
    assert rule("f", " \n", needed=False) == ""  # type: ignore[operator]
    with pytest.raises(InputError, match="入力されていません"):
        rule("f", " \u200b\n", needed=True)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("given", "found"),
    [("1,200", 1200), ("９８.５", Decimal("98.5")), (" 12% ", 12), (0, 0), ("-0.25", Decimal("-0.25"))],
)
def test_a_number_is_read_as_people_write_it(given: object, found: object) -> None:
    assert number("f", given) == found


@pytest.mark.parametrize("given", ["", None, "twelve", "NaN", "1e12", "-1e12", "Infinity", "1e9999999"])
def test_what_is_no_number_is_refused(given: object) -> None:
    with pytest.raises(InputError) as caught:
        number("f", given)
    assert caught.value.field == "f"


def test_searching_knows_neither_width_nor_size() -> None:
    assert search_text("ＡＢＣ", "", "ﾊﾙﾆﾚ") == "abc ハルニレ"
