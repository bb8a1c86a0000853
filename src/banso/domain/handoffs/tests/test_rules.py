"""The pure rules: whose handoff it is, what may be sent on, what later events say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from banso.domain.handoffs.rules.choosing import Candidate, Rule, Sought, choose
from banso.domain.handoffs.rules.frozen import KEYS, mended, number_of
from banso.domain.handoffs.rules.grading import (
    corrected,
    found_promise,
    goal_texts,
    in_window,
    left,
    rewritten_goals,
)
from banso.domain.handoffs.rules.marks import Marked, decided
from banso.kit.errors import Conflict, InputError
from banso.kit.saying import telling

AT = datetime(2026, 11, 20, tzinfo=UTC)
A, B, C = (UUID(int=number) for number in (1, 2, 3))
PRODUCT = UUID(int=9)
ANN = Candidate(A, "Ann", "ann@x.example", load=5, last_at=AT)
BEN = Candidate(B, "Ben", "ben@x.example", load=2, last_at=AT - timedelta(days=1))
BOSS = Candidate(C, "Boss", "boss@x.example", csm=False)
EVERYBODY = (ANN, BEN, BOSS)
SOUGHT = Sought(frozenset({PRODUCT}), frozenset({"Pro"}), "日本")


@pytest.mark.parametrize(
    ("rules", "given", "expected"),
    [
        ([], {"planned": C, "holder": A}, ("Boss", "hand", "")),
        ([], {"holder": A}, ("Ann", "account", "")),
        ([], {"planned": UUID(int=8)}, ("Ben", "rotation", "")),
        ([Rule("loads", (A, B))], {}, ("Ben", "rule", "loads")),
        ([Rule("gone", (UUID(int=8),)), Rule("next", (A,))], {}, ("Ann", "rule", "next")),
        ([Rule("other", (A,), product=UUID(int=7))], {}, ("Ben", "rotation", "")),
        ([Rule("product", (A,), product=PRODUCT)], {}, ("Ann", "rule", "product")),
        ([Rule("plan", (A,), plan="Light")], {}, ("Ben", "rotation", "")),
        ([Rule("plan", (A,), plan="Pro")], {}, ("Ann", "rule", "plan")),
        ([Rule("english", (A,), language="en")], {}, ("Ben", "rotation", "")),
        ([Rule("japanese", (A,), language="ja")], {}, ("Ann", "rule", "japanese")),
        ([Rule("segment", (A,), in_segment=False)], {}, ("Ben", "rotation", "")),
        ([Rule("segment", (A,), in_segment=True)], {}, ("Ann", "rule", "segment")),
    ],
    ids=[
        "by hand first", "then who has the account", "nobody who may not", "the least laden", "the next rule",
        "another product", "the product", "another plan", "the plan", "another language", "the language",
        "not in the segment", "in the segment",
    ],
)  # fmt: skip
def test_whose_handoff_it_is(
    rules: list[Rule], given: dict[str, UUID], expected: tuple[str, str, str]
) -> None:
    found = choose(SOUGHT, EVERYBODY, rules, **given)
    assert found.candidate is not None
    assert (found.candidate.name, found.how, found.rule) == expected


def test_in_turn_goes_to_whoever_waited_longest_and_never_to_who_is_no_csm() -> None:
    new = replace(ANN, last_at=None)
    assert choose(SOUGHT, (new, BEN, BOSS), []).candidate == new
    assert choose(SOUGHT, (BOSS,), []).how == "nobody"


def items(**marks: tuple[str, ...]) -> list[Marked]:
    return [Marked(key, "waiting", *(marks.get(key) or ("accept",))) for key in KEYS]


def test_what_may_be_sent_on() -> None:
    told = ("return", "incomplete", "目標の数と期限を確認してください")
    accepted, back = decided(items(success=told), rest=False)
    assert (len(accepted), [each.key for each in back]) == (9, ["success"])
    with pytest.raises(Conflict, match="2 items are not looked at"):
        decided(items(success=("",), notes=("",)), rest=False)
    assert len(decided(items(success=("",), notes=("",)), rest=True)[0]) == 10
    with pytest.raises(InputError, match="why"):
        decided(items(success=("return", "", told[2])), rest=False)
    with pytest.raises(InputError, match="says nothing") as refused:
        decided(items(success=("return", "incomplete", "なし")), rest=False)
    assert refused.value.field == "success.wanted"
    # What was accepted before is not decided again.
    assert decided([Marked("notes", "accepted", "")], rest=False) == ([], [])


@pytest.mark.parametrize("text", ["", "なし", "！！！！", "ああああああ", "N/A", "短い"])
def test_what_says_nothing(text: str) -> None:
    with pytest.raises(InputError):
        telling("wanted", text, wanted="more", least=8)


def test_what_grows_by_itself_is_no_mending() -> None:
    assert not mended("communication", {"count": 3, "text": ""}, {"count": 5, "text": ""})
    assert mended("communication", {"count": 3, "text": ""}, {"count": 3, "text": "話した"})
    assert [number_of(key) for key in ("customer", "success", "notes")] == [1, 4, 10]


def test_the_window_is_sixty_days_after_the_acceptance() -> None:
    last = AT + timedelta(days=60)
    moments = (AT, AT + timedelta(seconds=1), last, last + timedelta(seconds=1))
    assert [in_window(AT, when) for when in moments] == [False, True, True, False]
    assert not in_window(None, AT)


def test_a_goal_that_is_rewritten_grades_and_another_beside_it_does_not() -> None:
    goal = {"metric": "実施率", "unit": "%", "baseline": "82", "target": "98", "due_on": "2027-06-30"}
    frozen = {"goals": [goal]}
    (text,) = goal_texts(frozen)
    assert rewritten_goals(frozen, [text, "another"], subject="x") is None
    rewritten = rewritten_goals(frozen, goal_texts({"goals": [goal | {"target": "90"}]}), subject="x")
    assert rewritten is not None
    assert (rewritten.key, rewritten.grade, rewritten.note) == ("success", "goal_rewritten", text)


def test_key_persons_and_promises() -> None:
    people = {"people": [{"contact": "c-1", "name": "森", "role": "decider"}]}
    found = left(people, "c-1")
    assert found is not None
    assert (found.grade, found.note, left(people, "c-2")) == ("stakeholder_left", "森", None)
    assert corrected(people, {"c-1": "decider", "c-2": "user"}) == []
    assert [each.subject for each in corrected(people, {"c-1": "sceptic"})] == ["c-1"]
    # Taken out of the sheet is not corrected.
    assert corrected(people, {}) == []
    known, won = {"promises": [{"id": "p-1"}]}, date(2026, 11, 20)
    assert found_promise(known, "p-1", "", date(2026, 11, 1), won_on=won) is None
    assert found_promise(known, "p-2", "", won, won_on=won) is None
    assert found_promise(known, "p-2", "", date(2026, 11, 19), won_on=won) is not None
