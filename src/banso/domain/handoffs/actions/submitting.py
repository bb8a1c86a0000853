"""From the winning of a deal to a handoff that is somebody's; and back, where the deal is reopened."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.handoffs import definitions
from banso.domain.handoffs.actions.telling import inform, locked, save, tell
from banso.domain.handoffs.facts import HandoffAssigned, HandoffSubmitted, HandoffWithdrawn
from banso.domain.handoffs.models import Handoff, HandoffItem, PlannedCsm
from banso.domain.handoffs.queries.freezing import frozen
from banso.domain.handoffs.queries.people import (
    candidates,
    holder_of,
    member_who_accepts,
    rules_for,
    sought,
    team_of,
)
from banso.domain.handoffs.queries.records import planned_csm, subject_of
from banso.domain.handoffs.queries.timing import timing
from banso.domain.handoffs.rules.choosing import Candidate, Chosen, choose
from banso.domain.handoffs.rules.frozen import KEYS, number_of
from banso.domain.sales.actions import Won, missing_items
from banso.domain.sales.queries import deal_by_id
from banso.domain.work.actions import call_off_mails
from banso.engine.journal.queries import current_facts
from banso.engine.journal.record import retract
from banso.engine.journal.telling import types_of
from banso.kit.actor import SYSTEM, Actor
from banso.kit.business_time import after_business_time
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import current_workspace, current_workspace_id

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Person


def submit_handoff(won: Won, *, by: Actor) -> None:
    """Hand a deal's ten items over to CS, in the transaction that wins it."""
    deal = deal_by_id(won.deal)
    at, planned, clock = now(), planned_csm(won.deal), timing()
    chosen = choose(
        sought(won.deal),
        candidates(),
        rules_for(won.account),
        planned=planned.person_id if planned else None,
        holder=holder_of(won.account),
    )
    handoff = Handoff.objects.create(
        workspace_id=current_workspace_id(),
        account_id=won.account,
        deal_id=won.deal,
        closing=deal.closings,
        name=won.name,
        won_on=won.on,
        seller_id=won.owner_id,
        seller_name=won.owner_name,
        seller_email=deal.owner_email,
        submitted_at=at,
        due_at=after_business_time(at, clock.target, current_workspace().timezone, clock.hours),
    )
    contents = frozen(won.deal)
    HandoffItem.objects.bulk_create(
        [
            HandoffItem(
                workspace_id=current_workspace_id(), handoff=handoff, number=number_of(key), key=key,
                content=contents[key], frozen_at=at,
            )
            for key in KEYS
        ]
    )  # fmt: skip
    _put_csm(handoff, chosen, by=planned.by_label if planned else by.label)
    filled = len(KEYS) - len(missing_items(won.sheet))
    tell(handoff, HandoffSubmitted, by=by, filled=filled, items=len(KEYS), due_at=handoff.due_at)
    _tell_of_csm(handoff, "", by=by)
    inform(handoff, team_of(handoff.csm_id), definitions.SUBMITTED, "submitted", by=by)


def assign_csm(handoff_id: UUID, email: str, *, by: Actor, expected: int | None = None) -> Handoff:
    """Give a handoff to somebody by hand.

    Raises:
        NotFound: no such handoff.
        Stale: it is no longer at version `expected`.
        Conflict: it was accepted or withdrawn, or it is theirs already.
        InputError: nobody here with that address may accept handoffs.
    """
    person = member_who_accepts(email)
    with transaction.atomic():
        handoff = locked(handoff_id, expected=expected)
        if handoff.state not in {"waiting", "returned"}:
            raise Conflict(_("The handoff is done: change who looks after the account instead."))
        if handoff.csm_id == person.pk:
            raise Conflict(_("%(name)s has the handoff already.") % {"name": handoff.csm_name})
        before = handoff.csm_name
        chosen = Chosen(Candidate(person.pk, person.get_full_name(), person.email), "hand")
        _put_csm(handoff, chosen, by=by.label)
        _tell_of_csm(handoff, before, by=by)
        inform(handoff, [person], definitions.ASSIGNED, f"assigned:{handoff.version}", by=by)
    return handoff


def plan_csm(deal_id: UUID, email: str, *, by: Actor) -> PlannedCsm | None:
    """Say before a deal is won who is to look after the customer; "" leaves it to the rules again.

    Raises:
        NotFound: no such deal.
        Conflict: the deal is not open.
        InputError: nobody here with that address may accept handoffs.
    """
    with transaction.atomic():
        deal = deal_by_id(deal_id)
        if deal.status != "open":
            raise Conflict(_("The deal is closed: choose the CSM on its handoff."))
        if not email.strip():
            PlannedCsm.objects.filter(deal=deal_id).delete()
            return None
        person = member_who_accepts(email)
        values = {"person": person, "by_label": by.label[:200], "at": now()}
        PlannedCsm.objects.update_or_create(
            workspace_id=current_workspace_id(), deal_id=deal_id, defaults=values
        )
    return planned_csm(deal_id)


def withdraw_handoffs(deal_id: UUID, *, before: datetime, by: Actor = SYSTEM) -> int:
    """Take back the handoffs of a deal's winnings before a moment; doing it twice changes nothing."""
    done = 0
    with transaction.atomic():
        rows = Handoff.objects.filter(deal=deal_id, submitted_at__lt=before).exclude(state="withdrawn")
        for row in rows.order_by("closing"):
            handoff = locked(row.pk)
            # By type as well, or no index leads to them.
            types = types_of(HandoffSubmitted.group)
            known = current_facts().filter(type__in=types, subject=subject_of(handoff.pk))
            retract(list(known.values_list("fact_id", flat=True)), by=by, reason="deal reopened")
            save(handoff, state="withdrawn")
            call_off_mails(f"{handoff.pk}:")
            tell(handoff, HandoffWithdrawn, by=by)
            done += 1
    return done


def _put_csm(handoff: Handoff, chosen: Chosen, *, by: str) -> None:
    found = chosen.candidate
    by_hand = chosen.how == "hand"
    save(
        handoff,
        csm_id=found.person if found else None,
        csm_name=found.name[:120] if found else "",
        csm_how=chosen.how,
        csm_by=by[:200] if by_hand else SYSTEM.label,
        csm_rule=chosen.rule[:80],
        csm_at=now(),
    )


def _tell_of_csm(handoff: Handoff, before: str, *, by: Actor) -> None:
    email = handoff.csm.email if handoff.csm_id and handoff.csm else ""
    tell(
        handoff, HandoffAssigned, by=by, csm_email=email, how=handoff.csm_how, rule=handoff.csm_rule,
        before=before,
    )  # fmt: skip


def demand_csm(handoff: Handoff) -> "Person":
    """Whoever has the handoff. Raises InputError where nobody has."""
    if handoff.csm is None:
        raise InputError(
            _("Nobody has this handoff yet."), field="csm_email", wanted=_("a member who may accept handoffs")
        )
    return handoff.csm
