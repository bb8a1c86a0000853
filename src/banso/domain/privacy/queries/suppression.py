"""Who stays away."""

from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.privacy.models import PrivacyKey, Suppressed
from banso.domain.privacy.rules import digest
from banso.engine.journal.usage.suppressing import NOBODY_AWAY, Suppression
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id, scopes_disabled


def suppression() -> Suppression:
    """Who was erased in the open workspace, to be asked about one id or address after the other."""
    return suppression_of(current_workspace_id())


def suppression_of(workspace: UUID) -> Suppression:
    """The same for a workspace that is not open, such as a write key's."""
    with scopes_disabled():
        digests = Suppressed.objects.filter(workspace=workspace).values_list("digest", flat=True)
        held = frozenset(digests)
        if not held:
            return NOBODY_AWAY
        key = PrivacyKey.objects.filter(workspace=workspace).values_list("key", flat=True).first() or ""
    return Suppression(key, held, digest)


def demand_welcome(
    *, mail: str = "", key: str = "", external_id: str = "", known: Suppression | None = None
) -> None:
    """Let nobody in again who was erased.

    Args:
        mail: their address.
        key: their id in the usage data.
        external_id: their id in another system.
        known: what `suppression` said, for whoever asks about many.

    Raises:
        InputError: one of them is an erased person's; the message repeats none of them.
    """
    away = suppression() if known is None else known
    if not away:
        return
    for field, kind, value in (
        ("email", "mail", mail),
        ("person_key", "key", key),
        ("external_id", "external", external_id),
    ):
        if value and away.holds(kind, value):
            raise InputError(
                _("this person’s data was erased at their request, and is not stored again"),
                field=field, came="", wanted=_("somebody else, or a new agreement with this person first"),
            )  # fmt: skip
