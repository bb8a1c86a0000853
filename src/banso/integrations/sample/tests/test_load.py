"""Loading the sample: a small one, told to the areas with believable times of knowledge."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from banso.domain.accounts.models import Account, Segment
from banso.domain.handoffs.models import HandoffGrade
from banso.domain.handoffs.queries import handoffs
from banso.domain.leads.models import Appointment, CallScore, Campaign, Lead, TargetList
from banso.domain.leads.queries import entries_of
from banso.domain.outcomes.models import Measurement
from banso.domain.promises.queries import promises
from banso.domain.questions.models import Answer, Asked, Asking
from banso.domain.questions.queries import forms
from banso.domain.quotes.models import Quote, SentContract
from banso.domain.quotes.queries import html_of, lacks_of, quote_by_id
from banso.domain.sales.queries import deals, open_requests
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.usage.log import UsageLog
from banso.integrations.sample.days import at
from banso.integrations.sample.load import Loaded, load_sample
from banso.kit.errors import Conflict
from banso.kit.tenancy import scope

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:  # noqa: ARG001
    """Loaded once for all tests of this module, which only read, and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = load_sample(TODAY, wanted=25, say=lambda _text: None)
        with scope(workspace=made.workspace):
            yield made
        transaction.set_rollback(True)


def test_every_customer_is_an_account_with_people_and_a_contract(loaded: Loaded) -> None:
    assert Account.objects.count() == 25
    told = Counter(JournalEntry.objects.values_list("type", flat=True))
    assert told["accounts.account_created"] == 25
    # Two of the leads became contacts.
    assert told["accounts.contact_added"] == sum(len(life.contacts) for life in loaded.lives) + 2
    assert told["contracts.subscription_line_set"] >= 25
    assert told["contracts.cost_entered"] == 36 * 4 + 6
    assert told["accounts.activity_held"] > 100
    assert told["accounts.note_written"] >= 25
    assert Segment.objects.count() == 3


def test_nothing_is_known_before_the_company_began_or_after_today(loaded: Loaded) -> None:
    known = JournalEntry.objects.order_by("recorded_at").values_list("recorded_at", flat=True)
    assert known.first() is not None
    assert min(known) >= datetime(2023, 10, 1, tzinfo=UTC)
    assert max(known) < datetime(2026, 11, 20, tzinfo=UTC)
    assert loaded.workspace.is_sample


def test_some_things_were_learned_late(loaded: Loaded) -> None:
    left = JournalEntry.objects.filter(type="accounts.contact_left")
    gone = [each for life in loaded.lives for each in life.contacts if each.left]
    assert left.count() == len(gone) > 0
    assert all((entry.recorded_at - entry.occurred_at).days >= 4 for entry in left)


def test_the_usage_log_holds_their_days(loaded: Loaded) -> None:
    entries = [each for each in UsageLog().read(0, events=10**7) if each.workspace == loaded.workspace.pk]
    assert sum(each.events for each in entries) > 5000
    first = json.loads(entries[0].body)["events"][0]
    assert (first["type"], first["context"]["groupId"][:2], first["userId"][:2]) == ("track", "C-", "U-")
    received = datetime.fromtimestamp(entries[0].received_at / 1_000_000, UTC)
    assert timedelta(0) < received - datetime.fromisoformat(first["timestamp"]) <= timedelta(hours=1)


def test_the_owner_can_be_signed_in_and_the_team_has_roles(loaded: Loaded) -> None:
    assert loaded.owner.get_full_name() == "森田 一樹"
    assert not loaded.owner.has_usable_password()


def test_a_second_time_is_refused(loaded: Loaded) -> None:
    with pytest.raises(Conflict, match="harunire"):
        load_sample(TODAY, wanted=5, say=lambda _text: None)
    assert loaded.workspace.slug == "harunire"


