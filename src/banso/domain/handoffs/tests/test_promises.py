"""Who hears what a customer answers to a promise, and of promises that endanger a renewal."""

from datetime import timedelta

import pytest
from django.utils import translation

from banso.domain.accounts.actions import create_account
from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import row
from banso.domain.handoffs.actions import promising
from banso.domain.handoffs.tasks import tell_of_risky_promises
from banso.domain.handoffs.tests.factories import Town, town
from banso.domain.promises.actions import Shown, answer_link, ask_confirmation, confirm_promise, make_promise
from banso.domain.promises.queries.public import token_for
from banso.domain.promises.tests.factories import said
from banso.domain.work.models import Notice
from banso.domain.work.queries import told
from banso.domain.workspaces.tests.factories import member
from banso.engine.journal.reactions import react
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import today


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def heard(*kinds: str) -> list[tuple[str, str, str]]:
    """Whom, what and how by mail."""
    rows = Notice.objects.filter(kind__in=[f"promise.{kind}" for kind in kinds])
    with translation.override("en"):
        return [
            (each.person.email.partition("@")[0], told(each).said.title, each.mail)
            for each in rows.order_by("person__email", "kind")
        ]


def test_who_keeps_and_who_said_a_promise_hear_once_what_the_customer_answers(place: Town) -> None:
    account = create_account({"name": "東雲倉庫"}, by=SYSTEM).pk
    csm, seller = place.csm.person.email, place.seller.person.email
    values = said(owner_email=csm, said_by="", said_by_email=seller, said_to="大西様")
    first, second, by_hand = (make_promise(account, values, by=SYSTEM).pk for _ in range(3))
    answer_link(token_for(ask_confirmation(first, by=SYSTEM)), agrees=True)
    answer_link(
        token_for(ask_confirmation(second, by=SYSTEM)), agrees=False, said="列順ではなく文字コードです"
    )
    confirm_promise(by_hand, Shown("お電話で確認した"), by=place.actor("csm"))
    react()
    yes = "大西様 of 東雲倉庫 confirmed a promise."
    no = "大西様 of 東雲倉庫 says that something else was promised."
    assert heard("confirmed", "disputed") == [
        ("sato", yes, "now"), ("sato", no, "now"), ("takahashi", yes, "now"), ("takahashi", no, "now"),
    ]  # fmt: skip


def test_n1_a_promise_open_before_a_renewal_or_over_is_told_once(place: Town) -> None:
    day = today()
    renewed, calm = (create_account({"name": name}, by=SYSTEM).pk for name in ("東雲倉庫", "北浜製作所"))
    starts, ends = str(day - timedelta(days=340)), str(day + timedelta(days=25))
    upsert_lines([row("L1", renewed, "100", starts, ends)], by=SYSTEM)
    later, made = str(day + timedelta(days=200)), str(day - timedelta(days=90))
    make_promise(renewed, said(due_on=later, made_on=made, owner_email=place.csm.person.email), by=SYSTEM)
    make_promise(calm, said(due_on=later, made_on=made), by=SYSTEM)
    assert (tell_of_risky_promises(), tell_of_risky_promises()) == (1, 0)
    assert [(who, title[:18], mail) for who, title, mail in heard("renewal")] == [
        ("sato", "東雲倉庫 is renewed on", "now")
    ]

    yesterday, long_ago = str(day - timedelta(days=1)), str(day - timedelta(days=60))
    for due in (yesterday, long_ago):
        make_promise(calm, said(due_on=due, made_on=made), by=SYSTEM)
    # Nobody who keeps or said these is here: those who lead hear of the one that is news.
    assert (tell_of_risky_promises(), tell_of_risky_promises()) == (1, 0)
    assert [(who, title[:29]) for who, title, _ in heard("overdue", "renewal")] == [
        ("kudo", "A promise to 北浜製作所 was due on"), ("mori", "A promise to 北浜製作所 was due on"),
        ("sato", heard("renewal")[0][1][:29]),
    ]  # fmt: skip


@pytest.mark.usefixtures("workspace")
def test_a_promise_that_nobody_can_hear_of_is_no_work_and_waits_for_who_comes() -> None:
    brought = member("sato@harunire.example", "manager")
    brought.signs_in = False
    brought.save(update_fields=["signs_in"])
    yesterday, made = str(today() - timedelta(days=1)), str(today() - timedelta(days=90))
    account = create_account({"name": "北浜製作所"}, by=SYSTEM).pk
    of_brought = said(due_on=yesterday, made_on=made, owner_email=brought.person.email)
    assert make_promise(account, of_brought, by=SYSTEM).owner_id == brought.person_id
    # Told to nobody, whoever keeps it being unable to look: done would be more to do at once, for ever.
    assert (tell_of_risky_promises(), heard("overdue")) == (0, [])
    member("mori@harunire.example", "manager")
    assert (tell_of_risky_promises(), tell_of_risky_promises()) == (1, 0)
    assert [who for who, *_ in heard("overdue")] == ["mori"]


def test_what_is_long_over_or_told_keeps_nothing_new_from_being_told(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promising, "_AT_ONCE", 1)
    monkeypatch.setattr(promising, "CHUNK", 2)
    day = today()
    account, made = create_account({"name": "北浜製作所"}, by=SYSTEM).pk, str(day - timedelta(days=90))
    owner = place.csm.person.email
    # With one told at once, ten of the long overdue filled whatever was read.
    for days in (*range(60, 71), 5, 4, 3):
        due = str(day - timedelta(days=days))
        make_promise(account, said(due_on=due, made_on=made, owner_email=owner), by=SYSTEM)
    assert [tell_of_risky_promises() for _ in range(4)] == [1, 1, 1, 0]
    assert [who for who, *_ in heard("overdue")] == ["sato"] * 3
