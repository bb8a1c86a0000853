"""The segment builder keeps what it does not edit."""

import json
from typing import Any

import pytest
from django.test import Client

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.actions.segments import create_segment
from banso.domain.accounts.models import Segment
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/"


def check(field: str, value: object, op: str = "is") -> dict[str, Any]:
    return {"kind": "check", "field": field, "op": op, "value": value}


def group(kind: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "parts": list(parts)}


NESTED = group(
    "all",
    check("employees", 100, "at_least"),
    group("any", check("plan", "プロ"), group("none", check("region", "大阪府"))),
)


@pytest.fixture
def client() -> Client:
    for name, employees, plan, region in (
        ("大阪のプロ", 200, "プロ", "大阪府"),
        ("大阪のライト", 200, "ライト", "大阪府"),
        ("東京のライト", 200, "ライト", "東京都"),
        ("小さな東京", 20, "プロ", "東京都"),
    ):
        create_account({"name": name, "employees": employees, "plan": plan, "region": region}, by=SYSTEM)
    return signed_in("misaki@harunire.example", "csm", language="en")


def form_of(client: Client, segment: Segment) -> dict[str, str]:
    """What the browser would send back without a change."""
    context = client.get(f"{HOME}segments/{segment.pk}/").context
    sent = {"match": context["match"], "name": segment.name, "version": str(segment.version), "save": "1"}
    for line in context["lines"]:
        if line.field:
            sent |= {
                f"field-{line.number}": line.field.name, f"op-{line.number}": line.op,
                f"value-{line.number}": line.first, f"second-{line.number}": line.second,
            }  # fmt: skip
    return sent | {f"kept-{each.number}": each.raw for each in context["kept"]}


def test_saving_a_segment_without_a_change_changes_nothing(client: Client) -> None:
    segment = create_segment("深い", NESTED, by=SYSTEM)
    assert client.post(f"{HOME}segments/{segment.pk}/", form_of(client, segment)).status_code == 302
    segment.refresh_from_db()
    assert segment.condition == NESTED


def test_groups_inside_are_shown_in_words_and_counted(client: Client) -> None:
    segment = create_segment("深い", NESTED, by=SYSTEM)
    answer = client.get(f"{HOME}segments/{segment.pk}/")
    assert "here they can only be taken out" in answer.content.decode()
    (kept,) = answer.context["kept"]
    assert kept.sentence == "Plan is “プロ” or (none of these: Region is “大阪府”)"
    assert {account.name for account in answer.context["sample"]} == {"大阪のプロ", "東京のライト"}


def test_a_group_stays_while_a_line_is_changed_and_goes_when_taken_out(client: Client) -> None:
    segment = create_segment("深い", NESTED, by=SYSTEM)
    sent = form_of(client, segment)
    preview = client.post(f"{HOME}segments/preview/", {**sent, "value-0": "10"}).context
    assert preview["count"] == 3
    assert [each.raw for each in preview["kept"]] == [sent["kept-0"]]
    out = client.post(f"{HOME}segments/preview/", {**sent, "drop_kept": "0"}).context
    assert (out["count"], out["kept"]) == (3, [])


def test_a_test_of_a_field_that_is_gone_is_not_dropped_in_silence(client: Client) -> None:
    segment = create_segment(
        "深い", group("all", check("plan", "プロ"), check("region", "大阪府")), by=SYSTEM
    )
    Segment.objects.update(condition=group("all", check("plan", "プロ"), check("custom.gone", "x")))
    segment.refresh_from_db()
    sent = form_of(client, segment)
    assert json.loads(sent["kept-0"])["field"] == "custom.gone"
    assert client.post(f"{HOME}segments/{segment.pk}/", sent).status_code == 422
    assert client.post(f"{HOME}segments/{segment.pk}/", {**sent, "drop_kept": "0"}).status_code == 302


def test_more_lines_than_the_builder_shows_are_kept(client: Client) -> None:
    many = group("any", *(check("plan", f"プラン{number}") for number in range(25)))
    segment = create_segment("多い", many, by=SYSTEM)
    assert client.post(f"{HOME}segments/{segment.pk}/", form_of(client, segment)).status_code == 302
    segment.refresh_from_db()
    assert segment.condition == many


@pytest.mark.parametrize("raw", ["{", "[]", '{"kind": "dance"}'], ids=["torn", "a list", "no kind"])
def test_a_kept_part_that_is_none_is_refused(client: Client, raw: str) -> None:
    sent = {"match": "all", "kept-0": raw, "name": "x", "save": "1"}
    client.post(f"{HOME}segments/new/", sent)
    assert Segment.objects.count() == 0
