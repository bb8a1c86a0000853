"""The targets that there are now."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.targets.models import Target
from banso.kit.errors import NotFound


def targets() -> QuerySet[Target]:
    """The workspace's targets with their holders, by period."""
    return Target.objects.select_related("person", "team")


def target_by_id(target_id: UUID) -> Target:
    """One target.

    Raises:
        NotFound: there is none.
    """
    found = targets().filter(pk=target_id).first()
    if found is None:
        raise NotFound(_("There is no such target."))
    return found


def subject_of(target_id: UUID) -> str:
    """What a target's facts stand under."""
    return f"target:{target_id}"
