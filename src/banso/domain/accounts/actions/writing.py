"""The one hand that writes accounts: rows, tags, owners and facts together, few or many.

A draft is an account as it shall be, with what it was before. Pages, API and imports all come here, so
that none can write a row without its facts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import owners
from banso.domain.accounts.facts import StageChanged
from banso.domain.accounts.models import Account, AccountTag
from banso.domain.accounts.queries.accounts import CHUNK, tags_of, vocabulary
from banso.domain.accounts.rules.describing import account_search, created_fact, described_fact
from banso.domain.accounts.rules.names import plain_name
from banso.domain.accounts.rules.values import Vocabulary
from banso.engine.journal.fact import Fact
from banso.engine.journal.record import record_all
from banso.engine.journal.usage.bindings import bind_accounts
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.ids import new_id, stable_id
from banso.kit.tenancy import current_workspace, current_workspace_id

_UPDATED = [
    "external_id", "name", "name_kana", "corporate_number", "industry", "employees", "country", "region",
    "plan", "created_on", "stage", "stage_since", "internal", "website", "description", "parent", "custom",
    "owner_name", "owner_email", "search", "plain", "version", "updated_at", "archived_at", "merged_into",
]  # fmt: skip


@dataclass(slots=True)
class Draft:
    """An account as it shall be.

    Attributes:
        before: the fields that differ, as they were; empty for a new account.
        tags: the tags it shall have; None leaves them.
        owner: the name and mail address of its CSM from now on; None leaves them.
    """

    account: Account
    new: bool = False
    before: dict[str, object] = field(default_factory=dict)
    tags: frozenset[str] | None = None
    owner: tuple[str, str] | None = None

    def put(self, name: str, value: object) -> None:
        """Set a field, remembering what it was if that is another value."""
        was = getattr(self.account, name)
        if was != value:
            self.before.setdefault(name, was)
            setattr(self.account, name, value)

    @property
    def changed(self) -> bool:
        return self.new or bool(self.before) or self.tags is not None or self.owner is not None


def write(drafts: Sequence[Draft], *, by: Actor, source: str = "", words: Vocabulary | None = None) -> None:
    """Write the drafts that differ, with their facts. In the caller's transaction."""
    moved = [draft for draft in drafts if draft.changed]
    if not moved:
        return
    words = words or vocabulary()
    facts: list[tuple[UUID, Fact]] = []
    for draft in moved:
        _settle(draft)
    _save(moved)
    _write_tags([draft for draft in moved if draft.tags is not None])
    changes = [(draft.account, *draft.owner) for draft in moved if draft.owner is not None]
    facts += owners.change_csm(changes, new={draft.account.pk for draft in moved if draft.new})
    facts += _stage_facts(moved, words)
    record_all([*facts, *account_facts([draft.account for draft in moved], words)], by=by, source=source)
    # What the product says of this external id is this account's, from now on.
    bind_accounts(
        (draft.account.external_id, draft.account.pk)
        for draft in moved
        if draft.new or "external_id" in draft.before
    )


def account_facts(accounts: Iterable[Account], words: Vocabulary) -> list[tuple[UUID, Fact]]:
    """The birth and the present attributes of each account, under their stable ids."""
    workspace, rows = current_workspace(), list(accounts)
    tags = tags_of(row.pk for row in rows)
    facts: list[tuple[UUID, Fact]] = []
    for row in rows:
        made = stable_id(workspace.pk, "account", row.pk, "created")
        told = stable_id(workspace.pk, "account", row.pk, "described")
        facts.append((made, created_fact(row, workspace.timezone)))
        facts.append((told, described_fact(row, tags[row.pk], words.fields, workspace.timezone)))
    return facts


def follow_zone(*, by: Actor) -> None:
    """Date the births of all accounts by the workspace's zone of now; doing it twice changes nothing."""
    words = vocabulary()
    with transaction.atomic():
        ids = list(Account.objects.order_by("id").values_list("pk", flat=True))
        for start in range(0, len(ids), CHUNK):
            rows = Account.objects.filter(pk__in=ids[start : start + CHUNK])
            record_all(account_facts(rows, words), by=by)


def _settle(draft: Draft) -> None:
    account = draft.account
    if draft.owner is not None:
        draft.put("owner_name", draft.owner[0])
        draft.put("owner_email", draft.owner[1])
    if "stage" in draft.before or (draft.new and account.stage):
        account.stage_since = now()
    account.search = account_search(account)
    account.plain = plain_name(account.name)[:200]
    account.updated_at = now()
    if not draft.new:
        account.version += 1


def _save(drafts: Sequence[Draft]) -> None:
    rows = [draft.account for draft in drafts]
    workspace_id = current_workspace_id()
    for row in rows:
        row.workspace_id = workspace_id
    fresh = [draft.account for draft in drafts if draft.new]
    known = [draft.account for draft in drafts if not draft.new]
    Account.objects.bulk_create(fresh, batch_size=CHUNK)
    for start in range(0, len(known), CHUNK):
        Account.objects.bulk_create(
            known[start : start + CHUNK],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=_UPDATED,
        )


def _write_tags(drafts: Sequence[Draft]) -> None:
    has = tags_of(draft.account.pk for draft in drafts)
    workspace_id = current_workspace_id()
    fresh = []
    for draft in drafts:
        account_id, wanted = draft.account.pk, draft.tags or frozenset()
        gone = has[account_id] - wanted
        if gone:
            AccountTag.objects.filter(account=account_id, name__in=gone).delete()
        fresh += [
            AccountTag(workspace_id=workspace_id, account_id=account_id, name=name)
            for name in sorted(wanted - has[account_id])
        ]
    AccountTag.objects.bulk_create(fresh, batch_size=CHUNK)


def _stage_facts(drafts: Sequence[Draft], words: Vocabulary) -> list[tuple[UUID, Fact]]:
    language = current_workspace().language
    return [
        (
            new_id(),
            StageChanged(
                account=draft.account.pk,
                occurred_at=now(),
                # The fact keeps the workspace's word, whatever language the writer reads.
                before=words.stage_name(str(draft.before["stage"]), language),
                after=words.stage_name(draft.account.stage, language),
                before_key=str(draft.before["stage"]),
                after_key=draft.account.stage,
            ),
        )
        for draft in drafts
        if "stage" in draft.before and not draft.new
    ]
