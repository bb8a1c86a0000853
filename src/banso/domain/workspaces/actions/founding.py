"""Founding a workspace, and changing what it goes by."""

from collections.abc import Callable
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.facts import NO_ACCOUNT, WorkspaceChanged
from banso.domain.workspaces.models import Workspace
from banso.domain.workspaces.rules import WorkspaceSettings, checked_slug
from banso.engine.journal.record import record
from banso.engine.journal.usage.zones import change_zone
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.tenancy import current_workspace_id, scope

# What an area above must have before it can follow a change; it raises InputError when it has not.
Demand = Callable[[WorkspaceSettings], None]
_demands: list[Demand] = []


def demand_before_change(demand: Demand) -> None:
    """Ask this before the open workspace's settings change, in the transaction of the change."""
    _demands.append(demand)


def create_workspace(
    slug: str, *, name: str, by: Actor, is_sample: bool = False, loading: bool = False, **settings: object
) -> Workspace:
    """Found a workspace.

    Args:
        slug: its part of every address: lower-case letters, digits and hyphens, 2 to 50.
        name: what people call it.
        by: whoever founds it.
        is_sample: whether it holds the sample company.
        loading: whether it will not be whole before `loading_since` is emptied.
        settings: any of language, timezone, currency, fiscal_start, week_start.

    Raises:
        InputError: a setting cannot be used.
        Conflict: the slug is taken.
    """
    chosen = WorkspaceSettings(name=name, **settings).checked()  # type: ignore[arg-type]
    with transaction.atomic():
        if Workspace.objects.filter(slug=checked_slug(slug)).exists():
            raise Conflict(_("There is a workspace %(slug)s already.") % {"slug": slug})
        since = now() if loading else None
        workspace = Workspace.objects.create(
            slug=slug, is_sample=is_sample, loading_since=since, **asdict(chosen)
        )
        with scope(workspace=workspace):
            note("workspace.created", target=slug, by=by)
    return workspace


def change_workspace(settings: WorkspaceSettings, *, by: Actor) -> Workspace:
    """Give the open workspace other settings; the log says which were changed, from what to what.

    Another currency or time zone is a fact, which areas above follow; the days of its use move with it.

    Raises:
        InputError: a setting cannot be used, or an area above cannot follow.
    """
    checked = settings.checked()
    chosen = asdict(checked)
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().get(pk=current_workspace_id())
        before = {name: getattr(workspace, name) for name in chosen}
        changed = {name: [before[name], value] for name, value in chosen.items() if before[name] != value}
        if changed:
            for demand in _demands:
                demand(checked)
            for name in changed:
                setattr(workspace, name, chosen[name])
            workspace.save(update_fields=list(changed))
            note("workspace.changed", target=workspace.slug, by=by, changed=changed)
            if changed.keys() & {"currency", "timezone"}:
                _tell(workspace, before, by=by)
    return workspace


def _tell(workspace: Workspace, before: dict[str, str], *, by: Actor) -> None:
    fact = WorkspaceChanged(
        account=NO_ACCOUNT,
        occurred_at=now(),
        currency=workspace.currency,
        currency_before=before["currency"],
        timezone=workspace.timezone,
        timezone_before=before["timezone"],
    )
    record(fact, by=by)
    if workspace.timezone != before["timezone"]:
        change_zone(before=before["timezone"], after=workspace.timezone)


def hold_workspace() -> Workspace:
    """The open workspace, for what only one may do at a time; others wait until the transaction is over.

    Rows that merely belong to it can be written meanwhile.
    """
    return Workspace.objects.select_for_update(no_key=True).get(pk=current_workspace_id())
