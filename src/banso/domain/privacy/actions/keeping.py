"""How long classes of data are kept."""

from datetime import timedelta

from django.utils.translation import gettext as _

from banso.domain.privacy.definitions import Kept, kept_classes
from banso.domain.privacy.models import Retention
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id

LONGEST = 36_500
NIGHT = timedelta(hours=20)


def keep_for(slug: str, days: int | None, *, by: Actor) -> Retention:
    """Keep a class of data for so many days; None = for good.

    Raises:
        InputError: no such class, one that is kept for good, or fewer days than it allows, or over 36,500.
    """
    known = kept_classes()
    if slug not in known:
        raise InputError(
            _("there is no such class of data"), field="class", came=slug, wanted=", ".join(known)
        )
    kept = known[slug]
    if not kept.bounded:
        raise InputError(str(kept.about), field="class", came=slug, wanted=_("a class that can be bounded"))
    if days is not None and not kept.shortest <= days <= LONGEST:
        raise InputError(
            _("the number of days cannot be used"), field="days", came=days,
            wanted=_("a whole number from %(shortest)s to 36,500, or nothing to keep it for good")
            % {"shortest": kept.shortest},
        )  # fmt: skip
    rule = _rule(kept)
    if rule.days != days:
        note("privacy.retention_changed", target=slug, by=by, before=rule.days, after=days)
        rule.days = days
        rule.save(update_fields=["days"])
    return rule


def remove_what_is_old() -> int:
    """Apply the open workspace's rules that have not been applied for a night; returns how much went."""
    gone, said = 0, {rule.holding: rule for rule in Retention.objects.all()}
    for slug, kept in kept_classes().items():
        days = said[slug].days if slug in said else kept.usual
        if kept.remove is None or days is None:
            continue
        rule = said.get(slug) or _rule(kept)
        if rule.ran_at and rule.ran_at > now() - NIGHT:
            continue
        removed = kept.remove(now() - timedelta(days=days))
        Retention.objects.filter(pk=rule.pk).update(ran_at=now(), removed=removed)
        gone += removed
    return gone


def _rule(kept: Kept) -> Retention:
    """The open workspace's rule for a class; one that nobody has touched says what is usual."""
    rule, _made = Retention.objects.get_or_create(
        workspace_id=current_workspace_id(), holding=kept.slug, defaults={"days": kept.usual}
    )
    return rule