def test_deals_stand_at_every_stage_and_some_were_won_with_their_sheets(loaded: Loaded) -> None:
    stages = Counter(deals().filter(closed_before_banso=False).values_list("status", "stage"))
    assert stages == {
        ("open", "prospecting"): 3, ("open", "hearing"): 2, ("open", "proposal"): 1, ("open", "closing"): 1,
        ("won", "after_contract"): 7, ("lost", "prospecting"): 2,
    }  # fmt: skip
    assert deals().filter(closed_before_banso=True, status="won").count() == len(loaded.lives)


def test_handoffs_were_good_and_bad_and_outcomes_fell_short_or_not(loaded: Loaded) -> None:
    rows = handoffs().order_by("submitted_at")
    assert Counter(row.state for row in rows) == {"accepted": 6, "waiting": 1}
    told = Counter((row.returns, bool(row.escalated_at)) for row in rows if row.accepted_at)
    assert told == {
        (0, False): 3, (0, True): 1, (1, False): 1, (1, True): 1,
    }  # fmt: skip
    assert list(HandoffGrade.objects.values_list("key", "grade")) == [("success", "goal_rewritten")]
    measured = Measurement.objects.filter(outcome__goal__confirmed_at__isnull=False)
    assert Counter((each.checkpoint, each.value >= each.target) for each in measured) == {
        (30, False): 3, (90, False): 2, (180, True): 1,
    }  # fmt: skip
    ends = Counter(row.state for row in promises().exclude(deal_id=None))
    assert (ends, loaded.workspace.is_sample) == ({"kept": 2, "broken": 1}, True)


def test_customers_were_asked_some_of_it_twice_and_some_links_wait(loaded: Loaded) -> None:
    asked = Asked.objects.filter(put=True, put_at__isnull=False)
    twice = asked.filter(known=True)
    assert (asked.count() > 100, 0.01 < twice.count() / asked.count() < 0.2) == (True, True)
    # In the month that the numbers show first, too.
    assert asked.filter(put_at__gte=at(date(2026, 10, 1), 0), put_at__lt=at(date(2026, 11, 1), 0)).exists()
    assert {each.key for each in forms() if Asking.objects.filter(form=each).exists()} == {
        "hearing_sheet", "onboarding_form", "survey"
    }  # fmt: skip
    ways = Counter((each.way, each.answered_at is not None) for each in Asking.objects.all())
    assert set(ways) == {("member", True), ("link", True), ("link", False)}
    assert Answer.objects.exclude(deal_id=None).exists()
    assert loaded.workspace.is_sample


def test_quotes_stand_in_every_state_and_a_discount_waits_for_an_approval(loaded: Loaded) -> None:
    states = Counter(Quote.objects.values_list("state", flat=True))
    assert states == {"draft": 2, "sent": 1, "accepted": 2, "declined": 1, "expired": 1, "replaced": 1}
    assert [SentContract.objects.filter(signed_on=None).count(), SentContract.objects.count()] == [1, 2]
    (asked,) = open_requests()
    waiting = Quote.objects.get(deal=asked.deal, state="draft")
    assert (asked.percent, waiting.whole, bool(lacks_of(waiting))) == (Decimal(15), Decimal(15), True)
    assert waiting.issuer == {}
    assert "ハルニレ株式会社" in html_of(quote_by_id(waiting.pk))
    assert loaded.workspace.is_sample


def test_leads_stand_at_every_stage_and_were_called_judged_and_met(loaded: Loaded) -> None:
    assert set(Lead.objects.values_list("stage", flat=True)) == {
        "new", "working", "nurturing", "appointment", "converted", "unfit"
    }  # fmt: skip
    assert Campaign.objects.count() == 6
    states = set(Appointment.objects.values_list("state", flat=True))
    assert (states, CallScore.objects.exists()) == ({"set", "held", "missed"}, True)
    entries = entries_of(TargetList.objects.get().pk)
    assert entries.count() == Lead.objects.filter(source="展示会", stage__in=("new", "working")).count() > 3
    assert loaded.workspace.is_sample
