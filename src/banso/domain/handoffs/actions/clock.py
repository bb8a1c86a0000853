"""The clock that runs from the winning to the acceptance."""

from django.db import transaction

from banso.domain.handoffs import definitions
from banso.domain.handoffs.actions.telling import inform, locked, save, tell
from banso.domain.handoffs.facts import HandoffEscalated
from banso.domain.handoffs.queries.people import leads_of
from banso.domain.handoffs.queries.records import OPEN, open_handoffs
from banso.kit.actor import SYSTEM
from banso.kit.clock import now

_AT_ONCE = 200


def escalate_late() -> int:
    """Tell both sides' leads of every handoff of the open workspace that is past its time, once each."""
    late = open_handoffs().filter(due_at__lte=now(), escalated_at=None)
    done = 0
    for row in late.values_list("pk", flat=True)[:_AT_ONCE]:
        with transaction.atomic():
            handoff = locked(row)
            if handoff.escalated_at is not None or handoff.state not in OPEN:
                continue
            save(handoff, escalated_at=now())
            leads = leads_of(handoff.seller_id, handoff.csm_id)
            told = ", ".join(person.get_full_name() for person in leads)
            tell(handoff, HandoffEscalated, by=SYSTEM, told=told, due_at=handoff.due_at)
            inform(handoff, leads, definitions.LATE, "late", by=SYSTEM)
            done += 1
    return done
