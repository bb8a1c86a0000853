"""Who of us looks after an account, and since when."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from banso.domain.accounts.facts import OwnerAssigned, OwnerEnded
from banso.domain.accounts.models import Account, RoleAssignment
from banso.domain.accounts.queries.accounts import CHUNK
from banso.domain.accounts.queries.people import held_from
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.fact import Fact
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace, current_workspace_id, today

CsmChange = tuple[Account, str, str]


def change_csm(changes: Sequence[CsmChange], *, new: Collection[UUID]) -> list[tuple[UUID, Fact]]:
    """End the open CSM assignments and open others; returns the facts to record.

    A new account's first CSM begins with the account, any later one today.
    """
    if not changes:
        return []
    members = members_by_email({email for _, _, email in changes if email})
    facts: list[tuple[UUID, Fact]] = []
    for start in range(0, len(changes), CHUNK):
        facts += _end_open([account.pk for account, _, _ in changes[start : start + CHUNK]], today())
    rows = []
    for account, name, email in changes:
        if not name and not email:
            continue
        begins = account.created_on if account.pk in new and account.created_on else today()
        member = members.get(email)
        row = RoleAssignment(
            workspace_id=current_workspace_id(), account=account, role="csm", person=member,
            name=name, email=email, starts_on=min(begins, today()),
        )  # fmt: skip
        rows.append(row)
    RoleAssignment.objects.bulk_create(rows, batch_size=CHUNK)
    return facts + [assigned_fact(row) for row in rows]


def assigned_fact(row: RoleAssignment) -> tuple[UUID, Fact]:
    return stable_id(row.workspace_id, "role", row.pk, "assigned"), OwnerAssigned(
        account=row.account_id,
        occurred_at=midnight(row.starts_on),
        subject=str(row.pk),
        role=row.role,
        name=row.name,
        email=row.email,
    )


def ended_fact(row: RoleAssignment) -> tuple[UUID, Fact]:
    """The end of an assignment that has one."""
    return stable_id(row.workspace_id, "role", row.pk, "ended"), OwnerEnded(
        account=row.account_id,
        occurred_at=midnight(row.ends_on or today()),
        subject=str(row.pk),
        role=row.role,
        name=row.name,
        email=row.email,
    )


def midnight(day: date) -> datetime:
    """The moment at which the day begins in the workspace's zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(current_workspace().timezone)).astimezone(UTC)


def _end_open(account_ids: Sequence[UUID], on: date) -> list[tuple[UUID, Fact]]:
    rows = list(held_from(on).filter(account__in=account_ids, role="csm"))
    for row in rows:
        row.ends_on = max(on, row.starts_on)
    RoleAssignment.objects.bulk_update(rows, ["ends_on"], batch_size=200)
    return [ended_fact(row) for row in rows]
