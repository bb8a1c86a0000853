"""Content, not presence."""

import pytest

from banso.kit.errors import InputError
from banso.kit.saying import Lack, lack_of, says_nothing, telling, width


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("", "empty"),
        ("  \n　", "empty"),
        ("-", "signs"),
        ("…。、！？", "signs"),
        ("12345", "signs"),
        ("n/a", "phrase"),
        ("N / A", "phrase"),
        ("Ｎ／Ａ", "phrase"),
        ("TBD.", "phrase"),
        ("t.b.d., n/a", "phrase"),
        ("none, unknown; tbd", "phrase"),
        ("to be decided", "phrase"),
        ("Nothing in particular", "phrase"),
        ("なし", "phrase"),
        ("ナシ", "phrase"),
        ("特になし。", "phrase"),
        ("「特になし」", "phrase"),
        ("特に ありません", "phrase"),
        ("未定", "phrase"),
        ("未定（確認中）", "phrase"),
        ("なし。未定。同上。", "phrase"),
        ("後で記入", "phrase"),
        ("ああああああああああああ", "repeated"),
        ("xxxxxxxxxxxxxxxxxxxx", "repeated"),
        ("1212121212121212", "repeated"),
        ("点検点検点検点検点検", "repeated"),
        ("点検の改善", "short"),
        ("better ops", "short"),
        ("立入検査で記録の抜けを指摘された", None),
        ("Inspection found two gaps", None),
        ("当社に決定権なし、親会社が未定と回答", None),
        ("No concerns about price, but the network is weak", None),
    ],
)
def test_what_says_nothing(text: str, lack: Lack | None) -> None:
    assert lack_of(text, least=16) == lack


def test_a_full_width_character_counts_two() -> None:
    assert (width("点検ab"), lack_of("点検を早く", least=10), lack_of("点検を早", least=10)) == (
        6,
        None,
        "short",
    )


@pytest.mark.parametrize(
    ("text", "least", "nothing"),
    [
        ("2026-11-30", 8, False),
        ("2026", 8, True),
        ("２０２６", 8, True),
        ("ﾞﾞ", 4, True),
        ("……", 1, True),
        ("確認中です", 1, True),
        ("値引き10%", 1, False),
        ("短い", 8, True),
    ],
)
def test_a_number_may_be_an_answer(text: str, least: int, *, nothing: bool) -> None:
    assert says_nothing(text, least=least) == nothing


def test_what_says_nothing_is_refused_with_what_would() -> None:
    assert telling("f", " 点検の記録を\r\n届ける ", wanted="what to do") == "点検の記録を\n届ける"
    with pytest.raises(InputError) as caught:
        telling("f", " なし ", wanted="what to do")
    assert (caught.value.field, caught.value.came, caught.value.wanted) == ("f", "なし", "what to do")
