"""How good handoffs were, by item and by salesperson, with the number of cases."""

import re
from datetime import timedelta

import pytest

from banso.domain.accounts.actions import mark_contact_left
from banso.domain.accounts.queries import contacts_of
from banso.domain.handoffs import actions
from banso.domain.handoffs.models import HandoffGrade
from banso.domain.handoffs.queries.quality import SPAN, by_item, by_seller, of_seller
from banso.domain.handoffs.tests.factories import WANTED, Town, deal, mine, on, town, won
from banso.domain.handoffs.tests.test_grading import answer_everything, change
from banso.domain.sales.tests.factories import complete_deal
from banso.domain.workspaces.tests.factories import member, signed_in
from banso.kit.clock import freeze

AT = on("2026-11-02 10:00")


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def _returned_twice(place: Town) -> None:
    """A handoff whose goal went back twice, and was rewritten after all: one item of ten, however often."""
    handoff = won(place, deal(place, "一つ目"))
    for target in ("95", "94"):
        actions.mark_item(
            handoff.pk, "success", "return", reason="incomplete", wanted=WANTED, by=mine(handoff)
        )
        actions.return_handoff(handoff.pk, rest=True, by=mine(handoff))
        change(handoff, "goals", {"target": target}, place.actor("seller"))
        actions.resubmit_handoff(handoff.pk, by=place.actor("seller"))
    actions.accept_handoff(handoff.pk, rest=True, by=mine(handoff))
    with freeze(AT + timedelta(days=2)):
        change(handoff, "goals", {"target": "90"}, place.actor("csm"))
        answer_everything()


def _wrong_person(place: Town) -> None:
    """A key person who had another role, and then left: two grades of one item."""
    handoff = won(place, deal(place, "二つ目"))
    actions.accept_handoff(handoff.pk, rest=True, by=mine(handoff))
    with freeze(AT + timedelta(days=3)):
        change(handoff, "stakeholders", {"role": "sceptic"}, place.actor("csm"))
        mark_contact_left(contacts_of(handoff.account_id)[0].pk, by=place.actor("csm"))
        answer_everything()
    assert HandoffGrade.objects.filter(handoff=handoff).count() == 2


def test_quality_by_item_and_person(place: Town) -> None:
    with freeze(AT - SPAN):
        won(place, deal(place, "古いもの"))
    member("ono@harunire.example", "sales", name="小野 遥")
    with freeze(AT):
        _returned_twice(place)
        _wrong_person(place)
        won(place, deal(place, "三つ目"))
        clean = won(place, complete_deal("四つ目", owner_email="ono@harunire.example"))
    with freeze(AT + timedelta(days=4)):
        since = AT - timedelta(days=1)
        told = {each.key: (each.number, each.n, each.returned, each.wrong) for each in by_item(since=since)}
        assert (len(told), told.pop("success"), told.pop("stakeholders")) == (10, (4, 4, 1, 1), (8, 4, 0, 1))
        assert {each[1:] for each in told.values()} == {(4, 0, 0)}
        found = by_seller(since=since)
        assert [(each.name, each.n, each.returned, each.items_back, each.wrong) for each in found] == [
            ("高橋 健太", 3, 1, 1, 2), ("小野 遥", 1, 0, 0, 0)
        ]  # fmt: skip
        # Of thirty items two were not right: the goal that went back, and was wrong after all, is one.
        assert [(each.right, each.items) for each in found] == [(28, 30), (10, 10)]
        assert of_seller(clean) == found[1]
        # Without a day the old one counts, too.
        assert [(each.name, each.n) for each in by_seller()] == [("高橋 健太", 4), ("小野 遥", 1)]
        page = signed_in("kacho@harunire.example", "manager").get("/w/harunire/handoffs/").content.decode()
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
    assert [row[-3:] for row in rows if row[:2] == ["高橋", "健太"]] == [["3", "1", "2"]]
    assert [row[-3:] for row in rows if row and row[0] in {"4", "8"}] == [["4", "1", "1"], ["4", "0", "1"]]
