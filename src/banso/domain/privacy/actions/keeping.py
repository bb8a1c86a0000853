"""How long classes of data are kept."""

from datetime import timedelta

from django.utils.translation import gettext as _

from banso.domain.privacy.definitions import kept_classes
from banso.domain.privacy.models import Retention
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id

_SHORTEST, _LONGEST = 7, 36_500
NIGHT = timedelta(hours=20)


def keep_for(slug: str, days: int | None, *, by: Actor) -> Retention:
    """Keep a class of data for so many days; None = for good.

    Raises:
        InputError: no such class, or fewer than 7 or more than 36,500 days.
    """
    known = kept_classes()
    if slug not in known:
        raise InputError(
            _("there is no such class of data"), field="class", came=slug, wanted=", ".join(known)
        )
    if days is not None and not _SHORTEST <= days <= _LONGEST:
        raise InputError(
            _("the number of days cannot be used"), field="days", came=days,
            wanted=_("a whole number from 7 to 36,500, or nothing to keep it for good"),
        )  # fmt: skip
    rule, _made = Retention.objects.get_or_create(workspace_id=current_workspace_id(), holding=slug)
    if rule.days != days:
        note("privacy.retention_changed", target=slug, by=by, before=rule.days, after=days)
        rule.days = days
        rule.save(update_fields=["days"])
    return rule


def remove_what_is_old() -> int:
    """Apply the open workspace's rules that have not been applied for a night; returns how much went."""
    gone, known = 0, kept_classes()
    for rule in Retention.objects.exclude(days=None):
        kept = known.get(rule.holding)
        if kept is None or rule.days is None or (rule.ran_at and rule.ran_at > now() - NIGHT):
            continue
        removed = kept.remove(now() - timedelta(days=rule.days))
        Retention.objects.filter(pk=rule.pk).update(ran_at=now(), removed=removed)
        gone += removed
    return gone
