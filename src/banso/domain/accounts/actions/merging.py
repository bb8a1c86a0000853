"""Making two accounts one, and two again."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.accounts import locked
from banso.domain.accounts.actions.owners import ended_fact
from banso.domain.accounts.actions.writing import Draft, write
from banso.domain.accounts.facts import AccountCreated, AccountDescribed, AccountsMerged, AccountsUnmerged
from banso.domain.accounts.models import (
    Account,
    AccountMerge,
    Activity,
    Contact,
    Department,
    Distinction,
    File,
    Note,
    RoleAssignment,
    Site,
)
from banso.domain.accounts.queries.accounts import account_by_id, tags_of
from banso.domain.accounts.queries.merges import merge_by_id
from banso.domain.accounts.queries.people import held_from
from banso.domain.accounts.rules.values import SINGLE_ROLES
from banso.domain.workspaces.actions import note
from banso.engine.journal.queries import current_facts
from banso.engine.journal.record import move_account, record, record_all, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id, today

_TABLES: dict[str, type[Model]] = {
    "contacts": Contact, "sites": Site, "departments": Department, "notes": Note, "activities": Activity,
    "files": File, "roles": RoleAssignment,
}  # fmt: skip
_FILLED = (
    "name_kana", "corporate_number", "industry", "employees", "country", "region", "plan", "created_on",
    "stage", "website", "description",
)  # fmt: skip
# What speaks of the account as such stays with it; everything that happened goes along.
_STAYING = (AccountCreated.type, AccountDescribed.type)
_CHUNK = 500


def merge_accounts(survivor_id: UUID, merged_id: UUID, *, by: Actor) -> AccountMerge:
    """Make `merged` part of `survivor`: people, notes, roles, files and facts go over, blanks are filled.

    The merged account stays in the table and leads to the survivor. Usage follows by the merge itself, from
    the moment on that it is known. Areas above follow the fact AccountsMerged.

    Raises:
        NotFound: one of the two does not exist in this workspace.
        InputError: both are the same.
        Conflict: one of them was merged already, or the survivor is archived.
    """
    if survivor_id == merged_id:
        raise InputError(
            _("an account cannot be merged with itself"),
            field="merged",
            came=merged_id,
            wanted=_("another account"),
        )
    with transaction.atomic():
        # In one order, or two that merge the same pair the other way round wait for each other.
        held = {each: locked(each) for each in sorted((survivor_id, merged_id))}
        survivor, merged = held[survivor_id], held[merged_id]
        if survivor.archived_at is not None:
            raise Conflict(_("%(name)s is archived: restore it first") % {"name": survivor.name})
        moved: dict[str, Any] = {"filled": {}, "ended": _end_double_roles(survivor, merged)}
        draft, gone = Draft(survivor), Draft(merged)
        _move_children(survivor, merged, draft, moved)
        _move_rows(merged.pk, survivor.pk, moved)
        _fill(draft, merged, moved)
        _take_tags(draft, merged, moved)
        gone.put("merged_into_id", survivor.pk)
        write([draft, gone], by=by)
        merge = AccountMerge.objects.create(
            workspace_id=current_workspace_id(), survivor=survivor, merged=merged, moved=moved,
            by_label=by.label, at=now(),
        )  # fmt: skip
        facts = current_facts().filter(account=merged.pk).exclude(type__in=_STAYING)
        going = list(facts.values_list("fact_id", flat=True))
        moved["facts"] = [str(key) for key in move_account(going, to=survivor.pk, by=by, reason="merged")]
        merge.save(update_fields=["moved"])
        fact = AccountsMerged(
            account=survivor.pk, occurred_at=now(), subject=str(merge.pk), merged=str(merged.pk),
            merged_name=merged.name, name=survivor.name,
        )  # fmt: skip
        record(fact, by=by, id=stable_id(current_workspace_id(), "merge", merge.pk))
        note("account.merged", target=survivor.name, by=by, merged=str(merged.pk))
    return merge


def undo_merge(merge_id: UUID, *, by: Actor) -> AccountMerge:
    """Take a merge apart: what came over goes back, what was filled and not changed since is blank again.

    Raises:
        NotFound: no such merge.
        Conflict: it was undone already, or the survivor has become part of another account since.
    """
    with transaction.atomic():
        merge = merge_by_id(merge_id)
        if merge.undone_at is not None:
            raise Conflict(_("this merge was undone already"))
        survivor = locked(merge.survivor_id)
        merged = Account.objects.select_for_update().get(pk=merge.merged_id)
        moved = merge.moved
        draft, back = Draft(survivor), Draft(merged)
        _move_back(moved, survivor.pk, merged.pk)
        _unfill(draft, moved)
        back.put("merged_into_id", None)
        write([draft, back], by=by)
        _reopen_roles(moved["ended"], by=by)
        move_account([UUID(key) for key in moved["facts"]], to=merged.pk, by=by, reason="merge undone")
        merge.undone_at = now()
        merge.save(update_fields=["undone_at"])
        fact = AccountsUnmerged(
            account=survivor.pk, occurred_at=now(), subject=str(merge.pk), merged=str(merged.pk),
            merged_name=merged.name, name=survivor.name,
        )  # fmt: skip
        record(fact, by=by)
        note("account.unmerged", target=survivor.name, by=by, merged=str(merged.pk))
    return merge


def bring_stragglers(merged_id: UUID, subjects: Collection[str], *, by: Actor) -> int:
    """Move the facts of those subjects that were still recorded of a merged account, as the merge did.

    Between a merge and the moment at which an area above follows it, that area goes on writing of the account
    that is gone. Returns how many moved; undoing the merge gives them back.
    """
    with transaction.atomic():
        running = AccountMerge.objects.select_for_update().filter(merged=merged_id, undone_at=None)
        merge = running.order_by("-at").first()
        if merge is None or not subjects:
            return 0
        facts = current_facts().filter(account=merged_id).exclude(type__in=_STAYING)
        left = [key for key, subject in facts.values_list("fact_id", "subject") if subject in subjects]
        moved = move_account(left, to=merge.survivor_id, by=by, reason="merged")
        merge.moved["facts"] += [str(key) for key in moved]
        merge.save(update_fields=["moved"])
    return len(moved)


def tell_apart(one_id: UUID, other_id: UUID, *, by: Actor) -> None:
    """Say of two accounts that they are not one; they are not suggested again."""
    with transaction.atomic():
        first, second = sorted((account_by_id(one_id), account_by_id(other_id)), key=lambda each: each.pk)
        Distinction.objects.get_or_create(
            first=first, second=second, workspace_id=current_workspace_id(), defaults={"by_label": by.label}
        )


def tell_together(one_id: UUID, other_id: UUID) -> None:
    """Undo `tell_apart`. Raises NotFound unless both are accounts of the open workspace."""
    first, second = sorted(account_by_id(each).pk for each in (one_id, other_id))
    Distinction.objects.filter(first=first, second=second).delete()


def _end_double_roles(survivor: Account, merged: Account) -> dict[str, str]:
    """End the merged account's CSM and account executive where the survivor has its own.

    Returns:
        The ends that they had, by assignment; "" for none.
    """
    running = held_from(today()).filter(role__in=SINGLE_ROLES)
    held = set(running.filter(account=survivor).values_list("role", flat=True))
    ended = {}
    for row in running.filter(account=merged, role__in=held):
        ended[str(row.pk)] = str(row.ends_on or "")
        row.ends_on = max(today(), row.starts_on)
        row.save(update_fields=["ends_on"])
    return ended


def _reopen_roles(ended: dict[str, str] | list[str], *, by: Actor) -> None:
    # A list is of a merge that ended open assignments alone, as merges did at first.
    ends = ended if isinstance(ended, dict) else dict.fromkeys(ended, "")
    for row in RoleAssignment.objects.filter(pk__in=list(ends)):
        end = ends[str(row.pk)]
        row.ends_on = date.fromisoformat(end) if end else None
        row.save(update_fields=["ends_on"])
        if row.ends_on is None:
            retract([ended_fact(row)[0]], by=by, reason="merge undone")
        else:
            record_all([ended_fact(row)], by=by)


def _move_children(survivor: Account, merged: Account, draft: Draft, moved: dict[str, Any]) -> None:
    if survivor.parent_id == merged.pk:
        moved["filled"]["parent_id"] = [str(merged.pk), str(merged.parent_id or "")]
        draft.put("parent_id", merged.parent_id)
    children = Account.objects.filter(parent=merged).exclude(pk=survivor.pk)
    moved["children"] = [str(key) for key in children.values_list("pk", flat=True)]
    children.update(parent=survivor)


def _move_rows(source: UUID, target: UUID, moved: dict[str, Any]) -> None:
    for name, model in _TABLES.items():
        rows = model._default_manager.filter(account=source)  # noqa: SLF001 - Django's own name
        moved[name] = [str(key) for key in rows.values_list("pk", flat=True)]
        rows.update(account=target)


def _move_back(moved: dict[str, Any], survivor: UUID, merged: UUID) -> None:
    for name, model in _TABLES.items():
        for start in range(0, len(moved[name]), _CHUNK):
            rows = model._default_manager.filter(  # noqa: SLF001
                pk__in=moved[name][start : start + _CHUNK], account=survivor
            )
            rows.update(account=merged)
    Account.objects.filter(pk__in=moved["children"], parent=survivor).update(parent=merged)


def _fill(draft: Draft, merged: Account, moved: dict[str, Any]) -> None:
    for name in _FILLED:
        if getattr(draft.account, name) in (None, "") and getattr(merged, name) not in (None, ""):
            moved["filled"][name] = [None, _plain(getattr(merged, name))]
            draft.put(name, getattr(merged, name))
    fresh = {key: value for key, value in merged.custom.items() if key not in draft.account.custom}
    moved["custom"] = fresh
    if fresh:
        draft.put("custom", {**draft.account.custom, **fresh})
    if not draft.account.owner_name and merged.owner_name:
        moved["filled"]["owner_name"] = ["", merged.owner_name]
        draft.put("owner_name", merged.owner_name)
        draft.put("owner_email", merged.owner_email)


def _take_tags(draft: Draft, merged: Account, moved: dict[str, Any]) -> None:
    tags = tags_of([draft.account.pk, merged.pk])
    fresh = tags[merged.pk] - tags[draft.account.pk]
    moved["tags"] = sorted(fresh)
    if fresh:
        draft.tags = frozenset(tags[draft.account.pk] | fresh)


def _unfill(draft: Draft, moved: dict[str, Any]) -> None:
    account = draft.account
    for name, (before, after) in moved["filled"].items():
        if name == "parent_id":
            if str(account.parent_id or "") == after:
                draft.put("parent_id", UUID(before))
        elif name == "owner_name":
            if account.owner_name == after:
                draft.put("owner_name", "")
                draft.put("owner_email", "")
        elif _plain(getattr(account, name)) == after:
            empty = None if name in {"employees", "created_on"} else ""
            draft.put(name, empty)
    kept = {
        key: value
        for key, value in account.custom.items()
        if key not in moved["custom"] or value != moved["custom"][key]
    }
    draft.put("custom", kept)
    tags = tags_of([account.pk])[account.pk]
    if tags & set(moved["tags"]):
        draft.tags = frozenset(tags - set(moved["tags"]))


def _plain(value: object) -> object:
    return value if isinstance(value, str | int) or value is None else str(value)
