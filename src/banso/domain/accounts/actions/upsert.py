"""Accounts from outside, one or ten thousand: matched by external id, written in bulk.

for row in upsert_accounts([{"external_id": "A-1", "name": "…"}], by=actor, source="import:7"):
    row.outcome, row.account_id, row.before, row.error
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.accounts import apply, demand_known_parent, demand_no_circle, names_for
from banso.domain.accounts.actions.writing import Draft, write
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import (
    CHUNK,
    account_ids_by_external_id,
    parents_of_all,
    survivor_of,
    tags_of,
    vocabulary,
)
from banso.domain.accounts.rules.values import Vocabulary, clean_account, demand_name
from banso.engine.journal.record import retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.ids import stable_id
from banso.kit.meeting import in_turn
from banso.kit.tenancy import current_workspace_id

# By the name of their column, so that a foreign key is written as an id.
_FIELDS = {column.attname: column for column in Account._meta.concrete_fields}
Outcome = Literal["created", "changed", "same", "refused"]


@dataclass(slots=True)
class Upserted:
    """What became of one row.

    Attributes:
        outcome: created, changed, same (nothing written), or refused (see `error`).
        account_id: the account; for a merged one, the account it has become part of.
        before: the fields that changed, as they were, ready for `put_back_accounts`.
        error: why the row was refused.
        remark: what has to be said of a row that wrote nothing: it would change an account that was merged.
    """

    outcome: Outcome
    account_id: UUID | None = None
    before: dict[str, object] = field(default_factory=dict)
    error: InputError | None = None
    remark: InputError | None = None


@dataclass(slots=True)
class _Row:
    result: Upserted
    clean: dict[str, object] = field(default_factory=dict)
    draft: Draft | None = None


def upsert_account(values: Mapping[str, object], *, by: Actor, source: str = "") -> Upserted:
    """Make or change the account with this external id.

    Raises:
        InputError: the values cannot be used.
    """
    result = upsert_accounts([values], by=by, source=source)[0]
    if result.error is not None:
        raise result.error
    return result


def upsert_accounts(rows: Sequence[Mapping[str, object]], *, by: Actor, source: str = "") -> list[Upserted]:
    """Make or change many accounts in one transaction; the answer has one entry per row, in order.

    A row without external id makes a new account. A row that cannot be used is refused and does not
    disturb the others; where one external id comes twice, the second row is refused. An archived account
    comes back. Blank owner columns leave the owner. Parents may stand in the same rows, in any order.

    Args:
        rows: values as for `create_account`.
        by: who writes.
        source: kept with every fact, such as "import:<id>".
    """

    def store() -> list[_Row]:
        words = vocabulary()
        work = _cleaned(rows, words)
        _draft_all(work, words)
        _put_parents(work)
        live = [row for row in work if row.draft is not None and row.result.error is None]
        write([row.draft for row in live if row.draft], by=by, source=source, words=words)
        for row in live:
            _conclude(row)
        return work

    return [row.result for row in in_turn(store)]


def put_back_accounts(
    changes: Sequence[tuple[UUID, Mapping[str, object] | None]], *, by: Actor, reason: str, source: str = ""
) -> int:
    """Undo upserts: give fields back what they were, and take away what did not exist before.

    Args:
        changes: each account with its `Upserted.before`, or None for one that the import created.
        by: who undoes.
        reason: kept with the retracted facts.
        source: kept with the facts that are written anew.

    Returns:
        How many accounts were written.
    """
    with transaction.atomic():
        words = vocabulary()
        rows = {row.pk: row for row in _by_id([account_id for account_id, _ in changes])}
        drafts, created = [], []
        for account_id, before in changes:
            if account_id not in rows:
                continue
            draft = Draft(rows[account_id])
            if before is None:
                draft.put("archived_at", draft.account.archived_at or now())
                created.append(account_id)
            else:
                _put_back(draft, before)
            drafts.append(draft)
        write(drafts, by=by, source=source, words=words)
        workspace_id = current_workspace_id()
        told = [
            stable_id(workspace_id, "account", pk, word)
            for pk in created
            for word in ("created", "described")
        ]
        retract(told, by=by, reason=reason)
    return sum(draft.changed for draft in drafts)


def _put_back(draft: Draft, before: Mapping[str, object]) -> None:
    for name, value in before.items():
        if name == "tags":
            draft.tags = frozenset(value)  # type: ignore[call-overload]
        elif name == "owner_email":
            draft.owner = (str(before.get("owner_name", draft.account.owner_name)), str(value))
        elif name not in {"owner_name", "stage_since"}:
            draft.put(name, _FIELDS[name].to_python(value))


def _cleaned(rows: Sequence[Mapping[str, object]], words: Vocabulary) -> list[_Row]:
    work: list[_Row] = []
    seen: set[str] = set()
    for values in rows:
        row = _Row(Upserted("same"))
        work.append(row)
        try:
            row.clean = clean_account(values, words)
            external_id = row.clean.get("external_id", "")
            _demand_first(str(external_id), seen)
        except InputError as error:
            row.result = Upserted("refused", error=error)
    return work


def _demand_first(external_id: str, seen: set[str]) -> None:
    if external_id and external_id in seen:
        raise InputError(
            _("this external id came before"), field="external_id", came=external_id, wanted=_("each id once")
        )
    seen.add(external_id)


def _draft_all(work: Sequence[_Row], words: Vocabulary) -> None:
    live = [row for row in work if row.result.error is None]
    known = _by_external_id([str(row.clean.get("external_id", "")) for row in live])
    names = names_for([row.clean for row in live])
    tags = (
        tags_of(account.pk for account in known.values()) if any("tags" in row.clean for row in live) else {}
    )
    for row in live:
        account = known.get(str(row.clean.get("external_id", "")))
        try:
            demand_name(row.clean, new=account is None)
            row.draft = Draft(account or Account(), new=account is None)
            apply(row.draft, row.clean, words, names, tags.get(row.draft.account.pk, ()))
            if account is not None and account.merged_into_id is not None:
                # The row speaks of what is part of another by now: nothing is written.
                row.result = _of_merged(survivor_of(account), row.draft)
                row.draft = None
                continue
            if not row.draft.new:
                row.draft.put("archived_at", None)
            if row.draft.tags is not None and not row.draft.new:
                row.draft.before["tags"] = sorted(tags[row.draft.account.pk])
        except InputError as error:
            row.result, row.draft = Upserted("refused", error=error), None


def _of_merged(survivor: Account, draft: Draft) -> Upserted:
    """What to say of a row with the id of a merged account; nothing, where it is as it was when merged."""
    if not draft.changed:
        return Upserted("same", survivor.pk)
    remark = InputError(
        _("This account has become part of “%(name)s”: nothing was changed.") % {"name": survivor.name},
        field="external_id", came=draft.account.external_id,
        wanted=_("the external id of that account, or the merge undone first"),
    )  # fmt: skip
    return Upserted("same", survivor.pk, remark=remark)


def _put_parents(work: Sequence[_Row]) -> None:
    asking = [
        row for row in work if row.draft and (row.clean.get("parent_external_id") or row.clean.get("parent"))
    ]
    if not asking:
        return
    ids = account_ids_by_external_id(str(row.clean.get("parent_external_id", "")) for row in asking)
    ids.update(
        (row.draft.account.external_id, row.draft.account.pk)
        for row in work
        if row.draft and row.draft.account.external_id
    )
    parents = parents_of_all()
    for row in asking:
        if row.draft is None:
            continue
        name = str(row.clean.get("parent_external_id") or row.clean.get("parent"))
        try:
            demand_known_parent(name, ids)
            demand_no_circle(row.draft.account.pk, ids[name], parents)
            row.draft.put("parent_id", ids[name])
            parents[row.draft.account.pk] = ids[name]
        except InputError as error:
            row.result, row.draft = Upserted("refused", error=error), None


def _conclude(row: _Row) -> None:
    draft = row.draft
    if draft is None:
        return
    outcome: Outcome = "created" if draft.new else "changed" if draft.changed else "same"
    row.result = Upserted(outcome, draft.account.pk, {} if draft.new else draft.before)


def _by_external_id(external_ids: Sequence[str]) -> dict[str, Account]:
    wanted, found = sorted(set(external_ids) - {""}), {}
    for start in range(0, len(wanted), CHUNK):
        for account in Account.objects.select_for_update().filter(
            external_id__in=wanted[start : start + CHUNK]
        ):
            found[account.external_id] = account
    return found


def _by_id(ids: Sequence[UUID]) -> list[Account]:
    found: list[Account] = []
    for start in range(0, len(ids), CHUNK):
        found += Account.objects.select_for_update().filter(
            pk__in=ids[start : start + CHUNK], merged_into=None
        )
    return found
