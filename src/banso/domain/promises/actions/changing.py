"""Amending what was promised, handing it over, approving it, linking it to a deal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.promises.actions.writing import (
    SAID_FIELDS,
    Shown,
    add_state,
    add_version,
    apply,
    demand_deal,
    locked,
    named,
    stepped,
)
from banso.domain.promises.definitions import hold_deal
from banso.domain.promises.facts import (
    ApprovalRefused,
    DealLinked,
    OwnerChanged,
    PromiseAmended,
    PromiseApproved,
)
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.records import promises
from banso.domain.promises.rules.content import SAID, clean_promise, demand_order, mail, telling, text
from banso.domain.promises.rules.states import OPEN, demand_open
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import today

_AT_ONCE = 1000


def amend_promise(
    promise_id: UUID,
    values: Mapping[str, object],
    *,
    reason: str,
    by: Actor,
    expected: int | None = None,
    source: str = "",
) -> Promise:
    """Write down another version of what was promised; equal values write nothing.

    Another wording or date is another promise to the customer's ears: what they confirmed is void, and open
    links open nothing any more.

    Args:
        promise_id: the promise; a closed one can be linked to another deal, and nothing else.
        values: fields of `rules.content` that change; the owner and the deal have steps of their own.
        reason: why; needed where what was said changes.
        by: who changes it.
        expected: the step that the caller saw.
        source: where the change comes from, for undoing many at once.

    Raises:
        NotFound: no such promise.
        Conflict: it is closed.
        Stale: it is not at `expected`.
        InputError: a value or the reason cannot be used.
    """
    clean = clean_promise(values, new=False, today=today())
    with transaction.atomic():
        promise = locked(promise_id, expected=expected)
        before = {name: getattr(promise, name) for name in SAID_FIELDS}
        apply(promise, {name: value for name, value in clean.items() if name in SAID})
        if any(getattr(promise, name) != value for name, value in before.items()):
            _amend(promise, before, reason, by=by, source=source)
        if {"owner", "owner_email"} & set(clean):
            _hand_over(promise, *named(clean, "owner"), by=by, source=source)
        if "deal_id" in clean and clean["deal_id"] != promise.deal_id:
            demand_deal(promise, clean["deal_id"])
            hold_deal(promise.deal_id)
            promise.deal_id = clean["deal_id"]
            stepped(promise, DealLinked, by=by, source=source)
    return promise


def _amend(promise: Promise, before: dict[str, Any], reason: str, *, by: Actor, source: str) -> None:
    demand_open(promise.state)
    demand_order(promise.made_on, promise.due_on, today=today())
    why = telling("reason", reason, limit=500)
    promise.said_version += 1
    reworded = promise.wording != before["wording"] or promise.due_on != before["due_on"]
    if promise.deliverable != before["deliverable"] or reworded:
        promise.approval, promise.approver, promise.approver_name = "", None, ""
        promise.approved_on = None
    add_version(promise, reason=why, by=by)
    if reworded:
        promise.disputed = ""
        promise.links.filter(answered_at=None, revoked_at=None).update(revoked_at=now())
        if promise.state == "confirmed":
            add_state(promise, "draft", on=today(), shown=Shown(why), by=by)
    stepped(
        promise, PromiseAmended, by=by, source=source, before=before["wording"], due_before=before["due_on"],
        reason=why,
    )  # fmt: skip


def hand_over(
    promise_ids: Sequence[UUID], *, name: str = "", email: str = "", by: Actor, source: str = ""
) -> int:
    """Say who keeps these promises from now on; neither name nor address means nobody.

    Closed ones keep theirs. Returns how many changed.

    Raises:
        InputError: nobody here has that address, or too many promises at once.
    """
    given = {"owner": text(120)("owner", name), "owner_email": mail("owner_email", email)}
    owner = named(given, "owner")
    changed = 0
    with transaction.atomic():
        for promise in _open_among(promise_ids):
            changed += _hand_over(promise, *owner, by=by, source=source)
    return changed


def _hand_over(
    promise: Promise, person: UUID | None, name: str, email: str, *, by: Actor, source: str
) -> bool:
    before = promise.owner_name
    if (promise.owner_id, before, promise.owner_email) == (person, name, email):
        return False
    demand_open(promise.state)
    promise.owner_id, promise.owner_name, promise.owner_email = person, name, email
    stepped(promise, OwnerChanged, by=by, source=source, owner=name, owner_before=before)
    return True


def move_dates(promise_ids: Sequence[UUID], due_on: date, *, reason: str, by: Actor, source: str = "") -> int:
    """Give these promises another date; closed ones keep theirs. Returns how many changed.

    Raises:
        InputError: the reason says nothing, the date lies before one of them was made, or too many at once.
    """
    changed = 0
    with transaction.atomic():
        for promise in _open_among(promise_ids):
            if promise.due_on != due_on:
                amend_promise(promise.pk, {"due_on": due_on}, reason=reason, by=by, source=source)
                changed += 1
    return changed


def _open_among(promise_ids: Sequence[UUID]) -> list[Promise]:
    wanted = list(dict.fromkeys(promise_ids))
    if len(wanted) > _AT_ONCE:
        raise InputError(
            _("too many at once"), field="ids", came=len(wanted),
            wanted=_("at most %(most)s") % {"most": _AT_ONCE},
        )  # fmt: skip
    held: list[Promise] = []
    for start in range(0, len(wanted), 500):
        rows = promises().filter(pk__in=wanted[start : start + 500], state__in=OPEN)
        held += rows.select_related(None).select_for_update().order_by("pk")
    return held


def approve(
    promise_id: UUID, remark: str, *, approved: bool = True, by: Actor, expected: int | None = None
) -> Promise:
    """Answer for a promise that is not standard, or say that it should not have been made.

    Raises:
        NotFound: no such promise.
        Conflict: it is closed, or standard.
        InputError: it is refused without a reason.
    """
    words = text(500, lines=True)("remark", remark) if approved else telling("remark", remark, limit=500)
    with transaction.atomic():
        promise = locked(promise_id, expected=expected)
        demand_open(promise.state)
        if promise.deliverable == "standard":
            raise Conflict(_("A standard promise needs no approval."))
        promise.approval = "approved" if approved else "refused"
        promise.approver_id = UUID(by.id) if by.kind == "person" else None
        promise.approver_name, promise.approved_on = by.label, today()
        kind = PromiseApproved if approved else ApprovalRefused
        verb = "promise.approved" if approved else "promise.refused"
        note(verb, target=promise.wording, by=by, promise=str(promise.pk))
        return stepped(promise, kind, by=by, remark=words)


def link_deal(promise_id: UUID, deal_id: UUID | None, *, by: Actor) -> Promise:
    """Say on the way to which deal it was promised; None for none.

    Raises:
        NotFound: no such promise.
        InputError: the account has no such deal.
    """
    with transaction.atomic():
        promise = locked(promise_id)
        if promise.deal_id == deal_id:
            return promise
        demand_deal(promise, deal_id)
        # A deal that loses a promise is not won meanwhile either.
        hold_deal(promise.deal_id)
        promise.deal_id = deal_id
        return stepped(promise, DealLinked, by=by)
