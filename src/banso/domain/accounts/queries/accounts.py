"""Finding accounts."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.accounts.models import Account, AccountTag, CustomField, Stage
from banso.domain.accounts.rules.custom import FieldValue
from banso.domain.accounts.rules.stages import PRESET, StageValue
from banso.domain.accounts.rules.values import Vocabulary
from banso.kit.errors import NotFound
from banso.kit.words import Text

CHUNK = 500


def accounts() -> QuerySet[Account]:
    """The accounts of the workspace that are neither archived nor merged into another."""
    return Account.objects.filter(archived_at=None, merged_into=None)


def account_by_id(account_id: UUID, *, archived: bool = True) -> Account:
    """One account of this workspace; a merged one is returned as it is, with `merged_into_id`.

    Raises:
        NotFound: there is none, or it is archived and `archived` is false.
    """
    found = Account.objects.filter(pk=account_id).first()
    if found is None or (found.archived_at is not None and not archived):
        raise NotFound(_("there is no such account"))
    return found


def survivor_of(account: Account) -> Account:
    """The account itself, or the one it has become part of, however often."""
    seen = {account.pk}
    while account.merged_into_id is not None and account.merged_into_id not in seen:
        seen.add(account.merged_into_id)
        account = Account.objects.get(pk=account.merged_into_id)
    return account


def account_ids_by_external_id(external_ids: Iterable[str]) -> dict[str, UUID]:
    """Which account each external id means; merged accounts answer with the one they became part of.

    Archived accounts are left out.
    """
    found: dict[str, UUID] = {}
    merged: dict[str, Account] = {}
    wanted = sorted(set(external_ids) - {""})
    for start in range(0, len(wanted), CHUNK):
        rows = Account.objects.filter(external_id__in=wanted[start : start + CHUNK])
        for row in rows.only("id", "external_id", "archived_at", "merged_into_id"):
            if row.merged_into_id is not None:
                merged[row.external_id] = row
            elif row.archived_at is None:
                found[row.external_id] = row.pk
    for external_id, row in merged.items():
        survivor = survivor_of(row)
        if survivor.archived_at is None:
            found[external_id] = survivor.pk
    return found


def vocabulary() -> Vocabulary:
    """The workspace's stages and custom fields."""
    return Vocabulary(stages=stages(), fields=custom_fields())


def stages() -> tuple[StageValue, ...]:
    rows = tuple(
        StageValue(stage.key, Text(en=stage.name_en, ja=stage.name_ja)) for stage in Stage.objects.all()
    )
    return rows or PRESET


def custom_fields() -> tuple[FieldValue, ...]:
    """The custom fields that are in use, in their order."""
    return tuple(
        FieldValue(row.key, row.label, row.kind, tuple(row.choices), row.currency)
        for row in CustomField.objects.filter(archived_at=None)
    )


def tags_of(account_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """The tags of each of these accounts."""
    ids = list(account_ids)
    found: dict[UUID, set[str]] = {account_id: set() for account_id in ids}
    for start in range(0, len(ids), CHUNK):
        rows = AccountTag.objects.filter(account__in=ids[start : start + CHUNK])
        for account_id, name in rows.values_list("account_id", "name"):
            found[account_id].add(name)
    return found


def tag_names() -> list[str]:
    """Every tag in use, by name."""
    return list(AccountTag.objects.order_by("name").values_list("name", flat=True).distinct())


def parents_of_all() -> dict[UUID, UUID]:
    """Each account that has a parent, and which."""
    rows = Account.objects.exclude(parent=None).values_list("id", "parent_id")
    return {child: parent for child, parent in rows if parent is not None}
