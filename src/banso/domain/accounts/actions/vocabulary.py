"""The words that a workspace chooses for its accounts: stages and custom fields."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.models import Account, CustomField, Stage
from banso.domain.accounts.queries.accounts import stages
from banso.domain.accounts.rules import cleaning
from banso.domain.accounts.rules.custom import KEY, field_key
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id

_KINDS = ("text", "number", "money", "date", "choice", "person")
_MAX_FIELDS = 100
_MAX_STAGES = 20


def save_stages(rows: Sequence[tuple[str, str, str]], *, by: Actor) -> list[Stage]:
    """Set the workspace's stages, in this order.

    Args:
        rows: key, English name, Japanese name of each. An empty key makes a new stage; one name alone
            serves for both languages.
        by: who sets them.

    Raises:
        InputError: no stage at all, too many, or one without a name.
        Conflict: a stage that accounts are in would go.
    """
    if not 1 <= len(rows) <= _MAX_STAGES:
        raise InputError(_("stages are needed"), field="stages", came=len(rows), wanted=f"1 to {_MAX_STAGES}")
    with transaction.atomic():
        taken = {key for key, _, _ in rows if key}
        wanted: list[Stage] = []
        for position, (key, english, japanese) in enumerate(rows):
            names = [str(cleaning.line(60)("stages", text)) for text in (english, japanese)]
            if not any(names):
                raise InputError(_("a stage needs a name"), field="stages", came="", wanted=_("a name"))
            chosen = key or field_key(names[0] or "stage", taken)
            if not KEY.fullmatch(chosen):
                raise InputError(
                    _("not the key of a stage"), field="stages", came=key, wanted=_("small letters")
                )
            taken.add(chosen)
            wanted.append(
                Stage(
                    workspace_id=current_workspace_id(),
                    key=chosen,
                    name_en=names[0] or names[1],
                    name_ja=names[1] or names[0],
                    position=position,
                )
            )
        gone = {stage.key for stage in stages()} - {stage.key for stage in wanted}
        in_use = (
            Account.objects.filter(stage__in=gone, merged_into=None).values_list("stage", flat=True).first()
        )
        if in_use is not None:
            raise Conflict(_("accounts are in the stage %(name)s: move them first") % {"name": in_use})
        Stage.objects.all().delete()
        Stage.objects.bulk_create(wanted)
        note("stages.saved", by=by, stages=[stage.key for stage in wanted])
    return wanted


def create_field(
    label: str, kind: str, *, choices: Sequence[str] = (), currency: str = "", by: Actor
) -> CustomField:
    """Give accounts a field of the workspace's own.

    Args:
        label: what people call it.
        kind: text, number, money, date, choice or person.
        choices: for a choice, at least one.
        currency: for money; the workspace's where left out.
        by: who makes it.

    Raises:
        InputError: no label, an unknown kind, or a choice without choices.
        Conflict: there are 100 fields already.
    """
    if kind not in _KINDS:
        raise InputError(
            _("there is no such kind of field"), field="kind", came=kind, wanted=", ".join(_KINDS)
        )
    with transaction.atomic():
        known = list(CustomField.objects.values_list("key", flat=True))
        if len(known) >= _MAX_FIELDS:
            raise Conflict(_("there are %(most)s fields already") % {"most": _MAX_FIELDS})
        field = CustomField.objects.create(
            workspace_id=current_workspace_id(),
            key=field_key(label, known),
            label=_label(label),
            kind=kind,
            choices=_choices(choices) if kind == "choice" else [],
            currency=(currency or current_workspace().currency) if kind == "money" else "",
            position=len(known),
        )
        note("field.created", target=field.label, by=by, key=field.key, kind=kind)
    return field


def change_field(field_id: UUID, *, label: str, choices: Sequence[str] = (), by: Actor) -> CustomField:
    """Rename a field, or change its choices; its kind stays.

    Values that are no longer among the choices stay where they are until somebody changes them.
    """
    with transaction.atomic():
        field = _field(field_id)
        field.label = _label(label)
        if field.kind == "choice":
            field.choices = _choices(choices)
        field.save(update_fields=["label", "choices"])
        note("field.changed", target=field.label, by=by, key=field.key)
    return field


def archive_field(field_id: UUID, *, by: Actor, restore: bool = False) -> CustomField:
    """Put a field away, or (`restore`) take it out again; its values stay."""
    with transaction.atomic():
        field = _field(field_id)
        field.archived_at = None if restore else now()
        field.save(update_fields=["archived_at"])
        note(f"field.{'restored' if restore else 'archived'}", target=field.label, by=by, key=field.key)
    return field


def _field(field_id: UUID) -> CustomField:
    found = CustomField.objects.filter(pk=field_id).first()
    if found is None:
        raise NotFound(_("there is no such field"))
    return found


def _label(label: str) -> str:
    clean = str(cleaning.line(80)("label", label))
    if not clean:
        raise InputError(_("a label is needed"), field="label", came="", wanted=_("what people call it"))
    return clean


def _choices(choices: Sequence[str]) -> list[str]:
    clean = [str(cleaning.line(120)("choices", choice)) for choice in choices]
    found = list(dict.fromkeys(choice for choice in clean if choice))
    if not found:
        raise InputError(_("choices are needed"), field="choices", came="", wanted=_("at least one choice"))
    return found
