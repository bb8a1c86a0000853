"""What every write of a promise does: the row, its version or state, and the fact, in one transaction."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import contact_by_id
from banso.domain.promises.definitions import hold_deal
from banso.domain.promises.facts import PromiseFact
from banso.domain.promises.models import Promise, PromiseState, PromiseVersion, Said
from banso.domain.promises.queries.past import subject_of
from banso.domain.promises.queries.records import promise_by_id, standing_of
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.record import record_all
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound, Stale
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace, current_workspace_id, today

SAID_FIELDS = tuple(
    field.attname for field in Said._meta.local_fields if field.name not in {"id", "workspace"}
)


def locked(promise_id: UUID, *, expected: int | None = None, removed: bool = False) -> Promise:
    """The promise, held until the transaction ends.

    Raises:
        NotFound: there is none, or it was taken back and `removed` is false.
        Stale: it is no longer at step `expected`.
    """
    promise = Promise.objects.select_for_update().filter(pk=promise_id).first()
    if promise is None or (promise.removed_at is not None and not removed):
        raise NotFound(_("There is no such promise."))
    if expected is not None and promise.number != expected:
        raise Stale(_("somebody else has changed this in the meantime"))
    return promise


def stepped(
    promise: Promise,
    kind: type[PromiseFact],
    *,
    by: Actor,
    on: date | None = None,
    person: str = "",
    source: str = "",
    **told: Any,  # noqa: ANN401 - the fact's own fields
) -> Promise:
    """Save the promise and record its next step; what happened on a day before today did so at midnight."""
    hold_deal(promise.deal_id)
    promise.number += 1
    promise.updated_at = now()
    promise.save()
    fact = kind(
        account=promise.account_id, occurred_at=_moment(on), person=person, subject=subject_of(promise.pk),
        number=promise.number, wording=promise.wording, promise=standing_of(promise), **told,
    )  # fmt: skip
    fact_id = stable_id(current_workspace_id(), "promise", promise.pk, promise.number)
    # Known since the very moment that the row says.
    record_all([(fact_id, fact)], by=by, source=source, at=promise.updated_at)
    return promise


def _moment(on: date | None) -> datetime:
    if on is None or on >= today():
        return now()
    return datetime.combine(on, time.min, ZoneInfo(current_workspace().timezone)).astimezone(UTC)


def add_version(promise: Promise, *, reason: str, by: Actor) -> None:
    """Write down what is said now, as the promise's version `said_version`."""
    PromiseVersion.objects.create(
        workspace_id=promise.workspace_id, promise=promise, account_id=promise.account_id,
        number=promise.said_version, reason=reason, by_kind=by.kind, by_id=by.id, by_label=by.label,
        at=now(), **{name: getattr(promise, name) for name in SAID_FIELDS},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What shows a state: words, and what the account holds of it."""

    words: str
    activity_id: UUID | None = None
    note_id: UUID | None = None
    file_id: UUID | None = None


def add_state(promise: Promise, state: str, *, on: date, shown: Shown, by: Actor) -> None:
    """Bring the promise into a state, and write that down; the caller records the step."""
    file = record_of(promise.account_id, "File", "file_id", shown.file_id)
    for model, field in (("Activity", "activity_id"), ("Note", "note_id")):
        record_of(promise.account_id, model, field, getattr(shown, field))
    promise.state, promise.state_on, promise.evidence = state, on, shown.words
    PromiseState.objects.create(
        workspace_id=promise.workspace_id, promise=promise, account_id=promise.account_id,
        # The step that will be recorded with it.
        number=promise.number + 1, said_version=promise.said_version, state=state, on=on,
        evidence=shown.words, activity_id=shown.activity_id, note_id=shown.note_id, file_id=shown.file_id,
        file_sha256=file.sha256 if file else "", by_kind=by.kind, by_id=by.id, by_label=by.label, at=now(),
    )  # fmt: skip


def demand_deal(promise: Promise, deal_id: UUID | None) -> None:
    """Raise InputError unless the deal is the account's own; None is none."""
    if deal_id is not None and hold_deal(deal_id) != promise.account_id:
        raise InputError(
            _("this account has no such deal"), field="deal_id", came=deal_id, wanted=_("the id of its deal")
        )


def record_of(account_id: UUID, model: str, field: str, wanted: UUID | None) -> Any:  # noqa: ANN401 - rows of another area
    """What an account holds of that kind and id; None where none is wanted.

    Raises:
        InputError: this account holds no such thing.
    """
    if wanted is None:
        return None
    rows = apps.get_model("accounts", model).objects
    found = rows.filter(pk=wanted, account=account_id, archived_at=None).first()
    if found is None:
        raise InputError(
            _("this account has no such record"), field=field, came=wanted, wanted=_("the id of a record")
        )
    return found


def apply(promise: Promise, clean: dict[str, Any]) -> None:
    """Put the cleaned values into the promise; people by mail address or id get their names.

    Raises:
        InputError: a person, contact or record that is not there.
    """
    for name in ("wording", "kind", "due_on", "made_on", "source", "source_text", "product", "deliverable",
                 "external_id"):  # fmt: skip
        if name in clean:
            setattr(promise, name, clean[name])
    if "deal_id" in clean and clean["deal_id"] != promise.deal_id:
        demand_deal(promise, clean["deal_id"])
        promise.deal_id = clean["deal_id"]
    for name in ("activity_id", "note_id"):
        if name in clean:
            record_of(promise.account_id, name.removesuffix("_id").title(), name, clean[name])
            setattr(promise, name, clean[name])
    if "file_id" in clean:
        file = record_of(promise.account_id, "File", "file_id", clean["file_id"])
        promise.file = file
        promise.file_name, promise.file_sha256 = (file.name, file.sha256) if file else ("", "")
    if {"said_by", "said_by_email"} & set(clean):
        person, promise.said_by_name, _email = named(clean, "said_by")
        promise.said_by_id = person
    if {"said_to", "said_to_id"} & set(clean):
        _take_contact(promise, clean)
    if {"owner", "owner_email"} & set(clean):
        promise.owner_id, promise.owner_name, promise.owner_email = named(clean, "owner")


def named(clean: dict[str, Any], role: str) -> tuple[UUID | None, str, str]:
    """Id, name and mail address of a colleague who is given by mail address, or by name without a seat.

    Raises:
        InputError: nobody here has that address.
    """
    name, email = clean.get(role, ""), clean.get(f"{role}_email", "")
    if not email:
        return None, name, ""
    person = members_by_email({email}).get(email)
    if person is None and not name:
        raise InputError(
            _("nobody here has this address"), field=f"{role}_email", came=email,
            wanted=_("a member's address, or a name"),
        )  # fmt: skip
    return (person.pk, name or person.get_full_name(), email) if person else (None, name, email)


def _take_contact(promise: Promise, clean: dict[str, Any]) -> None:
    wanted = clean.get("said_to_id")
    promise.said_to_id, promise.said_to_name = None, clean.get("said_to", "")
    if wanted is None:
        return
    try:
        contact = contact_by_id(wanted)
    except NotFound:
        contact = None
    if contact is None or contact.account_id != promise.account_id:
        raise InputError(
            _("this account has no such contact"), field="said_to_id", came=wanted,
            wanted=_("the id of a contact"),
        )  # fmt: skip
    promise.said_to_id = contact.pk
    promise.said_to_name = promise.said_to_name or contact.name


def present(promise_id: UUID) -> Promise:
    """The promise as it stands after a step, with its account."""
    return promise_by_id(promise_id, removed=True)
