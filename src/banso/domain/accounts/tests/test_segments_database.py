"""The database must find exactly the accounts that the plain reference finds, for any condition.

`BANSO_CONDITIONS=20000` tries as many of them as a release does.
"""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.domain.accounts.actions import upsert_accounts
from banso.domain.accounts.definitions import account_fields
from banso.domain.accounts.models import Account, CustomField
from banso.domain.accounts.queries.accounts import accounts, tags_of, vocabulary
from banso.domain.accounts.queries.segments import checked, where
from banso.domain.accounts.tests.factories import SATO
from banso.domain.workspaces.actions import create_workspace
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.conditions import OPERATORS, Condition, Field, holds
from banso.kit.tenancy import current_workspace_id, scope

DAY = date(2026, 11, 21)
TRIED = int(os.environ.get("BANSO_CONDITIONS", "300"))
# sqlmap's favourites, wildcards, quotes, letters outside ASCII in both cases, width, a path of JSON.
TEXTS = (
    "Pro", "pro", "PRO+", "100%", "a_b", "a\\b", "' OR 1=1 --", '"; DROP TABLE accounts_account; --', "Ünal",
    "ünal", "Ｐｒｏ", "株式会社", "%", "_", "null", "0", "$.plan", '["x"]', "{}", "x') UNION SELECT 1 --",
)  # fmt: skip
NUMBERS = (0, 1, -1, 5, 10, 1.5, 1000, 99999999)
DAYS = ("2026-11-21", "2026-11-20", "2026-10-22", "2020-02-29", "2030-01-01")


def _definitions() -> None:
    for kind in ("text", "number", "money", "date", "choice", "person"):
        CustomField.objects.create(
            workspace_id=current_workspace_id(), key=f"c_{kind}", label=kind, kind=kind,
            choices=["Pro", "100%"], currency="USD",
        )  # fmt: skip


def _people() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [{"external_id": "bare", "name": "x"}]
    for number, text in enumerate(TEXTS):
        rows.append(
            {
                "external_id": f"A-{number}", "name": text, "plan": TEXTS[-number - 1],
                "region": text.upper(),
                "industry": text if number % 3 else "",
                "employees": [0, 1, 5, 10, 1000, None][number % 6],
                "created_on": [*DAYS, None][number % 6], "internal": number % 2 == 0,
                "stage": ["adoption", "", "churned"][number % 3],
                "tags": [each.replace(",", "") for each in TEXTS[number : number + 2] if ";" not in each],
                "owner_email": ["a@example.com", ""][number % 2],
                "custom": {
                    "c_text": text if number % 4 else "", "c_number": [0, 1.5, -1, None][number % 4],
                    "c_money": ["1.5", "1000", "", "0"][number % 4], "c_date": [*DAYS, ""][number % 6],
                    "c_choice": ["Pro", "100%", ""][number % 3],
                    "c_person": ["b@example.com", ""][number % 2],
                },
            }
        )  # fmt: skip
    return rows


def _record(account: Account, tags: set[str]) -> dict[str, object]:
    custom: dict[str, Any] = account.custom
    day = custom.get("c_date")
    return {
        **{name: getattr(account, name) for name in (
            "name", "name_kana", "external_id", "corporate_number", "industry", "employees", "country",
            "region", "plan", "stage", "created_on", "internal")},
        "tags": tags,
        "role.csm": {account.owner_email, account.owner_name} - {""},
        **{f"custom.{key}": value for key, value in custom.items()},
        "custom.c_date": date.fromisoformat(day) if day else None,
        "custom.c_money": custom["c_money"] / 100 if "c_money" in custom else None,
    }  # fmt: skip


def _scalars(field: Field, means: str) -> st.SearchStrategy[Any]:
    if means in {"days", "percent"}:
        return st.sampled_from([0, 1, 30, 400])
    if field.kind == "number":
        return st.sampled_from(NUMBERS)
    if field.kind == "date":
        return st.sampled_from(DAYS)
    if field.kind == "choice":
        return st.sampled_from([key for key, _ in field.choices])
    return st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(
        str.strip
    )


