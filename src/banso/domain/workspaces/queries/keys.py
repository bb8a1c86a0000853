"""Keys, and the kept answers of calls made with them."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.workspaces.models import KeptAnswer, Key
from banso.domain.workspaces.rules import KEPT_FOR
from banso.kit.clock import now
from banso.kit.errors import NotFound


def keys() -> QuerySet[Key]:
    """The open workspace's keys, revoked ones too."""
    return Key.objects.order_by("-created_at", "-id")


def key_by_id(key_id: UUID) -> Key:
    """One key of the open workspace.

    Raises:
        NotFound: no such key there.
    """
    key = Key.objects.filter(pk=key_id).first()
    if key is None:
        raise NotFound(_("There is no such key."))
    return key


def kept_answer(name: str) -> KeptAnswer | None:
    """The answer that a call with an Idempotency-Key got within the last 24 hours."""
    return KeptAnswer.objects.filter(name=name, created_at__gte=now() - KEPT_FOR).first()
