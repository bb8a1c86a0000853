"""From the goal of a deal to its gap: following, confirming, measuring, reporting."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail

from banso.domain.accounts.actions import assign_role
from banso.domain.outcomes import actions
from banso.domain.outcomes.facts import OutcomeAgreed, OutcomeConfirmed, OutcomeMeasured
from banso.domain.outcomes.models import ConfirmationLink, Measurement, Outcome
from banso.domain.outcomes.queries import (
    ambitions_of,
    goals_of,
    subject_of,
    token_for,
    told,
)
from banso.domain.outcomes.reactions import outcomes_follow
from banso.domain.outcomes.tests.factories import won
from banso.domain.sales.actions import add_entry, change_entry, remove_entry, reopen_deal
from banso.domain.sales.facts import DealReopened, SheetChanged
from banso.domain.sales.queries import subject_of as deal_subject
from banso.domain.sales.tests.factories import SELLER, complete_deal, deal
from banso.domain.work.models import Notice
from banso.domain.workspaces.tests.factories import member
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.fact import Fact
from banso.engine.journal.loader import run
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound, Stale
from banso.kit.tenancy import today

pytestmark = pytest.mark.usefixtures("workspace")


def facts(outcome: Outcome, kind: type[Fact]) -> list[JournalEntry]:
    return list(current_facts().filter(type=kind.type, subject=subject_of(outcome.pk)).order_by("seq"))


def followed(of: object, kind: type[Fact]) -> None:
    """What the worker does behind the newest fact of that kind."""
    subject = deal_subject(of.pk)  # type: ignore[attr-defined]
    outcomes_follow(JournalEntry.objects.filter(type=kind.type, subject=subject).order_by("-seq")[0])


def test_a_won_deals_goals_are_followed_rewritten_and_gone_with_it() -> None:
    made, outcome = won(owner_email="")
    (agreed,) = facts(outcome, OutcomeAgreed)
    assert (agreed.payload["target"], agreed.payload["baseline"], agreed.account) == (
        "98",
        "82",
        made.account_id,
    )
    assert facts(outcome, OutcomeConfirmed) == []

    (goal,) = goals_of(made.pk)
    change_entry(made.pk, "goals", goal.pk, {"target": "95"}, by=SELLER)
    second = add_entry(
        made.pk, "goals",
        {"metric": "監査の準備にかかる時間", "unit": "時間", "baseline": "10", "target": "4",
         "due_on": today() + timedelta(days=90), "measured_by": "reported"},
        by=SELLER,
    )  # fmt: skip
    followed(made, SheetChanged)
    assert [entry.payload["target"] for entry in facts(outcome, OutcomeAgreed)] == ["95"]
    assert Outcome.objects.filter(deal=made).count() == 2

    remove_entry(made.pk, "goals", second.pk, by=SELLER)
    followed(made, SheetChanged)
    followed(made, SheetChanged)
    assert list(Outcome.objects.filter(deal=made)) == [outcome]

    reopen_deal(made.pk, by=SELLER)
    followed(made, DealReopened)
    assert not Outcome.objects.exists()
    assert not current_facts().filter(subject__startswith="outcome:").exists()


def test_the_customer_confirms_by_a_link_that_opens_these_goals_once() -> None:
    made, outcome = won(owner_email=member("takahashi@harunire.example", "sales").person.email)
    link = actions.ask_confirmation(made.pk, email="mori@customer.example", language="ja", by=SELLER)
    (sent,) = mail.outbox
    assert (sent.to, link.sent_at is not None) == (["mori@customer.example"], True)
    assert actions.address_of(link) in sent.body

    newer = actions.ask_confirmation(made.pk, by=SELLER)
    with pytest.raises(NotFound):
        actions.answer_link(token_for(link), agrees=True)
    actions.answer_link(token_for(newer), agrees=True, name="森 由紀")
    with pytest.raises(NotFound):
        actions.answer_link(token_for(newer), agrees=True)

    (goal,) = goals_of(made.pk)
    assert goal.confirmed_at is not None
    (confirmed,) = facts(outcome, OutcomeConfirmed)
    assert (confirmed.actor_kind, confirmed.actor_label) == ("customer", "森 由紀")
    assert Notice.objects.get().detail["agrees"] is True

    # Another target is another goal: nobody has confirmed it.
    change_entry(made.pk, "goals", goal.pk, {"target": "99"}, by=SELLER)
    followed(made, SheetChanged)
    assert facts(outcome, OutcomeConfirmed) == []


def test_who_disagrees_says_with_what_and_a_change_closes_the_link() -> None:
    made = complete_deal()
    link = actions.ask_confirmation(made.pk, by=SELLER)
    with pytest.raises(InputError) as refused:
        actions.answer_link(token_for(link), agrees=False)
    assert refused.value.field == "said"
    actions.answer_link(token_for(link), agrees=False, said="98%ではなく95%です")
    link.refresh_from_db()
    assert (link.answer, link.said, link.answered_by) == ("disputed", "98%ではなく95%です", "お客様")
    (goal,) = goals_of(made.pk)
    assert goal.confirmed_at is None

    other = actions.ask_confirmation(made.pk, by=SELLER)
    change_entry(made.pk, "goals", goal.pk, {"target": "95"}, by=SELLER)
    with pytest.raises(NotFound):
        actions.answer_link(token_for(other), agrees=True)


def test_what_cannot_be_asked_is_refused() -> None:
    bare = deal("ゴールのない商談")
    with pytest.raises(Conflict, match="target and a date"):
        actions.ask_confirmation(bare.pk, by=SELLER)
    made = complete_deal("もう一つの商談")
    for given in ({"email": "nobody"}, {"language": "fr"}, {"days": 0}, {"days": 91}):
        with pytest.raises(InputError):
            actions.ask_confirmation(made.pk, by=SELLER, **given)
    link = actions.ask_confirmation(made.pk, by=SELLER)
    actions.revoke_link(link.pk, by=SELLER)
    with pytest.raises(NotFound):
        actions.answer_link(token_for(link), agrees=True)
    assert ConfirmationLink.objects.filter(answered_at=None).count() == 1


def test_a_number_is_written_down_and_corrected() -> None:
    _made, outcome = won(days=40)
    with pytest.raises(Conflict, match="comes on"):
        actions.report_value(outcome.pk, 90, "96", by=SELLER)
    with pytest.raises(InputError):
        actions.report_value(outcome.pk, 45, "96", by=SELLER)
    actions.report_value(outcome.pk, 30, "91", told="森様より電話で", by=SELLER)
    outcome.refresh_from_db()
    with pytest.raises(Stale):
        actions.report_value(outcome.pk, 30, "92", by=SELLER, expected=outcome.version - 1)
    actions.report_value(outcome.pk, 30, "９４", by=SELLER, expected=outcome.version)

    (row,) = told([Outcome.objects.select_related("goal").get()], today())
    assert row.last is not None
    assert row.last.gap is not None
    assert (row.last.gap.amount, row.last.gap.reached, row.waiting) == (Decimal(-4), False, None)
    (entry,) = facts(outcome, OutcomeMeasured)
    assert (entry.version, entry.payload["value"], entry.payload["gap_share"]) == (2, "94", "-0.040816")


def test_usage_is_counted_by_itself_and_what_people_know_is_asked_for(column_store: ColumnStore) -> None:  # noqa: ARG001
    seat = member("csm@harunire.example", "csm")
    made, outcome = won(days=95)
    assert made.account_id is not None
    assign_role(made.account_id, "csm", email=seat.person.email, by=SELLER)
    add_entry(
        made.pk, "goals",
        {"metric": "監査の準備にかかる時間", "unit": "時間", "target": "4", "due_on": today(),
         "measured_by": "reported"},
        by=SELLER,
    )  # fmt: skip
    followed(made, SheetChanged)
    Outcome.objects.update(started_on=today() - timedelta(days=95))
    run.catch_up()

    assert actions.measure_due() == 2
    assert actions.measure_due() == 0
    found = Measurement.objects.filter(outcome=outcome)
    assert list(found.values_list("checkpoint", "value", "source")) == [
        (30, Decimal(0), "usage"), (90, Decimal(0), "usage")
    ]  # fmt: skip
    told_of = Notice.objects.filter(kind__startswith="outcome.")
    kinds = sorted(told_of.values_list("kind", flat=True))
    assert kinds == ["outcome.behind", "outcome.behind", "outcome.due", "outcome.due"]


def test_an_ambitious_target_is_seen_beside_what_others_reached() -> None:
    for number in range(10):
        _made, outcome = won(f"商談{number}", days=200)
        actions.report_value(outcome.pk, 180, str(80 + number), by=SELLER)
    mine = complete_deal("新しい商談")
    held = ambitions_of(goals_of(mine.pk), mine.account_id)
    (found,) = held.values()
    assert (found.n, found.nine_of_ten, found.beyond) == (10, Decimal(88), True)
    assert (found.product, found.of_product, found.narrow) == ("CRM", 10, True)
    Outcome.objects.filter(product="CRM").update(product="Other")
    (found,) = ambitions_of(goals_of(mine.pk), mine.account_id).values()
    assert (found.n, found.of_product, found.narrow) == (10, 0, False)


def test_a_kpi_is_that_of_the_last_whole_month_and_in_per_cent(column_store: ColumnStore) -> None:  # noqa: ARG001
    made, outcome = won(days=31)
    (goal,) = goals_of(made.pk)
    change_entry(
        made.pk, "goals", goal.pk, {"measured_by": "kpi", "measure": "mrr", "target": "1"}, by=SELLER
    )
    run.catch_up()
    day = datetime.now(UTC).date()
    from banso.domain.outcomes.queries.reading import read_value  # noqa: PLC0415 - of this test alone

    (goal,) = goals_of(made.pk)
    # Before the winning there was no revenue; none of a KPI that does not exist.
    assert read_value(goal, made.account_id, day) == 0
    assert read_value(goal, None, day) is None
    goal.measure = "no_such_kpi"
    with pytest.raises(InputError):
        read_value(goal, made.account_id, day)
    assert actions.measure_due() == 1
    assert now() > Measurement.objects.get(outcome=outcome).at
