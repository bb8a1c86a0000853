"""Deciding what usage means."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.usage.facts import NO_ACCOUNT, ActivityDefined, FeatureDefined
from banso.domain.usage.models import Feature, Tracking
from banso.domain.usage.queries import feature_by_id, tracking
from banso.domain.usage.rules import clean_names, clean_origins
from banso.domain.workspaces.actions import note
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id


def allow_origins(lines: Iterable[str], *, by: Actor) -> Tracking:
    """Say from which web origins browsers may send; none for any. Holds within a minute.

    Raises:
        InputError: a line is no origin.
    """
    origins = clean_origins(lines)
    with transaction.atomic():
        decided = tracking()
        decided.origins = origins
        decided.save()
        note("tracking.origins_allowed", target=", ".join(origins) or "*", by=by)
    return decided


def ignore_events(lines: Iterable[str], *, by: Actor) -> Tracking:
    """Say which events do not make a person active."""
    ignored = clean_names(lines, field="ignored")
    with transaction.atomic():
        decided = tracking()
        decided.ignored = ignored
        decided.save()
        fact = ActivityDefined(account=NO_ACCOUNT, occurred_at=now(), ignored=tuple(ignored))
        record(fact, by=by, id=stable_id(current_workspace_id(), "usage", "activity"))
        note("tracking.events_ignored", target=", ".join(ignored)[:200], by=by)
    return decided


def define_feature(
    name: str, *, events: Iterable[str], plans: Iterable[str] = (), feature_id: UUID | None = None, by: Actor
) -> Feature:
    """Make a feature, or change one.

    Args:
        name: as people call it.
        events: names of the events by which its use is known.
        plans: who is entitled; none for every plan.
        feature_id: the one to change; None makes a new one.
        by: who decides.

    Raises:
        InputError: no name or no event.
        Conflict: another feature has the name.
        NotFound: there is no feature of that id.
    """
    called, wanted = name.strip()[:120], clean_names(events, field="events")
    if not called:
        raise InputError(_("the feature has no name"), field="name", wanted=_("a name"))
    if not wanted:
        raise InputError(_("the feature has no event"), field="events", wanted=_("at least one event's name"))
    with transaction.atomic():
        feature = feature_by_id(feature_id) if feature_id else Feature(workspace_id=current_workspace_id())
        if Feature.objects.filter(name=called).exclude(pk=feature.pk).exists():
            raise Conflict(_("there is a feature “%(name)s” already") % {"name": called})
        feature.name, feature.events = called, wanted
        feature.plans = clean_names(plans, field="plans")
        feature.save()
        fact = FeatureDefined(
            account=NO_ACCOUNT, occurred_at=now(), subject=str(feature.pk), name=called,
            events=tuple(wanted), plans=tuple(feature.plans),
        )  # fmt: skip
        record(fact, by=by, id=_fact_id(feature.pk))
        note("feature.defined", target=called, by=by, events=wanted, plans=feature.plans)
    return feature


def remove_feature(feature_id: UUID, *, by: Actor) -> None:
    """Count a feature no longer, from now on.

    Raises:
        NotFound: there is no feature of that id.
    """
    with transaction.atomic():
        feature = feature_by_id(feature_id)
        retract([_fact_id(feature.pk)], by=by, reason="the feature was removed")
        note("feature.removed", target=feature.name, by=by)
        feature.delete()


def _fact_id(feature_id: UUID) -> UUID:
    return stable_id(current_workspace_id(), "feature", feature_id)
