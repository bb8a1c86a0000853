"""A handoff from the winning to the acceptance: rows, facts, who hears of it, and what is refused."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection

from banso.domain.accounts.queries import account_by_id
from banso.domain.handoffs import actions, queries
from banso.domain.handoffs.facts import HandoffSubmitted
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.reactions import reopened
from banso.domain.handoffs.tasks import escalate_late_handoffs
from banso.domain.handoffs.tests.factories import Town, deal, mine, on, returned, town, won
from banso.domain.promises.actions import make_promise
from banso.domain.promises.queries import promises_of_deal
from banso.domain.sales import actions as sales
from banso.domain.sales.actions import GateClosed
from banso.domain.sales.queries import deal_by_id, entries, sheet_of
from banso.domain.sales.tests.factories import deal as empty_deal
from banso.domain.work.models import Notice
from banso.domain.workspaces.tests.factories import other_workspace
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.clock import freeze
from banso.kit.errors import Conflict, InputError, NotAllowed, NotFound, Stale
from banso.kit.tenancy import Tenant, scope, today

AT = on("2026-11-19 16:42")


@pytest.fixture
def place(workspace: Tenant) -> Iterator[Town]:  # noqa: ARG001 - opens the scope
    with freeze(AT):
        yield town()


def told(handoff: Handoff) -> list[str]:
    """The handoff's facts, the first first."""
    rows = current_facts().filter(subject=queries.subject_of(handoff.pk)).order_by("seq")
    return [row.type.removeprefix("handoffs.") for row in rows]


def heard(kind: str) -> list[str]:
    """Who has a notice of a kind."""
    rows = Notice.objects.filter(kind=f"handoff.{kind}").select_related("person")
    return sorted(row.person.name for row in rows)


def test_winning_hands_over_the_ten_items_as_they_were(place: Town) -> None:
    handoff = won(place)
    assert (handoff.state, handoff.csm_name, handoff.csm_how, handoff.due_at) == (
        "waiting", "佐藤 美咲", "rotation", on("2026-11-20 15:42"),
    )  # fmt: skip
    items = {item.key: item.content for item in queries.items_of(handoff)}
    assert list(items) == list(queries.frozen(handoff.deal_id))
    assert items["stakeholders"]["people"][0]["role"] == "decider"
    assert items["success"]["goals"][0]["target"] == "98"
    assert items["promises"] == {"promises": [], "signed_by": "高橋 健太"}
    assert told(handoff) == ["submitted", "assigned"]
    # The CSM and their team, in the product and (written down) by mail.
    assert heard("submitted") == ["上田 翔", "佐藤 美咲", "森 一"]
    assert Notice.objects.filter(mail="now").count() == 3
    sales.set_texts(
        handoff.deal_id, {"notes": "あとから変えた、別の特記事項です。"}, by=place.actor("seller")
    )
    assert queries.items_of(handoff)[9].content == items["notes"]
    assert won(place, deal(place, "次の商談")).csm_name == "上田 翔"


def test_a_deal_refused_by_the_gate_hands_nothing_over(place: Town) -> None:
    made = empty_deal()
    with pytest.raises(GateClosed):
        sales.win_deal(made.pk, by=place.actor("seller"))
    assert (Handoff.objects.count(), Notice.objects.count()) == (0, 0)


def test_history_has_no_handoff(place: Town) -> None:
    (done,) = sales.upsert_deals(
        [{
            "external_id": "H-1", "name": "昔の商談", "status": "won",
            "created_on": today() - timedelta(days=9), "closed_on": today() - timedelta(days=3),
            "closed_before_banso": True,
        }],
        by=place.actor("seller"),
    )  # fmt: skip
    assert (done.error, Handoff.objects.count()) == (None, 0)


def test_by_hand_before_and_after_winning(place: Town) -> None:
    made, by = deal(place), place.actor("lead")
    with pytest.raises(InputError, match="may accept"):
        actions.plan_csm(made.pk, "takahashi@harunire.example", by=by)
    actions.plan_csm(made.pk, "ueda@harunire.example", by=by)
    handoff = won(place, made)
    assert (handoff.csm_name, handoff.csm_how, handoff.csm_by) == ("上田 翔", "hand", "工藤 玲")
    with pytest.raises(Conflict, match="closed"):
        actions.plan_csm(made.pk, "sato@harunire.example", by=by)
    with pytest.raises(Conflict, match="already"):
        actions.assign_csm(handoff.pk, "ueda@harunire.example", by=by)
    given = actions.assign_csm(handoff.pk, "sato@harunire.example", by=by)
    assert (given.csm_name, told(handoff), heard("assigned")) == (
        "佐藤 美咲", ["submitted", "assigned", "assigned"], ["佐藤 美咲"],
    )  # fmt: skip
    with pytest.raises(Stale):
        actions.assign_csm(handoff.pk, "ueda@harunire.example", by=by, expected=1)


