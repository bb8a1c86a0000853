"""Keeping the answers to API calls that may be repeated."""

from banso.domain.workspaces.models import KeptAnswer
from banso.domain.workspaces.rules import KEPT_FOR
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def keep_answer(name: str, *, body_hash: str, status: int, content_type: str, sealed: bytes) -> None:
    """Keep the answer to a call with an Idempotency-Key, and let go of those older than a day."""
    KeptAnswer.objects.filter(created_at__lt=now() - KEPT_FOR).delete()
    KeptAnswer.objects.create(
        workspace_id=current_workspace_id(), name=name, body_hash=body_hash, status=status,
        content_type=content_type, sealed=sealed,
    )  # fmt: skip