def _checks(fields: dict[str, Field]) -> st.SearchStrategy[Any]:
    def one(pair: tuple[Field, str]) -> st.SearchStrategy[Any]:
        field, op = pair
        operator = OPERATORS[field.kind][op]
        scalar = _scalars(field, operator.value)
        values: dict[str, st.SearchStrategy[Any]] = {
            "nothing": st.none(), "one": scalar, "many": st.lists(scalar, min_size=1, max_size=3),
            "two": st.lists(scalar, min_size=2, max_size=2),
        }  # fmt: skip
        return values[operator.takes].map(
            lambda value: {"kind": "check", "field": field.name, "op": op, "value": value}
        )

    pairs = [(field, op) for field in fields.values() for op in OPERATORS[field.kind]]
    return st.sampled_from(pairs).flatmap(one)


@pytest.fixture
def compare(workspace: object) -> Callable[[dict[str, Any]], None]:  # noqa: ARG001 - opens the scope
    _definitions()
    with freeze(datetime(2026, 11, 20, tzinfo=UTC)):
        upsert_accounts(_people(), by=SATO)
    words = vocabulary()
    kinds = {name: field.kind for name, field in account_fields(words).items()}
    tags = tags_of(account.pk for account in accounts())
    records = {account.pk: _record(account, tags[account.pk]) for account in accounts()}

    def compare(data: dict[str, Any]) -> None:
        condition: Condition = checked(data, words)
        found = set(where(accounts(), condition, words, today=DAY).values_list("pk", flat=True))
        assert found == {pk for pk, record in records.items() if holds(condition, record, kinds, DAY)}

    return compare


def _fields() -> dict[str, Field]:
    """The fields of `_definitions`, as the strategies need them: without a database."""
    from banso.domain.accounts.rules.custom import FieldValue  # noqa: PLC0415
    from banso.domain.accounts.rules.values import Vocabulary  # noqa: PLC0415

    kinds = ("text", "number", "money", "date", "choice", "person")
    custom = [FieldValue(f"c_{kind}", kind, kind, ("Pro", "100%"), "USD") for kind in kinds]
    fields = account_fields(Vocabulary(fields=custom))
    return {name: field for name, field in fields.items() if not name.startswith("measure.")}


CHECKS = _checks(_fields())
CONDITIONS = st.recursive(
    CHECKS,
    lambda inner: st.builds(
        lambda kind, parts: {"kind": kind, "parts": parts},
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


@given(data=CONDITIONS)
@settings(max_examples=TRIED, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_t23_the_database_and_the_reference_agree(
    compare: Callable[[dict[str, Any]], None], data: dict[str, Any]
) -> None:
    compare(data)


def test_every_field_can_be_asked_in_every_way(compare: Callable[[dict[str, Any]], None]) -> None:
    values = {"text": "Pro", "number": 5, "date": "2026-11-20", "names": "Pro"}
    for field in _fields().values():
        for op, operator in OPERATORS[field.kind].items():
            one: Any = field.choices[0][0] if field.kind == "choice" else values.get(field.kind)
            one = 30 if operator.value == "days" else one
            value = {"nothing": None, "one": one, "many": [one], "two": [one, one]}[operator.takes]
            compare({"kind": "check", "field": field.name, "op": op, "value": value})


def test_t25_another_workspace_is_never_found(compare: Callable[[dict[str, Any]], None]) -> None:
    compare({"kind": "all", "parts": []})
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        words = vocabulary()
        everything = checked({"kind": "none", "parts": []}, words)
        assert list(where(Account.objects.all(), everything, words)) == []


@given(data=CHECKS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_t25_every_table_of_a_statement_is_bound_to_the_workspace(
    compare: Callable[[dict[str, Any]], None], data: dict[str, Any]
) -> None:
    with CaptureQueriesContext(connection) as captured:
        compare(data)
    for query in captured:
        tables = query["sql"].count(' FROM "accounts_') + query["sql"].count(' JOIN "accounts_')
        assert query["sql"].count('"workspace_id" =') >= tables
