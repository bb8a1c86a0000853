"""What an answer may be and how it reads: without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from banso.domain.questions.rules.keys import key_of, stem_of
from banso.domain.questions.rules.links import Bound, bound_of, token_of
from banso.domain.questions.rules.options import lines_of, read_options
from banso.domain.questions.rules.ordering import kept_in
from banso.domain.questions.rules.preset import FORMS, QUESTIONS
from banso.domain.questions.rules.sending import goes_again, mail_state
from banso.domain.questions.rules.values import Shape, cleaned, raw_of, said, used_options
from banso.kit.errors import InputError

PAPER = read_options([{"ja": "紙", "en": "Paper"}, {"ja": "表計算", "en": "Spreadsheets"}])
SHAPES = {
    "number": Shape("number", "名"),
    "money": Shape("money", "JPY"),
    "choice": Shape("choice", options=PAPER),
    "choices": Shape("choices", options=PAPER),
    "person": Shape("person", people={"森 由紀": "0197"}),
    "metric": Shape("metric", kpis={"nrr": "nrr", "売上継続率 (NRR)": "nrr"}),
}


@pytest.mark.parametrize(
    ("kind", "given", "kept", "words"),
    [
        ("text", " 物流\n倉庫 ", "物流 倉庫", "物流 倉庫"),
        ("prose", "一行目\r\n二行目\x00", "一行目\n二行目", "一行目\n二行目"),
        ("number", "１，２００．５０", "1200.5", "1,200.5名"),
        ("money", "¥3,000,000", {"amount": "3000000", "currency": "JPY"}, "3,000,000円"),
        ("money", {"amount": 5, "currency": "JPY"}, {"amount": "5", "currency": "JPY"}, "5円"),
        ("date", "2026/4/1", "2026-04-01", None),
        ("choice", "紙", "paper", "紙"),
        ("choices", ["spreadsheets", "paper"], ["paper", "spreadsheets"], "紙、表計算"),
        ("yes_no", "はい", True, "はい"),
        ("yes_no", False, False, "いいえ"),
        ("person", "森 由紀", {"name": "森 由紀", "contact_id": "0197"}, "森 由紀"),
        ("person", "誰か", {"name": "誰か"}, "誰か"),
        ("metric", "売上継続率 (NRR)", {"name": "売上継続率 (NRR)", "kpi": "nrr"}, "売上継続率 (NRR)"),
    ],
)
def test_an_answer_is_kept_by_its_kind_and_reads_as_it_was_meant(
    kind: str, given: Any, kept: Any, words: str | None
) -> None:
    shape = SHAPES.get(kind, Shape(kind))
    value = cleaned("q", shape, given)
    assert value == kept
    if words is not None:
        assert said(shape, value, "ja") == words
    # What a page shows in the field is the same answer when it comes back.
    assert cleaned("q", shape, raw_of(shape, value)) == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "many"), ("number", "1e30"), ("number", True), ("number", "NaN"), ("money", "安い"),
        ("money", {"amount": "5", "currency": "USD"}), ("date", "来月"), ("date", "2026-13-01"),
        ("choice", "stone"), ("choices", ["paper", "stone"]), ("choice", ["paper"]), ("yes_no", "perhaps"),
        ("text", "x" * 501), ("text", False), ("prose", {}), ("text", ["a"]), ("number", "1e9999999"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_at_its_field(kind: str, given: Any) -> None:
    with pytest.raises(InputError) as refused:
        cleaned("q-1", SHAPES.get(kind, Shape(kind)), given)
    assert refused.value.field == "q-1"


def test_blank_answers_are_no_answers() -> None:
    blank: list[object] = [None, "", " 　", [], "\x07"]
    assert [cleaned("q", Shape("text"), each) for each in blank] == [None] * 5
    assert cleaned("q", Shape("yes_no"), given=False) is False


def test_a_renamed_choice_keeps_its_key_and_bad_ones_are_refused() -> None:
    again = read_options("紙 | On paper\n表計算｜Spreadsheets\nその他", PAPER)
    assert [each.key for each in again] == ["paper", "spreadsheets", "option_3"]
    assert lines_of(again).splitlines()[2] == "その他 | その他"
    assert used_options("choices", ["paper"]) == {"paper"}
    for wrong in (
        "紙",
        [{"ja": "紙"}, {"ja": "紙"}],
        [{"ja": "紙"}, {}],
        None,
        [{"ja": str(n)} for n in range(41)],
    ):
        with pytest.raises(InputError):
            read_options(wrong)


def test_keys_are_made_of_words_that_have_letters() -> None:
    assert stem_of("What is your Budget?", "question") == "what_is_your_budget"
    assert stem_of("予算は？", "question") == "question"
    assert key_of("key", "main_problem") == "main_problem"
    for wrong in ("", "Main", "9th", "a" * 61):
        with pytest.raises(InputError):
            key_of("key", wrong)


def test_the_preset_holds_together() -> None:
    keys = [each.key for each in QUESTIONS]
    assert len(keys) == len(set(keys))
    assert {key for form in FORMS for key in form.questions} <= set(keys)
    assert all(each.words.ja and each.words.en for each in QUESTIONS)
    # A hearing that asks for everything fills every item that can be taken over.
    hearing = {each.target for each in QUESTIONS if each.key in FORMS[0].questions}
    assert hearing >= {"sheet.background", "sheet.problem", "sheet.goals", "sheet.priorities",
                       "sheet.concerns", "sheet.stakeholders.decider", "sheet.notes"}  # fmt: skip


def test_a_token_opens_its_own_link_until_its_time() -> None:
    until = datetime(2026, 12, 1, tzinfo=UTC)
    token = token_of(Bound(UUID(int=7), until))
    assert bound_of(token, at=until - timedelta(seconds=1)) == Bound(UUID(int=7), until)
    assert bound_of(token, at=until) is None
    assert bound_of(token[:-1] + ("A" if token[-1] != "A" else "B"), at=until - timedelta(days=1)) is None


def test_hidden_questions_keep_their_place() -> None:
    a, b, c, d = (UUID(int=number) for number in range(1, 5))
    assert kept_in([c, a], [a, b, c], {b}) == [c, a, b]
    assert kept_in([c, d], [b, a, c], {a, b}) == [b, a, c, d]
    assert kept_in([b, a], [a, b], {b}) == [b, a]
    assert kept_in([a], [a, b, c], {c}) == [a, c]
    assert kept_in([], [a, b], {b}) == [b]


def test_what_became_of_a_mail() -> None:
    """None noted the end of the last: a worker that died looks for two minutes like one at work."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    soon, late = at + timedelta(seconds=30), at + timedelta(minutes=3)
    told = [
        ((None, None, None), soon, "none", True),
        ((at, None, None), soon, "trying", False),
        ((at, None, None), late, "failed", True),
        ((at, None, at), soon, "failed", True),
        ((at, at, None), soon, "sent", False),
        ((at, at, None), late, "sent", True),
        ((soon, at, None), soon, "trying", False),
        ((soon, at, soon), soon, "failed", True),
    ]  # fmt: skip
    for moments, then, state, again in told:
        assert (mail_state(*moments, at=then), goes_again(*moments, at=then)) == (state, again)
    assert goes_again(at, at, None, at=soon, more=True)
    assert not goes_again(at, None, None, at=soon, more=True)
