"""Facts of outcomes, and who hears of them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.accounts.queries import account_by_id
from banso.domain.outcomes.facts import OutcomeAgreed, OutcomeConfirmed, OutcomeFact, OutcomeMeasured
from banso.domain.outcomes.models import Measurement, Outcome
from banso.domain.outcomes.queries.records import subject_of
from banso.domain.outcomes.rules.gaps import gap_of
from banso.domain.sales.facts import NO_ACCOUNT
from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.fact import Fact
from banso.engine.journal.queries import current_facts
from banso.engine.journal.record import record, record_all, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.ids import stable_id
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id


def fact_id(outcome: Outcome, of: str) -> UUID:
    """The id of an outcome's fact: it is said once, and again where it is corrected."""
    return stable_id(current_workspace_id(), "outcome", outcome.pk, of)


def tell_agreed(outcome: Outcome, *, by: Actor, at: datetime) -> bool:
    """Record what was agreed, at `at` or when it was told first, and whether the customer confirmed it.

    Returns:
        Whether any of it is new.
    """
    goal = outcome.goal
    assert goal is not None  # noqa: S101 - an outcome without a goal is being removed
    before = current_facts().filter(type=OutcomeAgreed.type, subject=subject_of(outcome.pk))
    at = before.values_list("occurred_at", flat=True).first() or at
    agreed = _fact(
        outcome, OutcomeAgreed, at, baseline=plain(goal.baseline or Decimal(0)), due_on=goal.due_on,
        measured_by=goal.measured_by, measure=goal.measure, started_on=outcome.started_on,
    )  # fmt: skip
    facts: list[tuple[UUID, Fact]] = [(fact_id(outcome, "agreed"), agreed)]
    withdrawn: list[UUID] = []
    if goal.confirmed_at is None:
        withdrawn = retract([fact_id(outcome, "confirmed")], by=by, reason="rewritten")
    else:
        facts.append((fact_id(outcome, "confirmed"), _fact(outcome, OutcomeConfirmed, goal.confirmed_at)))
    return bool(withdrawn) or len(record_all(facts, by=by).same) < len(facts)


def tell_measured(outcome: Outcome, row: Measurement, *, by: Actor) -> None:
    """Record what a checkpoint's number was; told again, it is a correction."""
    goal = outcome.goal
    assert goal is not None  # noqa: S101
    gap = gap_of(row.value, row.target, goal.baseline)
    fact = _fact(
        outcome, OutcomeMeasured, row.at, checkpoint=row.checkpoint, day=row.day, value=plain(row.value),
        gap=plain(gap.amount), gap_share=None if gap.share is None else round(gap.share, 6),
        source=row.source, told=row.told,
    )  # fmt: skip
    record(fact, by=by, id=fact_id(outcome, f"measured {row.checkpoint}"))


def _fact(outcome: Outcome, kind: type[OutcomeFact], at: datetime, **told: Any) -> OutcomeFact:  # noqa: ANN401
    goal, deal = outcome.goal, outcome.deal
    assert goal is not None  # noqa: S101
    return kind(
        account=deal.account_id or NO_ACCOUNT,
        occurred_at=at,
        subject=subject_of(outcome.pk),
        deal=str(deal.pk),
        name=deal.name,
        metric=goal.metric,
        unit=goal.unit,
        target=plain(goal.target or Decimal(0)),
        seller=outcome.seller_name,
        product=outcome.product,
        **told,
    )


def changed(outcome: Outcome) -> None:
    """Note that an outcome has changed."""
    outcome.version, outcome.updated_at = outcome.version + 1, now()
    outcome.save(update_fields=["version", "updated_at"])


def inform(
    account_id: UUID | None, kind: str, key: str, href: str, detail: Mapping[str, Any], *emails: str
) -> None:
    """Tell members by their mail addresses, and the account's CSM; told under `key` once."""
    if account_id is None:
        return
    account = account_by_id(account_id)
    wanted = {each.lower() for each in (*emails, account.owner_email) if each}
    for person in members_by_email(sorted(wanted)).values():
        notify(person.pk, kind, detail={"account": account.name, **detail}, href=href, key=key, mail=True)
