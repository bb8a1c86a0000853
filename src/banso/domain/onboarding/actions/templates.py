"""Templates of onboardings."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries.segments import segment_by_id
from banso.domain.contracts.queries import product_by_id
from banso.domain.onboarding.models import Template
from banso.domain.onboarding.queries.measuring import feature_names
from banso.domain.onboarding.queries.records import template_by_id
from banso.domain.onboarding.rules import completion, plan, preset
from banso.domain.onboarding.rules.plan import LONGEST, read_plan, whole
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError, Stale
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import line

FIELDS = ("name", "product_id", "segment_id", "target_days", "stall_days", "plan", "rule")


def save_template(
    template_id: UUID | None, values: Mapping[str, object], *, by: Actor, expected: int | None = None
) -> Template:
    """Make a template, or change fields of one; onboardings that have begun keep theirs.

    Args:
        template_id: None for a new one, which has the preset's plan and rule where none are given.
        values: of FIELDS.
        by: who saves.
        expected: the version that the caller saw.

    Raises:
        NotFound: no such template, product or segment.
        Stale: it is not at `expected`.
        InputError: a field that cannot be used.
    """
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise InputError(
            _("there is no such field"), field=min(unknown)[:80], came=min(unknown), wanted=", ".join(FIELDS)
        )
    with transaction.atomic():
        row = template_by_id(template_id) if template_id else _new()
        if expected is not None and row.version != expected:
            raise Stale(_("somebody else has changed this in the meantime"))
        _apply(row, values)
        row.version += template_id is not None
        row.updated_at = now()
        row.save()
        note("onboarding.template", target=row.name, by=by, template=str(row.pk))
    return row


def archive_template(template_id: UUID, *, by: Actor, restore: bool = False) -> Template:
    """Have a template proposed no more, or again.

    Raises:
        NotFound: no such template.
    """
    with transaction.atomic():
        row = template_by_id(template_id)
        row.archived_at = None if restore else row.archived_at or now()
        row.save(update_fields=["archived_at"])
        note("onboarding.template", target=row.name, by=by, template=str(row.pk))
    return row


def _new() -> Template:
    return Template(
        workspace_id=current_workspace_id(), plan=plan.kept(preset.PLAN), rule=completion.kept(preset.RULE),
        target_days=preset.TARGET_DAYS, stall_days=preset.STALL_DAYS,
    )  # fmt: skip


def _apply(row: Template, values: Mapping[str, object]) -> None:
    if "name" in values or not row.name:
        row.name = line("name", values.get("name"), most=120, needed=True)
    if "product_id" in values:
        given = values["product_id"]
        row.product = product_by_id(UUID(str(given))) if given else None
    if "segment_id" in values:
        given = values["segment_id"]
        row.segment = segment_by_id(UUID(str(given))) if given else None
    if "target_days" in values:
        row.target_days = whole("target_days", values["target_days"], 1, LONGEST)
    if "stall_days" in values:
        row.stall_days = whole("stall_days", values["stall_days"], 1, 60)
    if "plan" in values:
        row.plan = plan.kept(read_plan(values["plan"]))
    if "rule" in values:
        row.rule = completion.kept(completion.read_rule(values["rule"], feature_names()))
