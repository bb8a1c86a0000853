"""Finding handoffs, their items, grades and messages."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.handoffs.models import (
    Handoff,
    HandoffGrade,
    HandoffItem,
    HandoffMessage,
    PlannedCsm,
)
from banso.domain.handoffs.rules.marks import Marked
from banso.kit.clock import now
from banso.kit.errors import NotFound

CHUNK = 500
OPEN = ("waiting", "returned")


def subject_of(handoff_id: UUID) -> str:
    """What facts of a handoff call it."""
    return f"handoff:{handoff_id}"


def handoffs() -> QuerySet[Handoff]:
    """Every handoff with its account, the first due first; without those of reopened deals."""
    return Handoff.objects.exclude(state="withdrawn").select_related("account")


def handoff_by_id(handoff_id: UUID) -> Handoff:
    """One handoff of this workspace, a withdrawn one too.

    Raises:
        NotFound: there is none.
    """
    found = Handoff.objects.select_related("account").filter(pk=handoff_id).first()
    if found is None:
        raise NotFound(_("There is no such handoff."))
    return found


def handoffs_of_account(account_id: UUID) -> QuerySet[Handoff]:
    """An account's handoffs, the newest first."""
    return handoffs().filter(account=account_id).order_by("-submitted_at", "-id")


def handoff_of_deal(deal_id: UUID) -> Handoff | None:
    """The handoff of a deal's present winning."""
    return handoffs().filter(deal=deal_id).order_by("-closing").first()


def open_handoffs() -> QuerySet[Handoff]:
    """Those that nobody has accepted yet, the first due first."""
    return handoffs().filter(state__in=OPEN)


def late_handoffs(people: Collection[UUID] | None = None) -> QuerySet[Handoff]:
    """The open ones past their time that any of those people gave or is to take, and nobody's; None = all."""
    rows = open_handoffs().filter(due_at__lt=now())
    if people is None:
        return rows
    return rows.filter(Q(csm__in=people) | Q(seller__in=people) | Q(csm=None))


def handoffs_for(person_id: UUID | None) -> QuerySet[Handoff]:
    """What waits for somebody: to be accepted by them, or to be mended by them. Nobody's waits for all."""
    theirs = Q(state="waiting", csm=person_id) | Q(state="returned", seller=person_id)
    return handoffs().filter(theirs | Q(state="waiting", csm=None))


def items_of(handoff: Handoff) -> list[HandoffItem]:
    """The ten items by number."""
    return list(HandoffItem.objects.filter(handoff=handoff))


def marked(items: Iterable[HandoffItem]) -> list[Marked]:
    """The items as the rules read them."""
    return [Marked(row.key, row.state, row.mark, row.reason, row.wanted) for row in items]


def messages_of(handoff: Handoff) -> QuerySet[HandoffMessage]:
    """What was said on it, the first first."""
    return HandoffMessage.objects.filter(handoff=handoff)


def grades_of(handoff: Handoff) -> QuerySet[HandoffGrade]:
    """What later events said about its items, the first first."""
    return HandoffGrade.objects.filter(handoff=handoff)


def planned_csm(deal_id: UUID) -> PlannedCsm | None:
    """Whom somebody chose by hand for a deal that is not won yet."""
    return PlannedCsm.objects.filter(deal=deal_id).select_related("person").first()
