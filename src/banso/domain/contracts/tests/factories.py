"""Accounts, lines and ledgers for tests."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.accounts.models import Account
from banso.domain.contracts.facts import MrrMoved
from banso.domain.contracts.rules.lines import LineRow
from banso.engine.journal.fact import Fact
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.tenancy import current_workspace_id


def account(name: str = "ハルニレ") -> UUID:
    return Account.objects.create(workspace_id=current_workspace_id(), name=name, external_id=name).pk


def day(text: str) -> date:
    return date.fromisoformat(text)


def row(
    external_id: str, account_id: UUID, mrr: str | None, start: str, end: str | None = None, **more: Any
) -> LineRow:
    return LineRow(
        external_id=external_id,
        account=account_id,
        starts_on=day(start),
        ends_on=day(end) if end else None,
        mrr=Decimal(mrr) if mrr is not None else None,
        **more,
    )


def facts(*types: type[Fact]) -> list[JournalEntry]:
    """The journal's current facts of those types, in order of days."""
    names = [kind.type for kind in types]
    return list(current_facts().filter(type__in=names).order_by("occurred_at", "seq"))


def ledger(account_id: UUID | None = None) -> list[tuple[str, str, str]]:
    """The movements that the journal holds now: day, kind, signed amount."""
    return sorted(
        (entry.payload["day"], entry.payload["kind"], entry.payload["amount"])
        for entry in facts(MrrMoved)
        if account_id is None or entry.account == account_id
    )
