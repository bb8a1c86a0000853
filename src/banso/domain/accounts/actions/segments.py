"""Saving conditions, and ways of looking at the list."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.models import SavedView, Segment
from banso.domain.accounts.queries.segments import checked, saved_view_by_id, segment_by_id
from banso.domain.accounts.rules import cleaning
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.conditions import as_data
from banso.kit.errors import InputError, NotFound
from banso.kit.tenancy import current_workspace_id


def create_segment(name: str, condition: object, *, description: str = "", by: Actor) -> Segment:
    """Save a condition under a name.

    Args:
        name: what people call it.
        condition: a tree as JSON (see `kit.conditions`).
        description: why it is kept.
        by: who saves it.

    Raises:
        InputError: no name, or no usable condition.
    """
    values = _clean(name, description)
    with transaction.atomic():
        segment = Segment.objects.create(
            workspace_id=current_workspace_id(),
            condition=as_data(checked(condition)),
            by_label=by.label,
            **values,
        )
        note("segment.created", target=segment.name, by=by)
    return segment


def update_segment(
    segment_id: UUID,
    *,
    name: str,
    condition: object,
    description: str = "",
    expected_version: int | None = None,
    by: Actor,
) -> Segment:
    """Change a segment.

    Raises:
        NotFound: no such segment.
        InputError: no name, or no usable condition.
        ChangedMeanwhile: the segment is no longer at `expected_version`.
    """
    values = {**_clean(name, description), "condition": as_data(checked(condition))}
    with transaction.atomic():
        segment = segment_by_id(segment_id)
        if expected_version is not None and segment.version != expected_version:
            raise ChangedMeanwhile({key: getattr(segment, key) for key in values}, values, segment.version)
        if any(getattr(segment, key) != value for key, value in values.items()):
            for key, value in values.items():
                setattr(segment, key, value)
            segment.version, segment.updated_at = segment.version + 1, now()
            segment.save()
            note("segment.changed", target=segment.name, by=by)
    return segment


def archive_segment(segment_id: UUID, *, by: Actor, restore: bool = False) -> Segment:
    """Put a segment away, or (`restore`) take it out again."""
    with transaction.atomic():
        segment = segment_by_id(segment_id, archived=True)
        segment.archived_at = None if restore else now()
        segment.save(update_fields=["archived_at"])
        note(f"segment.{'restored' if restore else 'archived'}", target=segment.name, by=by)
    return segment


def save_view(name: str, query: str, *, person: UUID | None, shared: bool) -> SavedView:
    """Keep a way of looking at the accounts list.

    Args:
        name: what people call it.
        query: the list's query string.
        person: whose it is; None (a key) can only share.
        shared: whether everybody sees it.
    """
    clean = str(cleaning.line(120)("name", name))
    if not clean:
        raise InputError(_("a name is needed"), field="name", came=name, wanted=_("what the view shows"))
    return SavedView.objects.create(
        workspace_id=current_workspace_id(),
        name=clean,
        query=str(cleaning.line(4000)("query", query)),
        person=person,
        shared=shared or person is None,
    )


def delete_view(view_id: UUID, *, person: UUID | None) -> SavedView:
    """Forget one's own view. Raises NotFound for another's."""
    view = saved_view_by_id(view_id, person)
    if view.person != person:
        raise NotFound(_("there is no such view"))
    view.delete()
    return view


def _clean(name: str, description: str) -> dict[str, str]:
    values = {
        "name": str(cleaning.line(120)("name", name)),
        "description": str(cleaning.line(300)("description", description)),
    }
    if not values["name"]:
        raise InputError(
            _("a name is needed"), field="name", came=name, wanted=_("what the segment is called")
        )
    return values