def test_rules_choose_in_their_order(place: Town) -> None:
    by = place.actor("manager")
    rule = actions.RuleRow("英語のお客様", ("ueda@harunire.example",), language="en")
    everybody = actions.RuleRow("そのほか", ("ueda@harunire.example",))
    actions.save_rules([rule, everybody], by=by)
    handoff = won(place)
    assert (handoff.csm_name, handoff.csm_how, handoff.csm_rule) == ("上田 翔", "rule", "そのほか")
    for wrong, words in (
        (actions.RuleRow("誰もいない", ()), "somebody to choose"),
        (actions.RuleRow("営業", ("takahashi@harunire.example",)), "may accept"),
        (actions.RuleRow("ルール", ("ueda@harunire.example",), language="fr"), "language"),
    ):
        with pytest.raises(InputError, match=words):
            actions.save_rules([wrong], by=by)
    assert [row.name for row in queries.csm_rules()] == ["英語のお客様", "そのほか"]


def test_returned_mended_and_accepted(place: Town) -> None:
    handoff = returned(place)
    seller, csm = place.actor("seller"), mine(handoff)
    states = {item.key: item.state for item in queries.items_of(handoff)}
    assert (handoff.state, handoff.returns, states.pop("success"), set(states.values())) == (
        "returned", 1, "returned", {"accepted"},
    )  # fmt: skip
    assert told(handoff) == ["submitted", "assigned", *["item_accepted"] * 9, "item_returned", "returned"]
    assert heard("returned") == ["高橋 健太"]
    with pytest.raises(Conflict, match="with sales"):
        actions.accept_handoff(handoff.pk, by=csm)
    with pytest.raises(InputError, match="Item 4 says the same"):
        actions.resubmit_handoff(handoff.pk, by=seller)
    entry = sales_goal(handoff)
    sales.change_entry(handoff.deal_id, "goals", entry, {"target": None}, by=seller)
    with pytest.raises(GateClosed):
        actions.resubmit_handoff(handoff.pk, by=seller)
    sales.change_entry(handoff.deal_id, "goals", entry, {"target": "95"}, by=seller)
    again = actions.resubmit_handoff(handoff.pk, by=seller, answer="95%で合意しました。")
    assert (again.state, queries.items_of(again)[3].content["goals"][0]["target"]) == ("waiting", "95")
    with pytest.raises(Conflict, match="was not returned"):
        actions.resubmit_handoff(handoff.pk, by=seller)
    with pytest.raises(Conflict, match="1 item is not looked at"):
        actions.accept_handoff(handoff.pk, by=csm)
    with pytest.raises(Conflict, match="stays so"):
        actions.mark_item(handoff.pk, "notes", "return", by=csm)
    actions.mark_item(handoff.pk, "success", "accept", by=csm)
    with freeze(on("2026-11-20 11:42")):
        done = actions.accept_handoff(handoff.pk, by=csm)
    (fact,) = current_facts().filter(type="handoffs.accepted")
    assert (fact.payload["seconds"], fact.payload["business_seconds"], fact.payload["returns"]) == (
        19 * 3600, 4 * 3600, 1,
    )  # fmt: skip
    assert (done.state, account_by_id(done.account_id).owner_name) == ("accepted", "佐藤 美咲")
    assert heard("accepted") == ["高橋 健太"]


def sales_goal(handoff: Handoff) -> UUID:
    return entries(handoff.deal_id, "goals")[0].pk


def test_what_is_refused(place: Town) -> None:
    handoff = won(place)
    csm, other = mine(handoff), place.actor("other")
    with pytest.raises(NotAllowed, match="佐藤 美咲's handoff"):
        actions.mark_item(handoff.pk, "notes", "accept", by=other)
    with pytest.raises(NotAllowed):
        actions.accept_handoff(handoff.pk, by=other, rest=True)
    with pytest.raises(NotFound, match="customer, plan"):
        actions.mark_item(handoff.pk, "moon", "accept", by=csm)
    with pytest.raises(InputError, match="no such reason"):
        actions.mark_item(handoff.pk, "notes", "return", reason="moon", by=csm)
    with pytest.raises(Conflict, match="10 items"):
        actions.accept_handoff(handoff.pk, by=csm)
    with pytest.raises(Conflict, match="No item is marked"):
        actions.return_handoff(handoff.pk, rest=True, by=csm)
    # A draft is kept without a reason; sending it is not.
    actions.mark_item(handoff.pk, "notes", "return", wanted="下書きです。", by=csm)
    assert queries.items_of(handoff)[9].wanted == "下書きです。"
    with pytest.raises(InputError, match="why"):
        actions.return_handoff(handoff.pk, rest=True, by=csm)
    words = "誰の話か教えてください"
    actions.mark_item(handoff.pk, "notes", "return", reason="unclear", wanted=words, by=csm)
    with pytest.raises(Conflict, match="marked to go back"):
        actions.accept_handoff(handoff.pk, rest=True, by=csm)
    with scope(workspace=other_workspace()), pytest.raises(NotFound):
        actions.accept_handoff(handoff.pk, by=csm)
    assert told(handoff) == ["submitted", "assigned"]
    actions.mark_item(handoff.pk, "notes", "", by=csm)
    actions.accept_handoff(handoff.pk, rest=True, may_manage=True, by=place.actor("manager"))
    with pytest.raises(Conflict, match="accepted already"):
        actions.accept_handoff(handoff.pk, by=csm)
    assert account_by_id(handoff.account_id).owner_email == "sato@harunire.example"


