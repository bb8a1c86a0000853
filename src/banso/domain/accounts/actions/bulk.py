"""Changing many accounts at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.accounts import apply, names_for
from banso.domain.accounts.actions.writing import Draft, write
from banso.domain.accounts.facts import AccountArchived
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import CHUNK, tags_of, vocabulary
from banso.domain.accounts.rules import cleaning
from banso.domain.accounts.rules.values import clean_account
from banso.domain.workspaces.actions import note
from banso.engine.journal.record import record_all
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.ids import new_id

# What may be set on many accounts at once.
BULK_FIELDS = ("stage", "plan", "owner_email")
MAX_ACCOUNTS = 10_000


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What a bulk change did, with all that undoing it needs.

    Attributes:
        before: each account that changed, with its fields as they were; for `put_back_accounts`.
    """

    before: list[tuple[UUID, Mapping[str, object]]]

    @property
    def count(self) -> int:
        return len(self.before)


def change_accounts(
    account_ids: Sequence[UUID],
    values: Mapping[str, object],
    *,
    add_tags: Iterable[str] = (),
    remove_tags: Iterable[str] = (),
    by: Actor,
) -> BulkDone:
    """Set fields and tags of many accounts in one transaction. Ids of other workspaces are left alone.

    Args:
        account_ids: at most 10,000.
        values: fields of BULK_FIELDS.
        add_tags: put on each.
        remove_tags: taken from each.
        by: who changes.

    Raises:
        InputError: too many accounts, another field, or a value that cannot be used.
    """
    other = set(values) - set(BULK_FIELDS)
    if other:
        raise InputError(
            _("this cannot be set on many at once"),
            field=min(other)[:80],
            came=min(other),
            wanted=", ".join(BULK_FIELDS),
        )
    more, less = (
        set(cleaning.tags("add_tags", list(add_tags))),
        set(cleaning.tags("remove_tags", list(remove_tags))),
    )
    with transaction.atomic():
        words = vocabulary()
        clean = clean_account(values, words)
        names = names_for([clean])
        rows = _chosen(account_ids)
        tags = tags_of(row.pk for row in rows)
        drafts = []
        for row in rows:
            draft = Draft(row)
            apply(draft, clean, words, names)
            wanted = (tags[row.pk] | more) - less
            if wanted != tags[row.pk]:
                draft.tags = frozenset(wanted)
                draft.before["tags"] = sorted(tags[row.pk])
            drafts.append(draft)
        write(drafts, by=by, words=words)
        changed = [(draft.account.pk, draft.before) for draft in drafts if draft.changed]
        note("accounts.changed", target=f"{len(changed)}", by=by, fields=sorted(values))
    return BulkDone([(key, before) for key, before in changed])


def archive_accounts(account_ids: Sequence[UUID], *, by: Actor) -> BulkDone:
    """Put many accounts away; `put_back_accounts` with what it returns takes them out again."""
    with transaction.atomic():
        drafts = [Draft(row) for row in _chosen(account_ids)]
        for draft in drafts:
            draft.put("archived_at", now())
        write(drafts, by=by)
        facts = [
            (new_id(), AccountArchived(account=each.account.pk, occurred_at=now(), name=each.account.name))
            for each in drafts
        ]
        record_all(facts, by=by)
        note("accounts.archived", target=f"{len(drafts)}", by=by)
    return BulkDone([(draft.account.pk, draft.before) for draft in drafts])


def _chosen(account_ids: Sequence[UUID]) -> list[Account]:
    ids = list(dict.fromkeys(account_ids))
    if len(ids) > MAX_ACCOUNTS:
        raise InputError(
            _("too many accounts at once"),
            field="accounts",
            came=len(ids),
            wanted=_("at most %(most)s") % {"most": f"{MAX_ACCOUNTS:,}"},
        )
    found: list[Account] = []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        rows = Account.objects.select_for_update().filter(pk__in=chunk, archived_at=None, merged_into=None)
        found += list(rows)
    return found
