"""Every door refuses to win a deal with any one of the ten items missing, and says which."""

import io
import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from banso.domain.sales.models import Deal
from banso.domain.sales.queries import deal_by_id, deals
from banso.domain.sales.rules.gate import ITEMS
from banso.domain.sales.tests.factories import BREAKS, account, complete_deal
from banso.domain.workspaces.tests.factories import api_client, signed_in
from banso.integrations.files.report import rejected_rows, unmatched, write_rejected
from banso.integrations.files.tests.factories import brought

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/deals/"
Answer = tuple[int, list[tuple[object, object]]]


def _of_page(page: Client, path: str, given: dict[str, object], deal: Deal, **more: str) -> Answer:
    """The items whose pages the answer leads to; every deal that stays is named."""
    answer = page.post(HOME + path, given, headers=more)
    text = answer.content.decode()
    keys = [key for key in ITEMS if f'href="{HOME}{deal.pk}/sheet/{key}/"' in text]
    return answer.status_code, [(list(ITEMS).index(key) + 1, key) for key in keys]


def _of_api(api: Client, method: str, path: str, body: dict[str, object]) -> Answer:
    sent = getattr(api, method)(f"/api/v1/deals{path}", json.dumps(body), content_type="application/json")
    told = sent.json()
    errors = told["errors"] if "errors" in told else told["rows"][0]["errors"]
    return sent.status_code, [(each["item"], each["field"]) for each in errors]


def _of_import(_page: Client, _api: Client, deal: Deal) -> Answer:
    """A file of one row, brought in as the command line does it; every reason leads to its page."""
    account = deal.account.name if deal.account else ""
    run = brought("deals", f"external_id,account_name,status\n{deal.external_id},{account},won\n")
    lacks = [each for each in rejected_rows(run) if "href" in each]
    assert [each["href"] for each in lacks] == [f"{HOME}{deal.pk}/sheet/{each['field']}/" for each in lacks]
    return run.counts["rejected"], [(each["item"], each["field"]) for each in lacks]


def _row(deal: Deal) -> dict[str, object]:
    return {"data": [{"external_id": deal.external_id, "status": "won"}]}


DOORS: dict[str, Callable[[Client, Client, Deal], Answer]] = {
    "page": lambda page, _api, deal: _of_page(page, f"{deal.pk}/win/", {}, deal),
    "menu": lambda page, _api, deal: _of_page(
        page, f"{deal.pk}/move/", {"stage": "after_contract", "next": HOME}, deal
    ),
    "drag": lambda page, _api, deal: _of_page(
        page, f"{deal.pk}/move/", {"stage": "after_contract"}, deal, **{"X-Board": "1"}
    ),
    "bulk": lambda page, _api, deal: _of_page(
        page, "bulk/", {"ids": [str(deal.pk)], "act": "stage", "stage": "after_contract"}, deal
    ),
    "api win": lambda _page, api, deal: _of_api(api, "post", f"/{deal.pk}/win", {}),
    "api status": lambda _page, api, deal: _of_api(api, "patch", f"/{deal.pk}", {"status": "won"}),
    "api stage": lambda _page, api, deal: _of_api(api, "patch", f"/{deal.pk}", {"stage": "契約後対応"}),
    "api upsert": lambda _page, api, deal: _of_api(api, "put", "", _row(deal)),
    "import": _of_import,
}
# What the other doors answer; of an import it is how many rows were rejected.
REFUSED = {"api upsert": 200, "import": 1}


def test_each_item_keeps_the_deal_from_being_won_at_every_door() -> None:
    """Each item is broken on a deal of its own, which stands before every door in turn."""
    page, api = signed_in("sales@harunire.example", "sales"), api_client("deals.edit", "deals.view")
    found: dict[tuple[str, str], Answer] = {}
    wanted: dict[tuple[str, str], Answer] = {}
    for number, key in enumerate(ITEMS, start=1):
        deal = complete_deal(f"商談 {key}", external_id=f"D-{key}")
        BREAKS[key](deal)
        for door, knock in DOORS.items():
            found[key, door] = knock(page, api, deal)
            wanted[key, door] = (REFUSED.get(door, 422), [(number, key)])
        assert deal_by_id(deal.pk).status == "open"
    assert found == wanted


