from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from banso.kit.conditions import (
    OPERATORS,
    Check,
    Every,
    Field,
    Nor,
    Some,
    as_data,
    check_condition,
    holds,
    read_condition,
    say_condition,
)
from banso.kit.errors import InputError
from banso.kit.words import Text


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


FIELDS = {
    field.name: field
    for field in [
        Field("plan", Text(en="Plan", ja="プラン"), "text"),
        Field("stage", Text(en="Stage", ja="段階"), "choice", (("adoption", "利用促進期"),)),
        Field("employees", Text(en="Employees", ja="従業員数"), "number"),
        Field("since", Text(en="Since", ja="開始日"), "date"),
        Field("internal", Text(en="Internal", ja="社内用"), "flag"),
        Field("tags", Text(en="Tags", ja="タグ"), "names"),
        Field("wau", Text(en="weekly active users", ja="週間アクティブユーザー数"), "change"),
    ]
}
KINDS = {name: field.kind for name, field in FIELDS.items()}
DAY = date(2026, 11, 21)


def checked(data: object) -> Any:
    return check_condition(read_condition(data), FIELDS)


def check(field: str, op: str, value: object = None) -> dict[str, object]:
    return {"kind": "check", "field": field, "op": op, "value": value}


def test_a_tree_comes_back_from_json_as_it_went() -> None:
    tree = Every(parts=[Check(field="plan", op="is", value="Pro"), Nor(parts=[Some()])])
    assert read_condition(as_data(tree)) == tree


def test_values_take_the_form_that_their_field_keeps() -> None:
    assert checked(check("employees", "at_least", "１,２００")).value == 1200
    assert checked(check("since", "on", "2026/11/21")).value == "2026-11-21"
    assert checked(check("since", "last_days", "30")).value == 30
    assert checked(check("wau", "fell_by", "30%")).value == 30
    assert checked(check("plan", "in", "Pro")).value == ["Pro"]


@pytest.mark.parametrize(
    "data",
    [
        None, [], "plan", 1, {}, {"kind": "all"} | {"extra": 1}, {"kind": "drop"},
        {"kind": "check", "field": "plan"}, {"kind": "all", "parts": [1]},
        {"kind": "check", "field": "plan", "op": "is", "value": {"a": 1}},
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused(data: object) -> None:
    with pytest.raises(InputError, match="not a condition"):
        read_condition(data)


def test_a_condition_that_is_too_deep_or_too_large_is_refused() -> None:
    deep: dict[str, object] = check("plan", "filled")
    for _ in range(5000):
        deep = {"kind": "all", "parts": [deep]}
    with pytest.raises(InputError, match="too deep"):
        read_condition(deep)
    with pytest.raises(InputError, match="too large"):
        read_condition({"kind": "all", "parts": [check("plan", "filled")] * 51})


@pytest.mark.parametrize(
    "data",
    [
        check("workspace_id", "is", "x"), check("plan__startswith", "is", "x"),
        check("_connector", "is", "OR"),
        check("plan", "regex", "x"), check("plan", "is", ""), check("plan", "is", None),
        check("plan", "is", ["a"]), check("plan", "is", "x" * 301), check("plan", "is", "a\x00b"),
        check("plan", "is", True), check("plan", "filled", "x"), check("plan", "in", []),
        check("plan", "in", ["x"] * 201), check("stage", "is", "flying"), check("employees", "is", "many"),
        check("employees", "is", "1e400"), check("employees", "between", [1]), check("since", "on", "soon"),
        check("employees", "is", "NaN"), check("since", "last_days", -1), check("since", "last_days", 10**9),
        check("wau", "fell_by", -5), check("internal", "yes", 1), check("employees", "is", True),
    ],
)  # fmt: skip
def test_t23_names_and_values_that_are_not_on_the_list_are_refused(data: object) -> None:
    with pytest.raises(InputError):
        checked(data)


def test_a_condition_reads_as_a_sentence_in_both_languages() -> None:
    tree = checked(
        {"kind": "all", "parts": [
            check("plan", "is", "Pro"),
            check("wau", "fell_by", 30),
            {"kind": "any", "parts": [
                check("stage", "is", "adoption"), check("employees", "at_least", 1200),
            ]},
        ]}
    )  # fmt: skip
    with translation.override("ja"):
        assert say_condition(tree, FIELDS) == (
            "プランが「Pro」である、かつ 週間アクティブユーザー数が30%以上減った、"
            "かつ （段階が「利用促進期」である、または 従業員数が1,200以上である）"
        )
    with translation.override("en"):
        assert say_condition(tree, FIELDS) == (
            "Plan is “Pro” and weekly active users fell by 30 % or more"
            " and (Stage is “利用促進期” or Employees is at least 1,200)"
        )


def test_empty_groups_have_words_too() -> None:
    with translation.override("en"):
        said = [say_condition(tree, FIELDS) for tree in (Every(), Some(), Nor())]
    assert said == ["all accounts", "no account", "all accounts"]


def test_every_operator_has_words_in_both_languages() -> None:
    for operators in OPERATORS.values():
        for operator in operators.values():
            for text in (operator.sentence, operator.label):
                assert text.en
                assert text.ja


def test_what_is_unknown_is_neither_more_nor_less() -> None:
    record: dict[str, object] = {"employees": None, "since": None, "wau": None}
    asked: list[tuple[str, Any]] = [("at_least", 0), ("below", 10), ("is", 0), ("between", [0, 10])]
    for op, value in asked:
        assert holds(Check(field="employees", op=op, value=value), record, KINDS, DAY) is False
    assert holds(Check(field="employees", op="is_not", value=0), record, KINDS, DAY) is True
    assert holds(Check(field="since", op="older_days", value=1), record, KINDS, DAY) is False
    assert holds(Check(field="wau", op="fell_by", value=0), record, KINDS, DAY) is False


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [
        ("last_days", 20, True), ("last_days", 19, False), ("older_days", 19, True),
        ("older_days", 20, False),
        ("next_days", 0, False), ("on", "2026-11-01", True), ("between", ["2026-11-01", "2026-11-02"], True),
    ],
)  # fmt: skip
def test_days_count_from_today_with_both_ends(op: str, value: Any, met: bool) -> None:  # noqa: FBT001
    record = {"since": date(2026, 11, 1)}
    assert holds(Check(field="since", op=op, value=value), record, KINDS, DAY) is met
