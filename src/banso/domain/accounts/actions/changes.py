"""Bulk changes that can be taken back later."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.bulk import BulkDone
from banso.domain.accounts.actions.upsert import put_back_accounts
from banso.domain.accounts.models import BulkChange
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, NotFound
from banso.kit.tenancy import current_workspace_id


def keep_change(done: BulkDone, *, by: Actor) -> BulkChange:
    """Keep what a bulk change replaced, for `undo_change`."""
    before = [[str(account_id), {name: _plain(value) for name, value in values.items()}]
              for account_id, values in done.before]  # fmt: skip
    return BulkChange.objects.create(
        workspace_id=current_workspace_id(), before=before, by_id=by.id, by_label=by.label
    )


def undo_change(change_id: UUID, *, by: Actor) -> int:
    """Give the accounts of a bulk change back what they were; returns how many changed.

    Raises:
        NotFound: there is no such change, or it is somebody else's.
        Conflict: it was taken back already.
    """
    with transaction.atomic():
        change = BulkChange.objects.select_for_update().filter(pk=change_id, by_id=by.id).first()
        if change is None:
            raise NotFound(_("there is no such change"))
        if change.undone_at is not None:
            raise Conflict(_("this change was taken back already"))
        change.undone_at = now()
        change.save(update_fields=["undone_at"])
        rows = [(UUID(account_id), values) for account_id, values in change.before]
        return put_back_accounts(rows, by=by, reason="undone")


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | list | dict) else str(value)