def test_accepting_takes_the_promises_over(place: Town) -> None:
    made = deal(place)
    assert made.account_id is not None
    sales.sign_no_promises(made.pk, by=place.actor("seller"), withdraw=True)
    make_promise(
        made.account_id,
        {
            "wording": "ベトナム語の操作説明書を用意する", "kind": "support", "due_on": "2026-12-18",
            "made_on": "2026-11-10", "said_by": "高橋 健太", "source": "meeting", "source_text": "打ち合わせ",
            "deliverable": "standard",
            "deal_id": made.pk, "owner_email": "takahashi@harunire.example",
        },
        by=place.actor("seller"),
    )  # fmt: skip
    # Until the gate reads the ledger, the signature stands for it.
    if sales.missing_items(sheet_of(deal_by_id(made.pk))):
        sales.sign_no_promises(made.pk, by=place.actor("seller"))
    handoff = won(place, made)
    assert queries.items_of(handoff)[6].content["promises"][0]["due_on"] == "2026-12-18"
    actions.accept_handoff(handoff.pk, rest=True, by=mine(handoff))
    assert [row.owner_name for row in promises_of_deal(made.pk)] == ["佐藤 美咲"]


def test_the_leads_of_both_sides_hear_once_when_time_is_up(place: Town) -> None:
    handoff = won(place)
    with freeze(handoff.due_at - timedelta(seconds=1)):
        assert escalate_late_handoffs() == 0
    with freeze(handoff.due_at):
        assert (escalate_late_handoffs(), escalate_late_handoffs()) == (1, 0)
    assert heard("late") == ["工藤 玲", "森 一"]
    assert told(handoff)[-1] == "escalated"


def test_messages_reach_the_other_side(place: Town) -> None:
    handoff = won(place)
    with pytest.raises(InputError):
        actions.write_message(handoff.pk, " \x00 ", by=place.actor("seller"))
    with pytest.raises(InputError, match="2001"):
        actions.write_message(handoff.pk, "あ" * 2001, by=place.actor("seller"))
    actions.write_message(handoff.pk, "江口様は最初は硬いです。", by=place.actor("seller"))
    actions.write_message(handoff.pk, "助かります。", by=mine(handoff))
    assert [each.text for each in queries.messages_of(handoff)] == [
        "江口様は最初は硬いです。",
        "助かります。",
    ]
    assert (heard("message"), told(handoff)[2:]) == (["佐藤 美咲", "高橋 健太"], ["message_written"] * 2)


def test_a_reopened_deal_takes_its_handoff_back_and_the_next_winning_makes_another(place: Town) -> None:
    handoff = won(place)
    with freeze(AT + timedelta(hours=1)):
        sales.reopen_deal(handoff.deal_id, by=place.actor("seller"))
        (entry,) = JournalEntry.objects.filter(type="sales.deal_reopened")
        reopened(entry)
        reopened(entry)
    handoff.refresh_from_db()
    assert (handoff.state, told(handoff), queries.handoff_of_deal(handoff.deal_id)) == (
        "withdrawn", ["withdrawn"], None,
    )  # fmt: skip
    assert not Notice.objects.exclude(mail_at=None).exists()
    with pytest.raises(Conflict, match="reopened"):
        actions.accept_handoff(handoff.pk, by=mine(handoff), rest=True)
    with freeze(AT + timedelta(hours=2)):
        again = sales.win_deal(handoff.deal_id, by=place.actor("seller"))
    made = queries.handoff_of_deal(again.pk)
    assert made is not None
    assert (made.closing, current_facts().filter(type=HandoffSubmitted.type).count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_does(workspace: Tenant) -> None:
    """Also on PostgreSQL, where the row is locked; on SQLite writers queue."""
    place = town()
    handoff, start, found = won(place), Barrier(2), []

    def accept() -> None:
        try:
            with scope(workspace=workspace):
                start.wait(10)
                actions.accept_handoff(handoff.pk, rest=True, by=mine(handoff))
                found.append("accepted")
        except Conflict as error:
            found.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with scope(workspace=workspace):
        assert (sorted(found), told(handoff).count("accepted")) == (["Conflict", "accepted"], 1)
