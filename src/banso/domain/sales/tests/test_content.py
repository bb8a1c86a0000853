"""Content, not presence."""

import pytest

from banso.domain.sales.rules.content import Lack, lack_of, width


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
