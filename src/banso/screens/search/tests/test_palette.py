"""The palette's answers: found however it is written, within the workspace, as far as one may look."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.actions.segments import archive_segment, create_segment
from banso.domain.accounts.tests.factories import account, member
from banso.domain.leads.actions import archive_lead, create_lead
from banso.domain.workspaces.actions import create_workspace
from banso.engine.metrics.declaration import Aggregate, Kpi, Unit, Variant
from banso.engine.metrics.registry import registry
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from banso.kit.words import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(workspace: object, client: Client) -> Client:  # noqa: ARG001 - opens the scope
    client.force_login(member())
    return client


def found(client: Client, typed: str) -> dict[str, list[str]]:
    answer: dict[str, Any] = client.get(
        "/w/harunire/palette", {"q": typed}, headers={"Accept-Language": "ja"}
    ).json()
    return {group["title"]: [item["title"] for item in group["items"]] for group in answer["groups"]}


@pytest.mark.parametrize("typed", ["北浜", "きたはま", "キタハマ", "ｷﾀﾊﾏ", "北浜 製作", "KITA-7"])
def test_an_account_is_found_however_it_is_written(signed_in: Client, typed: str) -> None:
    made = account(name_kana="キタハマセイサクショ", external_id="kita-7")
    answer = signed_in.get("/w/harunire/palette", {"q": typed}).json()
    assert [item["href"] for item in answer["groups"][0]["items"]] == [f"/w/harunire/accounts/{made.pk}/"]


def test_every_word_must_occur(signed_in: Client) -> None:
    account()
    assert found(signed_in, "北浜 銀行") == {}


def test_nothing_typed_finds_nothing(signed_in: Client) -> None:
    account()
    assert found(signed_in, "  ") == {}


def test_at_most_six_of_a_kind(signed_in: Client) -> None:
    for n in range(8):
        account(f"みどり{n}")
    assert [len(titles) for titles in found(signed_in, "みどり").values()] == [6]


@pytest.fixture
def kept() -> Iterator[Kpi]:
    one = Variant("all", Text("", ""), Text("", ""), rows="SELECT 1", aggregate=Aggregate.SUM)
    kpi = Kpi(
        slug="tried_kept",
        owner="shared",
        name=Text("Letters kept", "手紙保管率"),
        question=Text("Do they stay in the drawer?", "引き出しに残っているか。"),
        unit=Unit.COUNT,
        variants=(one,),
    )
    registry.add(kpi)
    yield kpi
    registry._kpis.pop(kpi.slug)


@pytest.mark.parametrize("typed", ["letters", "手紙", "DRAWER", "tried_kept"])
def test_a_kpi_is_found_in_either_language(signed_in: Client, kept: Kpi, typed: str) -> None:
    assert [items[0] for items in found(signed_in, typed).values()] == [kept.name.ja]


def test_accounts_of_another_workspace_are_not_found(signed_in: Client) -> None:
    other = create_workspace("other", name="Other", by=SYSTEM)
    with scope(workspace=other):
        create_account({"name": "北浜銀行"}, by=SYSTEM)
    assert found(signed_in, "北浜") == {}


def test_strangers_are_sent_to_the_entrance(workspace: object, client: Client) -> None:  # noqa: ARG001
    assert client.get("/w/harunire/palette?q=a").status_code == 302


def test_only_reading_is_answered(signed_in: Client) -> None:
    assert signed_in.post("/w/harunire/palette").status_code == 405


def test_a_segment_is_found_by_name_and_by_what_it_is_for(signed_in: Client) -> None:
    tree: dict[str, Any] = {"kind": "all", "parts": []}
    made = create_segment("利用が減ったお客様", tree, description="毎週月曜に見る", by=SYSTEM)
    create_segment("製造業", tree, by=SYSTEM)
    assert found(signed_in, "減ったお客様") == {"セグメント": ["利用が減ったお客様"]}
    assert found(signed_in, "月曜") == {"セグメント": ["利用が減ったお客様"]}
    answer = signed_in.get("/w/harunire/palette", {"q": "減った"}).json()
    assert answer["groups"][0]["items"][0]["href"] == f"/w/harunire/accounts/?segment={made.pk}"
    archive_segment(made.pk, by=SYSTEM)
    assert found(signed_in, "月曜") == {}


def test_a_lead_is_found_by_company_person_and_number_while_it_is_one(signed_in: Client) -> None:
    made = create_lead({"company": "みどり建材", "person": "林 一郎", "phone": "03-1234-5678"}, by=SYSTEM)
    create_lead({"company": "千歳電装", "email": "hori@chitose.example"}, by=SYSTEM)
    for typed in ("みどり 林", "建材", "03-1234"):
        assert found(signed_in, typed) == {"見込み客": ["みどり建材"]}
    answer = signed_in.get("/w/harunire/palette", {"q": "みどり"}).json()
    assert answer["groups"][0]["items"][0]["href"] == f"/w/harunire/leads/{made.pk}/"
    archive_lead(made.pk, by=SYSTEM)
    assert found(signed_in, "みどり") == {}
