"""Saying who is responsible for which step of The Model."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.leads.models import ModelStep
from banso.domain.leads.queries.model import model_step
from banso.domain.leads.rules.model import MOST_KPIS
from banso.domain.workspaces.actions import note
from banso.domain.workspaces.queries import members
from banso.kit.actor import Actor
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import line, prose


def save_step(
    key: str, *, responsibility: str, kgi: str, kpis: Sequence[str], people: Sequence[UUID], by: Actor
) -> ModelStep:
    """Say what a step is responsible for, by which KPI it is judged, and who does it.

    Args:
        key: one of the four steps.
        responsibility: in words.
        kgi: a slug; that there is such a KPI, whoever offers it has seen to.
        kpis: likewise.
        people: members; the same person may be in every step.
        by: who says so.

    Raises:
        NotFound: no such step.
        InputError: too many KPIs, or somebody who is no member.
    """
    model_step(key)
    chosen = [line("kpis", slug, most=60) for slug in dict.fromkeys(kpis) if slug and slug != kgi]
    if len(chosen) > MOST_KPIS:
        raise InputError(
            _("Too many KPIs: few at a time are looked at."), field="kpis", came=len(chosen),
            wanted=_("at most %(most)s") % {"most": MOST_KPIS},
        )  # fmt: skip
    known = {each.pk for each in members()}
    strangers = [each for each in people if each not in known]
    if strangers:
        raise InputError(
            _("This is no member."), field="people", came=str(strangers[0]), wanted=_("a member")
        )
    with transaction.atomic():
        row, _made = ModelStep.objects.update_or_create(
            workspace_id=current_workspace_id(), key=key,
            defaults={
                "responsibility": prose("responsibility", responsibility), "kgi": line("kgi", kgi, most=60),
                "kpis": chosen, "people": [str(each) for each in dict.fromkeys(people)],
            },
        )  # fmt: skip
        note("model_step.saved", target=key, by=by)
    return row


def use_preset(key: str, *, by: Actor) -> None:
    """Give a step back to the preset, without people. Raises NotFound."""
    model_step(key)
    with transaction.atomic():
        ModelStep.objects.filter(key=key).delete()
        note("model_step.saved", target=key, by=by)
