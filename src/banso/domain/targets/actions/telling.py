"""Telling targets as facts, and telling them anew when teams and addresses change."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from banso.domain.contracts.queries.ledger import midnight
from banso.domain.targets.facts import NO_ACCOUNT, TargetSet
from banso.domain.targets.models import Target
from banso.domain.targets.queries import Roster, roster, subject_of, targets
from banso.domain.workspaces.actions import hold_workspace
from banso.engine.journal.record import latest_versions, record_all, retract
from banso.kit.actor import SYSTEM, Actor
from banso.kit.ids import stable_id
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id, today

_CHUNK = 500


def fact_id(target_id: UUID) -> UUID:
    """The id of a target's fact."""
    return stable_id(current_workspace_id(), "target", target_id)


def tell(found: Iterable[Target], known: Roster, *, by: Actor, source: str = "") -> None:
    """Record targets as they are, in the caller's transaction.

    Whose deals count towards a team's target, and in which team a person was, stays as it was told once the
    period is over: last year's team is not this year's.
    """
    rows, day = list(found), today()
    over = [fact_id(each.pk) for each in rows if each.until <= day]
    before: dict[UUID, dict[str, Any]] = {}
    for start in range(0, len(over), _CHUNK):
        latest = latest_versions(over[start : start + _CHUNK])
        before |= {pk: entry.payload for pk, entry in latest.items() if not entry.retracted}
    facts = []
    for each in rows:
        pk = fact_id(each.pk)
        facts.append((pk, _fact(each, known, before.get(pk))))
    record_all(facts, by=by, source=source)


def _fact(target: Target, known: Roster, was: dict[str, Any] | None) -> TargetSet:
    of_team = target.team_id is not None
    people, teams = (
        known.people_of(target),
        "" if target.person_id is None else known.teams_of(target.person_id),
    )
    if was is not None:
        people, teams = tuple(was["people"]) if of_team else people, was["teams"]
    return TargetSet(
        account=NO_ACCOUNT, occurred_at=midnight(target.first), subject=subject_of(target.pk),
        holder=target.holder, holder_id=str(target.team_id or target.person_id), team=of_team, teams=teams,
        people=people, first=target.first, until=target.until, amount=plain(target.amount),
        currency=target.currency,
    )  # fmt: skip


def follow_crew(people: Collection[UUID], *, dissolved: UUID | None = None) -> None:
    """Teams or addresses have changed: whose deals count follows.

    What a team that is dissolved had to sell in a period that is over stays told; what was still to come
    goes with it.
    """
    with transaction.atomic():
        # Whoever sets or removes targets waits: else one that is gone would be told once more.
        hold_workspace()
        if dissolved is not None:
            coming = targets().filter(until__gt=today(), team=dissolved)
            gone = [fact_id(pk) for pk in coming.values_list("pk", flat=True)]
            retract(gone, by=SYSTEM, reason="the team was dissolved")
            return
        found = list(targets().filter(Q(person__in=list(people)) | Q(team__isnull=False, until__gt=today())))
        if found:
            tell(found, roster(), by=SYSTEM)
