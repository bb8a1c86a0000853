"""Finding promises, their versions, states and links."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.promises.facts import Standing
from banso.domain.promises.models import Promise, PromiseLink, PromiseState, PromiseVersion
from banso.domain.promises.rules.states import OPEN
from banso.kit.errors import NotFound

CHUNK = 500
_IDS = {
    "said_by_id": "said_by_id", "said_to_id": "said_to_id", "activity": "activity_id", "note": "note_id",
    "file": "file_id", "deal": "deal_id",
}  # fmt: skip
_NAMES = {"said_by": "said_by_name", "said_to": "said_to_name", "approver": "approver_name",
          "owner": "owner_name", "version": "said_version"}  # fmt: skip


def promises() -> QuerySet[Promise]:
    """Every promise with its account, the first due first; without those that were written by mistake."""
    return Promise.objects.filter(removed_at=None).select_related("account")


def open_promises() -> QuerySet[Promise]:
    """Those that are neither kept nor broken nor waived yet."""
    return promises().filter(state__in=OPEN)


def promises_of_account(account_id: UUID) -> QuerySet[Promise]:
    """An account's promises, the first due first, those of deals included."""
    return promises().filter(account=account_id)


def promises_of_deal(deal_id: UUID) -> QuerySet[Promise]:
    """The promises that were made on the way to a deal, the first due first."""
    return promises().filter(deal_id=deal_id)


def promise_by_id(promise_id: UUID, *, removed: bool = False) -> Promise:
    """One promise of this workspace.

    Raises:
        NotFound: there is none, or it was taken back and `removed` is false.
    """
    found = Promise.objects.select_related("account").filter(pk=promise_id).first()
    if found is None or (found.removed_at is not None and not removed):
        raise NotFound(_("There is no such promise."))
    return found


def promises_by_external_id(external_ids: Iterable[str]) -> dict[str, Promise]:
    """The known promises among those ids, those that were taken back included."""
    wanted = sorted(set(external_ids) - {""})
    found: dict[str, Promise] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Promise.objects.filter(external_id__in=wanted[start : start + CHUNK])
        found.update({row.external_id: row for row in rows})
    return found


def versions_of(promise: Promise) -> QuerySet[PromiseVersion]:
    """Everything that was understood as said, the first first."""
    return PromiseVersion.objects.filter(promise=promise)


def states_of(promise: Promise) -> QuerySet[PromiseState]:
    """Every state it came into, the first first, with what shows it."""
    return PromiseState.objects.filter(promise=promise).select_related("activity", "note", "file")


def links_of(promise: Promise) -> QuerySet[PromiseLink]:
    """The links that were made for the customer, the newest first."""
    return PromiseLink.objects.filter(promise=promise)


def standing_of(promise: Promise) -> Standing:
    """The promise as its facts tell it."""
    told: dict[str, object] = {}
    for name in Standing.__struct_fields__:
        if name in _IDS:
            held = getattr(promise, _IDS[name])
            told[name] = str(held) if held else ""
        elif name == "removed":
            told[name] = promise.removed_at is not None
        else:
            told[name] = getattr(promise, _NAMES.get(name, name))
    return Standing(**told)  # type: ignore[arg-type]
