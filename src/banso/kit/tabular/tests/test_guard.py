import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.kit.tabular.guard import guarded, unguarded

HARMFUL = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\ttext", "\rtext", "\ntext",
    "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1",
    "\xa0=1", "\ufeff=1", "\u200b=1", "\u3000＝1", "\u200e\u202e=1",
    "a,=1", "a;=1", "a\t=1", 'a"=1', "a|=1", "a\n=1", "a,  =1", "'=1", "''=1", "',='=1",
]  # fmt: skip
HARMLESS = [
    "",
    "a",
    "a=1",
    "a+b",
    "2019-12-31",
    "株式会社 ハルニレ",
    "it's",
    "'quoted'",
    "a, b",
    "a@example.jp",
]
signs = st.text(st.sampled_from("'=+-@＝＠,;|\"\t\r\n \xa0\ufeff\u200bab1"), max_size=12)


@pytest.mark.parametrize("text", HARMFUL)
def test_t12_a_cell_that_could_start_a_formula_gets_a_quote(text: str) -> None:
    assert len(guarded(text)) > len(text)
    assert guarded(text).lstrip(" \t\r\n\xa0\ufeff\u200b\u3000\u200e\u202e")[0] not in "=+-@＝＋－＠"


@pytest.mark.parametrize("text", HARMLESS)
def test_t12_a_cell_that_cannot_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@given(signs | st.text())
def test_t12_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(signs)
def test_t12_no_start_behind_a_delimiter_is_left(text: str) -> None:
    cell = guarded(text)
    for delimiter in ',;|"\t\r\n':
        for part in cell.split(delimiter):
            assert part.strip(" \t\r\n\xa0\ufeff\u200b")[:1] not in {*"=+-@＝＠"}
