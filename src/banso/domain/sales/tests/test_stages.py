"""What a stage asks for, at every door; and setting stages and reasons on their page."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from banso.domain.sales import actions
from banso.domain.sales.models import Deal
from banso.domain.sales.queries import deal_by_id, deal_stages, deals, reasons
from banso.domain.sales.tests.factories import SELLER, account, complete_deal, deal
from banso.domain.workspaces.tests.factories import api_client, signed_in
from banso.integrations.files.report import rejected_rows
from banso.integrations.files.tests.factories import brought
from banso.kit.errors import InputError

pytestmark = pytest.mark.usefixtures("workspace")
HOME, SETTINGS = "/w/harunire/deals/", "/w/harunire/settings/deals/"
# What the answer leads to; for the API and an import with the fields that it names.
Answer = list[str]


def _of_page(page: Client, path: str, given: dict[str, object], **more: str) -> Answer:
    text = page.post(HOME + path, given, headers=more).content.decode()
    return re.findall(r'<a href="([^"]+)">書く<', text)


def _of_api(api: Client, method: str, path: str, body: dict[str, object]) -> Answer:
    told = getattr(api, method)(
        f"/api/v1/deals{path}", json.dumps(body), content_type="application/json"
    ).json()
    errors = told["rows"][0]["errors"] if "rows" in told else told.get("errors", [])
    assert [each["field"] for each in errors] in ([], ["source", "stakeholders"])
    return [each["href"] for each in errors]


def _import(of: Deal) -> Answer:
    name = of.account.name if of.account else ""
    run = brought("deals", f"external_id,account_name,stage\n{of.external_id},{name},Hearing\n")
    return [str(each["href"]) for each in rejected_rows(run) if "href" in each]


DOORS: dict[str, Callable[[Client, Client, Deal], Answer]] = {
    "page": lambda page, _api, of: _of_page(page, f"{of.pk}/move/", {"stage": "hearing", "next": HOME}),
    "drag": lambda page, _api, of: _of_page(page, f"{of.pk}/move/", {"stage": "hearing"}, **{"X-Board": "1"}),
    "bulk": lambda page, _api, of: _of_page(
        page, "bulk/", {"ids": [str(of.pk)], "act": "stage", "stage": "hearing"}
    ),
    "api": lambda _page, api, of: _of_api(api, "patch", f"/{of.pk}", {"stage": "hearing"}),
    "api upsert": lambda _page, api, of: _of_api(
        api, "put", "", {"data": [{"external_id": of.external_id, "stage": "ヒアリング"}]}
    ),
    "import": lambda _page, _api, of: _import(of),
}


def _ask(*required: str) -> None:
    """Let the stage of approaches ask for something."""
    given = [
        {"key": each.key, "name_en": each.words.en, "name_ja": each.words.ja, "proposal": each.proposal,
         "probability": each.probability, "required": required if each.key == "approach" else each.required}
        for each in deal_stages()
    ]  # fmt: skip
    actions.save_stages(given, by=SELLER)


def test_what_a_stage_on_the_way_asks_for_is_asked_at_every_door() -> None:
    _ask("source", "stakeholders")
    page, api = signed_in("sales@harunire.example", "sales"), api_client("deals.edit", "deals.view")
    bare, whole = deal(external_id="D-1"), complete_deal(external_id="D-2", source="展示会")
    wanted = [f"{HOME}{bare.pk}/edit/", f"{HOME}{bare.pk}/sheet/stakeholders/"]
    for door, knock in DOORS.items():
        assert (door, knock(page, api, bare)) == (door, wanted)
        assert deal_by_id(bare.pk).stage == "prospecting"
        # A deal that has it passes, and going back asks for nothing.
        assert (door, knock(page, api, whole), deal_by_id(whole.pk).stage) == (door, [], "hearing")
        actions.move_deal(whole.pk, "prospecting", by=SELLER)
    # A deal that does not come to be has no page to lead to.
    fresh: dict[str, object] = {
        "name": "新しい商談",
        "account_id": str(account("北斗").pk),
        "stage": "hearing",
    }
    assert _of_api(api, "post", "", fresh) == ["", ""]
    assert deals().count() == 2


def test_winning_asks_what_the_stages_on_the_way_ask_for() -> None:
    _ask("source", "expected_close_on")
    ready = complete_deal(external_id="D-1")
    with pytest.raises(actions.StageClosed) as refused:
        actions.win_deal(ready.pk, by=SELLER)
    # When it was expected nobody asks any more.
    assert [each.field for each in refused.value.lacks] == ["source"]
    assert deal_by_id(ready.pk).status == "open"
    actions.update_deal(ready.pk, {"source": "展示会", "expected_close_on": None}, by=SELLER)
    assert actions.win_deal(ready.pk, by=SELLER).status == "won"


def _form(client: Client, action: str) -> dict[str, list[str]]:
    """The fields of one of the page's forms, as a browser would send them."""
    text = client.get(SETTINGS).content.decode()
    (form,) = re.findall(rf'<form method="post" action="{SETTINGS}{action}".*?</form>', text, re.DOTALL)
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = {name: unescape(value) for name, value in re.findall(r'([a-z]+)="([^"]*)"', tag)}
        if given.get("type") not in {"radio", "checkbox"} or " checked" in tag:
            sent.setdefault(given["name"], []).append(given.get("value", ""))
    return sent


