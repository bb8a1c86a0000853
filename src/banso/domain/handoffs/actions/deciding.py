"""What CS does with a handoff: marking items, returning some, accepting the whole."""

from collections.abc import Collection, Sequence
from datetime import UTC
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import assign_role
from banso.domain.handoffs import definitions
from banso.domain.handoffs.actions.submitting import demand_csm
from banso.domain.handoffs.actions.telling import inform, locked, save, tell
from banso.domain.handoffs.facts import HandoffAccepted, HandoffReturned, ItemAccepted, ItemReturned
from banso.domain.handoffs.models import Handoff, HandoffItem
from banso.domain.handoffs.queries.people import holder_of, team_of
from banso.domain.handoffs.queries.records import items_of, marked
from banso.domain.handoffs.queries.timing import timing
from banso.domain.handoffs.rules.frozen import KEYS
from banso.domain.handoffs.rules.marks import LONGEST, Marked, checked_mark, decided, demand_waiting
from banso.domain.promises.actions import hand_over
from banso.domain.promises.queries import promises_of_deal
from banso.domain.sales.queries import deal_by_id
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.business_time import business_time
from banso.kit.clock import now
from banso.kit.errors import Conflict, NotAllowed, NotFound
from banso.kit.tenancy import current_workspace
from banso.kit.texts import prose

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Person


def mark_item(
    handoff_id: UUID,
    key: str,
    mark: str,
    *,
    by: Actor,
    reason: str = "",
    wanted: str = "",
    may_manage: bool = False,
) -> HandoffItem:
    """Keep what the CSM thinks of an item; nobody else is told until the handoff is sent on.

    Args:
        handoff_id: a handoff that waits for CS.
        key: one of the ten items.
        mark: accept, return, or "" for not decided.
        by: whose handoff it is, or (`may_manage`) who stands in for them.
        reason: for return: one of `facts.REASON_WORDS`; asked for on sending.
        wanted: for return: what would make it acceptable; asked for on sending.
        may_manage: the door has let somebody in who may decide for others.

    Raises:
        NotFound: no such handoff or item.
        Conflict: it does not wait for CS, or the item was accepted already.
        NotAllowed: it is somebody else's.
        InputError: a mark or reason that there is not.
    """
    words = checked_mark(mark, reason, prose("wanted", wanted, most=LONGEST))
    with transaction.atomic():
        handoff = locked(handoff_id)
        _demand_theirs(handoff, by, may_manage=may_manage)
        demand_waiting(handoff.state)
        item = next((each for each in items_of(handoff) if each.key == key), None)
        if item is None:
            raise NotFound(_("There is no such item; there are: %(keys)s.") % {"keys": ", ".join(KEYS)})
        if item.state == "accepted":
            raise Conflict(_("The item was accepted, and stays so."))
        item.mark, item.reason, item.wanted = words
        item.marked_at = now()
        item.save(update_fields=["mark", "reason", "wanted", "marked_at"])
    return item


def return_handoff(
    handoff_id: UUID, *, by: Actor, rest: bool = False, may_manage: bool = False, expected: int | None = None
) -> Handoff:
    """Send the items that are marked so back to sales; the others are accepted and stay so.

    Args:
        handoff_id: a handoff that waits for CS.
        by: whose handoff it is, or (`may_manage`) who stands in for them.
        rest: take every item without a mark as accepted.
        may_manage: as in `mark_item`.
        expected: the version that the caller saw.

    Raises:
        NotFound, Stale, NotAllowed: as in `mark_item`.
        Conflict: it does not wait for CS, items are not looked at, or none is marked to go back.
        InputError: an item goes back without a reason, or without what would make it acceptable.
    """
    with transaction.atomic():
        handoff = _in_hand(handoff_id, by, may_manage=may_manage, expected=expected)
        items = items_of(handoff)
        accepted, back = decided(marked(items), rest=rest)
        if not back:
            raise Conflict(_("No item is marked to go back: accept the handoff."))
        save(handoff, state="returned", returned_at=now())
        _accept_items(handoff, items, accepted, by=by)
        for item in back:
            _return_item(handoff, items, item, by=by)
        tell(handoff, HandoffReturned, by=by, items=len(back))
        save(handoff, returns=handoff.returns + 1)
        detail = {"items": len(back), "wanted": " / ".join(each.wanted for each in back)[:400]}
        seller = [handoff.seller] if handoff.seller else team_of(None)
        inform(handoff, seller, definitions.RETURNED, f"returned:{handoff.returns}", by=by, detail=detail)
        note("handoff.returned", target=handoff.name, by=by, handoff=str(handoff.pk), items=len(back))
    return handoff


