"""Files that the customer's page of an onboarding shows: files of the account, each shared by somebody."""

from collections.abc import Iterable, Iterator
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.records import add_file
from banso.domain.accounts.queries.records import file_by_id
from banso.domain.onboarding.actions.writing import demand, locked, stepped
from banso.domain.onboarding.facts import FileShared, FileWithdrawn
from banso.domain.onboarding.models import Onboarding, SharedFile
from banso.domain.onboarding.queries.records import files_shared, onboarding_by_id
from banso.domain.onboarding.rules.files import demand_shareable
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound
from banso.kit.keeping import plain_file_name, sniffed
from banso.kit.tenancy import current_workspace_id

MOST = 50
_HEAD = 512


def share_upload(onboarding_id: UUID, name: str, chunks: Iterable[bytes], *, by: Actor) -> SharedFile:
    """Keep a file with the account of an onboarding, and show it on the customer's page.

    Raises:
        NotFound: no such onboarding.
        Conflict: it is neither running nor completed.
        InputError: the file is empty, too large, of a kind that customers are not offered, or one too many.
    """
    row = onboarding_by_id(onboarding_id)
    demand(row, "running", "done")
    # Looked at before anything is kept.
    _demand_room(row)
    whole: Iterator[bytes] = iter(chunks)
    head = next(whole, b"")
    if head:
        demand_shareable(plain_file_name(name), sniffed(head[:_HEAD]))
    file = add_file(row.account_id, name, chain([head] if head else [], whole), by=by)
    return share_file(onboarding_id, file.pk, by=by)


def share_file(onboarding_id: UUID, file_id: UUID, *, by: Actor) -> SharedFile:
    """Show a file of the account on the customer's page; one that is there stays as it is.

    Raises:
        NotFound: no such onboarding, or no such file of its account.
        Conflict: it is neither running nor completed.
        InputError: the file is of a kind that customers are not offered, or one too many.
    """
    with transaction.atomic():
        row = locked(onboarding_id)
        demand(row, "running", "done")
        file = file_by_id(file_id)
        if file.account_id != row.account_id or file.archived_at is not None:
            raise NotFound(_("There is no such file of this account."))
        demand_shareable(file.name, file.content_type)
        found = row.files.filter(file=file).first()
        if found is not None and found.withdrawn_at is None:
            return found
        _demand_room(row)
        shared = found or SharedFile(workspace_id=current_workspace_id(), onboarding=row, file=file)
        shared.by_label, shared.shared_at, shared.withdrawn_at = by.label[:200], now(), None
        shared.save()
        stepped(row, FileShared, by=by, file=file.name, sha256=file.sha256)
    return shared


def withdraw_file(onboarding_id: UUID, file_id: UUID, *, by: Actor) -> SharedFile:
    """Show a file on the customer's page no more; it stays with the account. Doing it twice is no error.

    Raises:
        NotFound: no such onboarding, or the file was never shared there.
    """
    with transaction.atomic():
        row = locked(onboarding_id)
        shared = row.files.select_related("file").filter(file=file_id).first()
        if shared is None:
            raise NotFound(_("There is no such file of this account."))
        if shared.withdrawn_at is None:
            shared.withdrawn_at = now()
            shared.save(update_fields=["withdrawn_at"])
            stepped(row, FileWithdrawn, by=by, file=shared.file.name, sha256=shared.file.sha256)
    return shared


def _demand_room(row: Onboarding) -> None:
    # What nobody can see takes no room.
    if files_shared(row).count() >= MOST:
        raise InputError(
            _("There are too many files on this page."), field="file", came=MOST + 1,
            wanted=_("at most %(most)s") % {"most": MOST},
        )  # fmt: skip
