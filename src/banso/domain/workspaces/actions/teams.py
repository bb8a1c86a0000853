"""Teams: who belongs together, and who leads them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.models import Membership, Team
from banso.domain.workspaces.rules import checked_name
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace_id


def save_team(
    team_id: UUID | None, *, name: str, member_ids: Iterable[UUID], lead_id: UUID | None, by: Actor
) -> Team:
    """Found a team (`team_id` None) or change one. The lead becomes a member of it.

    Raises:
        InputError: the name cannot be used, or a seat is not an active one of this workspace.
        Conflict: another team has that name.
        NotFound: no such team in the open workspace.
    """
    chosen_name, wanted = checked_name(name), {*member_ids, *([lead_id] if lead_id else [])}
    with transaction.atomic():
        team = _team(team_id)
        seats = {seat.pk: seat for seat in Membership.objects.filter(active=True, pk__in=wanted)}
        if missing := wanted - seats.keys():
            raise InputError(
                _("A chosen person is no active member."),
                field="members", came=", ".join(map(str, missing)), wanted=_("active members"),
            )  # fmt: skip
        if Team.objects.filter(name=chosen_name).exclude(pk=team.pk).exists():
            raise Conflict(_("There is a team %(name)s already.") % {"name": chosen_name})
        team.name, team.lead = chosen_name, seats[lead_id] if lead_id else None
        team.save()
        team.members.set(seats.values())
        note(
            "team.changed" if team_id else "team.created", target=chosen_name, by=by,
            members=sorted(str(pk) for pk in seats), lead=str(lead_id or ""),
        )  # fmt: skip
    return team


def remove_team(team_id: UUID, *, by: Actor) -> None:
    """Dissolve a team; its people keep their seats.

    Raises:
        NotFound: no such team in the open workspace.
    """
    with transaction.atomic():
        team = _team(team_id)
        note("team.removed", target=team.name, by=by)
        team.delete()


def _team(team_id: UUID | None) -> Team:
    if team_id is None:
        return Team(workspace_id=current_workspace_id())
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    if team is None:
        raise NotFound(_("There is no such team."))
    return team