def accept_handoff(
    handoff_id: UUID, *, by: Actor, rest: bool = False, may_manage: bool = False, expected: int | None = None
) -> Handoff:
    """Accept the whole: the CSM looks after the account from today, and keeps the deal's open promises.

    Args and errors as in `return_handoff`, but none may be marked to go back.

    Raises:
        InputError: nobody has the handoff yet.
    """
    with transaction.atomic():
        handoff = _in_hand(handoff_id, by, may_manage=may_manage, expected=expected)
        csm = demand_csm(handoff)
        items = items_of(handoff)
        accepted, back = decided(marked(items), rest=rest)
        if back:
            raise Conflict(_("Items are marked to go back: return the handoff, or accept them."))
        at = now()
        save(handoff, state="accepted", accepted_at=at, accepted_by=by.label[:200])
        _accept_items(handoff, items, accepted, by=by)
        kept = _take_over(handoff, csm, by=by)
        passed = business_time(handoff.submitted_at, at, current_workspace().timezone, timing().hours)
        tell(
            handoff, HandoffAccepted, by=by, csm_email=csm.email,
            seconds=round((at - handoff.submitted_at.astimezone(UTC)).total_seconds()),
            business_seconds=round(passed.total_seconds()), returns=handoff.returns, promises=kept,
        )  # fmt: skip
        inform(
            handoff, [each for each in (handoff.seller, csm) if each], definitions.ACCEPTED, "accepted", by=by
        )
        note("handoff.accepted", target=handoff.name, by=by, handoff=str(handoff.pk))
    return handoff


def _in_hand(handoff_id: UUID, by: Actor, *, may_manage: bool, expected: int | None) -> Handoff:
    handoff = locked(handoff_id, expected=expected)
    demand_waiting(handoff.state)
    if deal_by_id(handoff.deal_id).status != "won":
        raise Conflict(_("The deal was reopened: there is nothing to hand over."))
    _demand_theirs(handoff, by, may_manage=may_manage)
    return handoff


def _is_free(name: str, email: str, sold_by: Collection[str]) -> bool:
    return email in sold_by and bool(email or not name)


def _demand_theirs(handoff: Handoff, by: Actor, *, may_manage: bool) -> None:
    if by.kind != "person" or may_manage or handoff.csm_id is None or by.id == str(handoff.csm_id):
        return
    raise NotAllowed(
        _("This is %(name)s's handoff: have it assigned to you first.") % {"name": handoff.csm_name}
    )


def _accept_items(handoff: Handoff, items: Sequence[HandoffItem], keys: Sequence[str], *, by: Actor) -> None:
    for item in items:
        if item.key not in keys:
            continue
        item.state, item.mark, item.reason, item.wanted = "accepted", "", "", ""
        item.save(update_fields=["state", "mark", "reason", "wanted"])
        tell(handoff, ItemAccepted, by=by, number=item.number, item=item.key)


def _return_item(handoff: Handoff, items: Sequence[HandoffItem], sent: Marked, *, by: Actor) -> None:
    item = next(each for each in items if each.key == sent.key)
    item.state, item.mark = "returned", ""
    item.returns += 1
    item.save(update_fields=["state", "mark", "returns"])
    tell(
        handoff, ItemReturned, by=by, number=item.number, item=item.key, reason=item.reason,
        wanted=item.wanted,
    )  # fmt: skip


def _take_over(handoff: Handoff, csm: "Person", *, by: Actor) -> int:
    """Give account and promises to the CSM; returns how many promises changed hands."""
    if holder_of(handoff.account_id) != csm.pk:
        assign_role(handoff.account_id, "csm", email=csm.email, by=by)
    # Whoever else was named to keep one goes on keeping it.
    sold_by = {"", handoff.seller.email if handoff.seller else ""}
    promises = [
        row.pk
        for row in promises_of_deal(handoff.deal_id)
        if _is_free(row.owner_name, row.owner_email, sold_by)
    ]
    return hand_over(promises, email=csm.email, by=by, source=f"handoff:{handoff.pk}")
