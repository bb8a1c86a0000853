"""Undoing what was done to many at once, closing on a past day, and history from another system."""

import json
from datetime import timedelta

import pytest

from banso.domain.accounts.actions import mark_contact_left
from banso.domain.accounts.queries import contacts_of
from banso.domain.sales import actions
from banso.domain.sales.facts import DealLost, DealStood, DealWon
from banso.domain.sales.queries import deal_by_id, sheet_of
from banso.domain.sales.rules.gate import has_item
from banso.domain.sales.tests.factories import SELLER, account_of, complete_deal, deal
from banso.domain.sales.tests.test_actions_winning import told
from banso.domain.workspaces.tests.factories import api_client
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import today

pytestmark = pytest.mark.usefixtures("workspace")


def test_undoing_a_bulk_change_leaves_alone_what_others_did() -> None:
    made = complete_deal()
    done = actions.change_deals([made.pk], "forecast", "commit", by=SELLER)
    assert done.change is not None
    actions.win_deal(made.pk, by=SELLER)

    assert actions.undo_deals(done.change, by=SELLER) == 1

    after = deal_by_id(made.pk)
    assert (after.status, after.forecast) == ("won", "pipeline")
    assert len(told(made, DealWon)) == 1


def test_what_was_changed_again_is_not_undone() -> None:
    first, second = deal("一つ目"), deal("二つ目")
    done = actions.change_deals([first.pk, second.pk], "forecast", "commit", by=SELLER)
    assert done.change is not None
    actions.update_deal(second.pk, {"forecast": "best_case"}, by=SELLER)

    with pytest.raises(Conflict):
        actions.undo_deals(done.change, by=SELLER)

    assert [deal_by_id(each.pk).forecast for each in (first, second)] == ["commit", "best_case"]


def test_a_win_that_a_bulk_change_made_is_taken_back_with_it() -> None:
    made = complete_deal()
    done = actions.change_deals([made.pk], "stage", "after_contract", by=SELLER)
    assert done.change is not None
    assert deal_by_id(made.pk).status == "won"
    actions.undo_deals(done.change, by=SELLER)
    assert (deal_by_id(made.pk).status, told(made, DealWon)) == ("open", [])


def test_a_deal_closed_on_a_past_day_stood_open_until_then_alone() -> None:
    before = today() - timedelta(days=5)
    made = deal("先月の商談", created_on=before - timedelta(days=5))
    actions.lose_deal(made.pk, reason="timing", on=before, by=SELLER)

    (lost,) = told(made, DealLost)
    last = told(made, DealStood)[-1]
    assert (last.payload["status"], last.occurred_at) == ("lost", lost.occurred_at)

    actions.reopen_deal(made.pk, by=SELLER)
    assert "lost" not in [entry.payload["status"] for entry in told(made, DealStood)]


def history(**values: object) -> dict[str, object]:
    return {
        "external_id": "H-1", "name": "以前の商談", "status": "won", "closed_before_banso": True,
        "created_on": "2024-01-01", "closed_on": "2024-03-01", "amount": "120000", **values,
    }  # fmt: skip


def test_history_does_not_end_in_the_future() -> None:
    (refused,) = actions.upsert_deals([history(closed_on=str(today() + timedelta(days=1)))], by=SELLER)
    assert refused.outcome == "refused"
    assert isinstance(refused.error, InputError)
    assert (refused.error.field, refused.error.came) == ("closed_on", str(today() + timedelta(days=1)))


@pytest.mark.parametrize(("stage", "proposed"), [("", False), ("proposal", True)])
def test_history_without_a_stage_says_nothing_of_a_proposal(stage: str, proposed: bool) -> None:  # noqa: FBT001
    rows = [history(stage=stage), history(external_id="H-2", status="lost", reason="timing", stage=stage)]
    won, lost = (result.deal_id for result in actions.upsert_deals(rows, by=SELLER))
    assert won is not None
    assert lost is not None
    (one,), (other,) = told(deal_by_id(won), DealWon), told(deal_by_id(lost), DealLost)
    assert (one.payload["proposed"], other.payload["proposed"]) == (proposed, proposed)


def test_bringing_history_over_the_api_needs_more_than_editing() -> None:
    def put(*scopes: str) -> int:
        body = json.dumps({"data": [history()]})
        client = api_client("deals.view", *scopes)
        return int(client.put("/api/v1/deals", body, content_type="application/json").status_code)

    assert put("deals.edit") == 403
    assert put("deals.edit", "deals.manage") == 200


def test_key_persons_who_left_fill_no_item() -> None:
    made = complete_deal()
    assert has_item("stakeholders", sheet_of(made))
    (contact,) = contacts_of(account_of(made))
    mark_contact_left(contact.pk, on=today(), by=SELLER)
    assert not has_item("stakeholders", sheet_of(made))
