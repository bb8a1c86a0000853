"""What names a person, and what only looks like it."""

import pytest

from banso.engine.journal.erasing.terms import Terms

WHO = Terms(
    "erased-1", mails=["yui@kana.jp"], keys=["u-100", "user-1001", "yui@kana.jp"], phones=["03-1234-5678"],
    others=["crm-77001"], names=["山田 太郎", "李"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("to yui@kana.jp.", "to erased-1-3."),
        ("YUI@KANA.JP", "erased-1"),
        ("yui@kana.jpさんへ", "erased-1-3さんへ"),
        ("yui@kana.jp.csv", "erased-1-3.csv"),
        ("?q=yui%40kana.jp&x", "?q=erased-1&x"),
        ("yui@kana.jp.com", "yui@kana.jp.com"),
        ("ayui@kana.jp", "ayui@kana.jp"),
        ("user-1001", "erased-1-2"),
        ("user-10012", "user-10012"),
        ("my-user-1001", "my-user-1001"),
        ("u-100", "u-100"),
        ("call 03-1234-5678 now", "call erased-1 now"),
        ("crm-77001", "erased-1"),
        ("山田太郎様", "山田太郎様"),
    ],
)
def test_what_names_them_goes_and_what_is_alike_stays(text: str, left: str) -> None:
    assert WHO.text(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [("山田太郎様", "erased-1様"), ("山田　太郎と李", "erased-1と李"), ("山田 花子", "山田 花子")],
)
def test_full_names_go_where_they_are_meant(text: str, left: str) -> None:
    assert WHO.text(text, named=True) == left


def test_an_id_too_short_to_look_for_is_a_pseudonym_where_a_person_stands() -> None:
    assert (WHO.person("u-100"), WHO.person("u-101")) == ("erased-1-1", "u-101")


def test_values_keep_their_shape() -> None:
    said = {"to": ["yui@kana.jp", 3], "yui@kana.jp": None, "n": 1.5, "ok": True}
    assert WHO.value(said) == {"to": ["erased-1-3", 3], "erased-1-3": None, "n": 1.5, "ok": True}


def test_nobody_named_changes_nothing() -> None:
    assert Terms("erased-2").text("yui@kana.jp", named=True) == "yui@kana.jp"


def test_the_escaped_writing_is_looked_for_too() -> None:
    assert "\\u5c71\\u7530\\u592a\\u90ce" in WHO.named_needles
