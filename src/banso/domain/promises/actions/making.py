"""Writing promises down, and taking back what was written by mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import held
from banso.domain.promises.actions.changing import amend_promise
from banso.domain.promises.actions.writing import Shown, add_state, add_version, apply, locked, stepped
from banso.domain.promises.facts import PromiseMade, PromisePutBack, PromiseTakenBack
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.records import promises_by_external_id
from banso.domain.promises.rules.content import CLEANERS, clean_promise, demand_order, telling
from banso.domain.promises.rules.states import demand_open
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict, InputError
from banso.kit.ids import new_id
from banso.kit.tenancy import current_workspace_id, today


def make_promise(account_id: UUID, values: Mapping[str, object], *, by: Actor, source: str = "") -> Promise:
    """Write down what was promised to a customer.

    Args:
        account_id: an account that is not archived; one that was merged leads to the one it became.
        values: fields of `rules.content`: wording, kind, due_on, made_on (today where left out), said_by or
            said_by_email, said_to or said_to_id, source, source_text, activity_id, note_id, file_id,
            product, deliverable, owner or owner_email, deal_id, external_id.
        by: who writes it down.
        source: where the row comes from.

    Raises:
        NotFound: no such account.
        InputError: a value that is missing or cannot be used.
        Conflict: the external id is taken.
    """
    clean = clean_promise(values, new=True, today=today())
    demand_order(clean["made_on"], clean["due_on"], today=today())
    with transaction.atomic():
        account = held(account_id)
        promise = Promise(
            id=new_id(), workspace_id=current_workspace_id(), account_id=account.pk,
            state_on=clean["made_on"], created_at=now(),
        )  # fmt: skip
        apply(promise, clean)
        _demand_free(promise.external_id)
        promise.number = 0
        try:
            with transaction.atomic():
                promise.save(force_insert=True)
        except IntegrityError:
            raise _taken(promise.external_id) from None
        add_version(promise, reason="", by=by)
        add_state(promise, "draft", on=clean["made_on"], shown=Shown(""), by=by)
        stepped(promise, PromiseMade, by=by, on=promise.made_on, person=_person(promise), source=source)
    return promise


def take_back(promise_id: UUID, reason: str, *, by: Actor, expected: int | None = None) -> Promise:
    """Say that the promise was never made: lists and numbers leave it out from now on; `put_back` undoes it.

    Raises:
        NotFound: no such promise.
        Conflict: it is closed.
        InputError: the reason says nothing.
    """
    why = telling("reason", reason, limit=500)
    with transaction.atomic():
        promise = locked(promise_id, expected=expected)
        demand_open(promise.state)
        promise.removed_at = now()
        return stepped(promise, PromiseTakenBack, by=by, reason=why)


def put_back(promise_id: UUID, *, by: Actor) -> Promise:
    """Undo `take_back`; a promise that is there stays as it is."""
    with transaction.atomic():
        promise = locked(promise_id, removed=True)
        if promise.removed_at is None:
            return promise
        promise.removed_at = None
        return stepped(promise, PromisePutBack, by=by)


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One row of `upsert_promises`; `account` None stands for one that was not found."""

    account: UUID | None
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class UpsertedPromise:
    """What became of a row: created, changed, same or refused."""

    outcome: str
    promise_id: UUID | None = None
    error: InputError | None = None


def upsert_promises(rows: Sequence[PromiseRow], *, by: Actor, source: str = "") -> list[UpsertedPromise]:
    """Make or amend promises by their external ids; a row that cannot be used is told apart."""
    done = []
    for row in rows:
        external_id = str(row.values.get("external_id") or "").strip()
        known = promises_by_external_id([external_id]).get(external_id)
        try:
            done.append(_upserted(row, known, external_id, by=by, source=source))
        except InputError as error:
            done.append(UpsertedPromise("refused", known.pk if known else None, error))
        except BansoError as error:
            refusal = InputError(error.message, field="external_id", came=external_id)
            done.append(UpsertedPromise("refused", known.pk if known else None, refusal))
    return done


def _upserted(
    row: PromiseRow, known: Promise | None, external_id: str, *, by: Actor, source: str
) -> UpsertedPromise:
    if not external_id:
        raise InputError(
            _("The promise has no external_id."), field="external_id", wanted=_("an identifier of its own")
        )
    if known is None:
        if row.account is None:
            raise InputError(
                _("there is no such account"),
                field="account_external_id",
                wanted=_("an account's identifier"),
            )
        return UpsertedPromise("created", make_promise(row.account, row.values, by=by, source=source).pk)
    if row.account not in {None, known.account_id}:
        raise InputError(
            _("the promise belongs to another account"), field="account_external_id",
            wanted=_("the same account"),
        )  # fmt: skip
    values = {name: value for name, value in row.values.items() if name in CLEANERS and name != "external_id"}
    after = amend_promise(known.pk, values, reason=_("imported again"), by=by, source=source)
    return UpsertedPromise("same" if after.number == known.number else "changed", known.pk)


def _demand_free(external_id: str) -> None:
    if external_id and promises_by_external_id([external_id]):
        raise _taken(external_id)


def _taken(external_id: str) -> Conflict:
    return Conflict(_("There is a promise %(id)s already.") % {"id": external_id})


def _person(promise: Promise) -> str:
    return promise.said_to.person_key if promise.said_to else ""
