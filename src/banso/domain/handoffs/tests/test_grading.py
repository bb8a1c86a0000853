"""Later events, from their facts to the grade of an item; each once."""

from datetime import timedelta

import pytest

from banso.domain.accounts.actions import mark_contact_left
from banso.domain.accounts.queries import contacts_of
from banso.domain.handoffs import actions, queries
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.reactions import graded
from banso.domain.handoffs.tests.factories import Town, mine, on, town, won
from banso.domain.promises.actions import make_promise
from banso.domain.sales import actions as sales
from banso.domain.sales.queries import entries
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.actor import Actor
from banso.kit.clock import freeze

AT = on("2026-11-19 16:42")


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def answer_everything() -> None:
    """What the worker does with the facts, twice: a reaction may be called again."""
    kinds = ("sales.sheet_changed", "accounts.contact_left", "promises.made")
    for entry in [*JournalEntry.objects.filter(type__in=kinds).order_by("seq")] * 2:
        graded(entry)


def change(handoff: Handoff, name: str, values: dict[str, object], by: Actor) -> None:
    sales.change_entry(handoff.deal_id, name, entries(handoff.deal_id, name)[0].pk, values, by=by)


def test_later_events_grade_what_was_handed_over(place: Town) -> None:
    by = place.actor("csm")
    with freeze(AT):
        handoff = won(place)
        # Before the acceptance it is mending, and no grade.
        change(handoff, "stakeholders", {"role": "champion"}, by)
        answer_everything()
        change(handoff, "stakeholders", {"role": "decider"}, by)
        assert not queries.grades_of(handoff).exists()
        actions.accept_handoff(handoff.pk, rest=True, by=mine(handoff))
    with freeze(AT + timedelta(days=30)):
        change(handoff, "goals", {"target": "90"}, by)
        change(handoff, "stakeholders", {"role": "sceptic"}, by)
        mark_contact_left(contacts_of(handoff.account_id)[0].pk, by=by)
        make_promise(
            handoff.account_id,
            {
                "wording": "導入の翌月に現地で説明会を開く", "kind": "support", "due_on": "2027-01-29",
                "made_on": "2026-11-18", "said_by": "高橋 健太", "source": "note", "source_text": "訪問メモ",
                "deliverable": "standard", "deal_id": handoff.deal_id,
            },
            by=by,
        )  # fmt: skip
    answer_everything()
    assert sorted(queries.grades_of(handoff).values_list("key", "grade")) == [
        ("promises", "promise_found"), ("stakeholders", "stakeholder_corrected"),
        ("stakeholders", "stakeholder_left"), ("success", "goal_rewritten"),
    ]  # fmt: skip
    facts = current_facts().filter(type="handoffs.item_graded")
    assert sorted(row.payload["number"] for row in facts) == [4, 7, 8, 8]


def test_after_sixty_days_nothing_is_graded(place: Town) -> None:
    with freeze(AT):
        handoff = won(place)
        actions.accept_handoff(handoff.pk, rest=True, by=mine(handoff))
    with freeze(AT + timedelta(days=60, seconds=1)):
        change(handoff, "goals", {"target": "90"}, place.actor("csm"))
    answer_everything()
    assert not queries.grades_of(handoff).exists()
