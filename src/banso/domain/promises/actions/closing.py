"""The states of a promise: each with its day, what shows it, and who says so."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.promises.actions.writing import Shown, add_state, locked, stepped
from banso.domain.promises.facts import (
    PromiseBroken,
    PromiseConfirmed,
    PromiseKept,
    PromiseKeptLate,
    PromiseReopened,
    PromiseWaived,
)
from banso.domain.promises.models import Promise, PromiseState
from banso.domain.promises.rules.content import telling
from banso.domain.promises.rules.states import (
    OPEN,
    SECOND_THOUGHTS,
    demand_closed,
    demand_day,
    demand_open,
    kept_state,
)
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, NotAllowed
from banso.kit.tenancy import today


def confirm_promise(
    promise_id: UUID, shown: Shown, *, by: Actor, on: date | None = None, expected: int | None = None
) -> Promise:
    """Note that the customer confirmed it otherwise than by a link: in a mail, on the phone.

    Args:
        promise_id: a promise that is not confirmed.
        shown: how they did.
        by: who says so.
        on: when; today where left out.
        expected: the step that the caller saw.

    Raises:
        NotFound: no such promise.
        Conflict: it is confirmed already, or closed.
        InputError: the day or the evidence cannot be used.
    """
    with transaction.atomic():
        promise = locked(promise_id, expected=expected)
        return confirmed(promise, shown, on=on or today(), by=by, by_link=False)


def confirmed(promise: Promise, shown: Shown, *, on: date, by: Actor, by_link: bool) -> Promise:
    """Bring a locked promise into the state that the customer confirmed it."""
    demand_open(promise.state)
    if promise.state == "confirmed":
        raise Conflict(_("The customer has confirmed this promise already."))
    day = demand_day(on, made_on=promise.made_on, today=today())
    words = telling("evidence", shown.words)
    promise.disputed = ""
    _close_links(promise)
    add_state(promise, "confirmed", on=day, shown=_with(shown, words), by=by)
    return stepped(promise, PromiseConfirmed, by=by, on=day, evidence=words, by_link=by_link)


def keep_promise(
    promise_id: UUID, shown: Shown, *, by: Actor, on: date | None = None, expected: int | None = None
) -> Promise:
    """Note that it was kept: on or before its date it is kept, later it is late; nobody chooses.

    Raises:
        NotFound: no such promise.
        Conflict: it is closed already.
        InputError: the day or the evidence cannot be used.
    """
    with transaction.atomic():
        promise, day, words = _closing(promise_id, shown, on, expected)
        state = kept_state(promise.due_on, day)
        add_state(promise, state, on=day, shown=_with(shown, words), by=by)
        if state == "kept":
            return stepped(promise, PromiseKept, by=by, on=day, evidence=words)
        late = (day - promise.due_on).days
        return stepped(promise, PromiseKeptLate, by=by, on=day, evidence=words, days_late=late)


def break_promise(
    promise_id: UUID, shown: Shown, *, by: Actor, on: date | None = None, expected: int | None = None
) -> Promise:
    """Note that it will not be kept; raises as `keep_promise`."""
    with transaction.atomic():
        promise, day, words = _closing(promise_id, shown, on, expected)
        add_state(promise, "broken", on=day, shown=_with(shown, words), by=by)
        return stepped(promise, PromiseBroken, by=by, on=day, evidence=words)


def waive_promise(
    promise_id: UUID, shown: Shown, *, by: Actor, on: date | None = None, expected: int | None = None
) -> Promise:
    """Note that the customer lets us off; raises as `keep_promise`.

    Waived by its date it never was due; waived later it was due and not kept.
    """
    with transaction.atomic():
        promise, day, words = _closing(promise_id, shown, on, expected)
        add_state(promise, "waived", on=day, shown=_with(shown, words), by=by)
        return stepped(promise, PromiseWaived, by=by, on=day, evidence=words)


def reopen_promise(
    promise_id: UUID, reason: str, *, by: Actor, others: bool = True, expected: int | None = None
) -> Promise:
    """Say that a promise was closed by mistake: it goes back into the state it had.

    Args:
        promise_id: a closed promise.
        reason: why.
        by: who says so.
        others: whether `by` may take back what others closed; else only their own, within the hour.
        expected: the step that the caller saw.

    Raises:
        NotFound: no such promise.
        Conflict: it is not closed.
        NotAllowed: somebody else closed it, or it is too long ago.
        InputError: the reason says nothing.
    """
    why = telling("reason", reason, limit=500)
    with transaction.atomic():
        promise = locked(promise_id, expected=expected)
        demand_closed(promise.state)
        states = PromiseState.objects.filter(promise=promise).order_by("-number")
        last = states[0]
        mine = (last.by_kind, last.by_id) == (by.kind, by.id) and last.at >= now() - SECOND_THOUGHTS
        if not (others or mine):
            raise NotAllowed(_("Only those who may manage promises open this one again."))
        was, before = promise.state, states.filter(state__in=OPEN)[0]
        add_state(promise, before.state, on=before.on, shown=Shown(before.evidence), by=by)
        note("promise.reopened", target=promise.wording, by=by, promise=str(promise.pk), was=was)
        return stepped(promise, PromiseReopened, by=by, was=was, reason=why)


def _closing(
    promise_id: UUID, shown: Shown, on: date | None, expected: int | None
) -> tuple[Promise, date, str]:
    """The promise, locked and open, its day and its evidence; open links open nothing any more."""
    promise = locked(promise_id, expected=expected)
    demand_open(promise.state)
    day = demand_day(on or today(), made_on=promise.made_on, today=today())
    words = telling("evidence", shown.words)
    _close_links(promise)
    return promise, day, words


def _close_links(promise: Promise) -> None:
    promise.links.filter(answered_at=None, revoked_at=None).update(revoked_at=now())


def _with(shown: Shown, words: str) -> Shown:
    return Shown(words, shown.activity_id, shown.note_id, shown.file_id)
