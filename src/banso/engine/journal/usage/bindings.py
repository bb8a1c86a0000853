"""Telling the loader which account an external id of a tracking call means."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from banso.engine.journal.usage.models import Instruction
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def bind_account(external_id: str, account: UUID) -> None:
    """From now on, `groupId == external_id` means this account; what waits for it is attached.

    In the transaction that makes or renames the account. Saying the same again does no harm.
    """
    bind_accounts([(external_id, account)])


def bind_accounts(pairs: Iterable[tuple[str, UUID]]) -> None:
    """The same for many, such as an import's; pairs without an external id are passed over."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a binding belongs to the transaction that makes the account: open atomic() first")
    Instruction.objects.bulk_create(
        [
            Instruction(
                workspace_id=current_workspace_id(), kind="bind", external_id=external_id.strip(),
                account=account, at=now(),
            )
            for external_id, account in pairs
            if external_id.strip()
        ],
        batch_size=500,
    )  # fmt: skip