def test_stages_are_set_on_their_page_and_a_new_one_stands_before_the_winning_one() -> None:
    manager, before = signed_in("manager@harunire.example", "manager"), deal_stages()
    sent = _form(manager, "stages/")
    assert manager.post(f"{SETTINGS}stages/", sent).status_code == 302
    # What was sent as it stood is as it was, but for the order in which a stage asks.
    assert [replace(each, required=()) for each in deal_stages()] == [
        replace(each, required=()) for each in before
    ]
    assert [set(each.required) for each in deal_stages()] == [set(each.required) for each in before]
    names, new = sent["name_ja"], sent["key"].index("")
    names[new], names[1], sent["probability"][new] = "稟議", "", "85"
    sent["name_en"][1] = ""
    sent["required-hearing"] = ["source", "concerns"]
    assert manager.post(f"{SETTINGS}stages/", sent).status_code == 302
    after = deal_stages()
    assert [(each.words.ja, each.probability, each.won) for each in after] == [
        ("見込み客開拓", 5, False), ("ヒアリング", 30, False), ("提案", 50, False),
        ("クロージング", 75, False), ("稟議", 85, False), ("契約後対応", 100, True),
    ]  # fmt: skip
    assert (after[1].required, after[2].proposal) == (("source", "concerns"), True)
    # A stage that an open deal is in stays, and a percentage is one.
    deal(stage="prospecting")
    for place, name, value in ((0, "name_ja", ""), (1, "probability", "101"), (1, "name_ja", "提案")):
        sent = _form(manager, "stages/")
        sent[name][place] = value
        if not value:
            sent["name_en"][place] = ""
        refused = manager.post(f"{SETTINGS}stages/", sent)
        assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (422, True)
    assert deal_stages() == after
    assert signed_in("viewer@harunire.example", "viewer").post(f"{SETTINGS}stages/", sent).status_code == 403


def test_reasons_are_set_on_their_page_and_those_in_use_stay() -> None:
    manager = signed_in("manager@harunire.example", "manager")
    lost = deal("失注した商談")
    actions.lose_deal(lost.pk, reason="timing", by=SELLER)
    sent = _form(manager, "reasons/lost/")
    assert sent["key"][-1] == ""
    sent["name_ja"][-1], place = "競合の値引き", sent["key"].index("timing")
    sent["name_ja"][place] = "時期尚早"
    gone = next(at for at, key in enumerate(sent["key"]) if key not in {"timing", ""})
    sent["name_ja"][gone] = sent["name_en"][gone] = ""
    won = [each for each in reasons() if each.outcome == "won"]
    assert manager.post(f"{SETTINGS}reasons/lost/", sent).status_code == 302
    kept = {each.key: each.words.ja for each in reasons() if each.outcome == "lost"}
    assert (kept["timing"], "競合の値引き" in kept.values(), sent["key"][gone] in kept) == (
        "時期尚早", True, False
    )  # fmt: skip
    assert [each for each in reasons() if each.outcome == "won"] == won
    other = deal("もう一つ")
    actions.lose_deal(other.pk, reason="競合の値引き", by=SELLER)
    assert kept[deal_by_id(other.pk).reason] == "競合の値引き"
    # What deals were closed for cannot go, and a reason that is gone closes none.
    sent = _form(manager, "reasons/lost/")
    place = sent["key"].index("timing")
    sent["name_ja"][place] = sent["name_en"][place] = ""
    assert manager.post(f"{SETTINGS}reasons/lost/", sent).status_code == 422
    with pytest.raises(InputError):
        actions.lose_deal(deal("三つ目").pk, reason="nowhere", by=SELLER)
    assert {each.key for each in reasons() if each.outcome == "lost"} == set(kept)