@pytest.mark.parametrize("door", DOORS)
def test_a_complete_deal_passes_every_door(door: str) -> None:
    page, api = signed_in("sales@harunire.example", "sales"), api_client("deals.edit", "deals.view")
    deal = complete_deal(external_id="D-1")
    try:
        DOORS[door](page, api, deal)
    except KeyError:
        assert door.startswith("api")
    assert deal_by_id(deal.pk).status == "won"


def test_the_api_says_of_each_missing_item_what_would_fill_it_and_where() -> None:
    deal = complete_deal()
    BREAKS["notes"](deal)
    answer = api_client("deals.edit").post(
        f"/api/v1/deals/{deal.pk}/win", "{}", content_type="application/json"
    )
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    (error,) = answer.json()["errors"]
    # In the workspace's language.
    assert "CS" in error.pop("message")
    assert error == {
        "field": "notes", "item": 10, "code": "no_notes", "came": "", "wanted": "",
        "href": f"{HOME}{deal.pk}/sheet/notes/",
    }  # fmt: skip


def test_a_deal_that_is_refused_while_it_is_made_leads_nowhere_and_says_what_helps() -> None:
    api, of = api_client("deals.edit", "deals.view"), account()
    fresh = {"name": "新しい商談", "account_id": str(of.pk), "status": "won"}
    posted = api.post("/api/v1/deals", json.dumps(fresh), content_type="application/json").json()
    row = {**fresh, "external_id": "N-1"}
    put = api.put("/api/v1/deals", json.dumps({"data": [row]}), content_type="application/json").json()
    run = brought("deals", f"external_id,name,account_name,status\nN-2,新しい商談,{of.name},won\n")
    told, *lacks = rejected_rows(run)
    answers = [
        (posted["detail"], posted["errors"]),
        (put["rows"][0]["message"], put["rows"][0]["errors"]),
        (str(told["reason"]), lacks),
    ]
    for message, errors in answers:
        assert "進行中のまま登録" in message or "Bring the deal in open first" in message
        assert [each["item"] for each in errors] == list(range(1, 11))
        assert {each["href"] for each in errors} == {""}
    assert not deals().exists()
    mended = io.BytesIO()
    write_rejected(run, mended)
    assert all(str(each["reason"]) in mended.getvalue().decode() for each in lacks)


def test_the_report_of_an_import_leads_to_what_is_missing() -> None:
    deal = complete_deal(external_id="D-1")
    BREAKS["notes"](deal)
    BREAKS["concerns"](deal)
    run = brought(
        "deals", f"external_id,account_name,status\nD-1,{deal.account.name if deal.account else ''},won\n"
    )
    # What is missing of the deal is no value that could be said to mean another.
    assert unmatched(run) == []
    shown = signed_in("admin@harunire.example", "admin").get(f"/w/harunire/imports/{run.pk}/")
    told, file = shown.content.decode(), io.BytesIO()
    write_rejected(run, file)
    for key in ("concerns", "notes"):
        path = f"{HOME}{deal.pk}/sheet/{key}/"
        assert f'href="{path}"' in told
        assert f"({settings.BASE_URL.rstrip('/')}{path})" in file.getvalue().decode()


def test_history_passes_beside_the_gate_and_nothing_else_does() -> None:
    rows = [
        {"external_id": "H-1", "name": "昔の商談", "status": "won", "closed_on": "2024-05-01",
         "created_on": "2024-01-01", "amount": "120000", "closed_before_banso": True},
        {"external_id": "H-2", "name": "昔の商談", "status": "won", "closed_on": "2024-05-01"},
    ]  # fmt: skip
    api = api_client("deals.edit", "deals.view", "deals.manage")
    told = api.put("/api/v1/deals", json.dumps({"data": rows}), content_type="application/json").json()
    assert [each["outcome"] for each in told["rows"]] == ["created", "refused"]
    (kept,) = deals()
    assert (kept.closed_before_banso, kept.status, kept.account_id) == (True, "won", None)
    again = api.put("/api/v1/deals", json.dumps({"data": rows[:1]}), content_type="application/json").json()
    assert again["same"] == 1
    patched = api.patch(
        f"/api/v1/deals/{kept.pk}", json.dumps({"status": "open"}), content_type="application/json"
    )
    assert patched.status_code == 409
