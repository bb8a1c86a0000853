"""Teams: who belongs together, and who leads them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.actions.following import tell_followers
from banso.domain.workspaces.actions.founding import hold_workspace
from banso.domain.workspaces.models import Membership, Team
from banso.domain.workspaces.rules import checked_name
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace_id


def save_team(
    team_id: UUID | None,
    *,
    name: str,
    member_ids: Iterable[UUID],
    lead_id: UUID | None,
    by: Actor,
    parent_id: UUID | None = None,
) -> Team:
    """Found a team (`team_id` None) or change one. The lead becomes a member of it.

    Raises:
        InputError: the name cannot be used, a seat is not an active one of this workspace, or the team would
            be part of itself.
        Conflict: another team has that name.
        NotFound: no such team in the open workspace.
    """
    chosen_name, wanted = checked_name(name), {*member_ids, *([lead_id] if lead_id else [])}
    with transaction.atomic():
        # What follows holds it too: whoever has it first must not wait for this team.
        hold_workspace()
        team = _team(team_id)
        seats = {seat.pk: seat for seat in Membership.objects.filter(active=True, pk__in=wanted)}
        if missing := wanted - seats.keys():
            raise InputError(
                _("A chosen person is no active member."),
                field="members", came=", ".join(map(str, missing)), wanted=_("active members"),
            )  # fmt: skip
        if Team.objects.filter(name=chosen_name).exclude(pk=team.pk).exists():
            raise Conflict(_("There is a team %(name)s already.") % {"name": chosen_name})
        were, named = (_people(team), team.name) if team_id else (set(), "")
        team.name, team.lead = chosen_name, seats[lead_id] if lead_id else None
        team.parent = _above(team, parent_id)
        team.save()
        team.members.set(seats.values())
        note(
            "team.changed" if team_id else "team.created", target=chosen_name, by=by,
            members=sorted(str(pk) for pk in seats), lead=str(lead_id or ""),
            parent=team.parent.name if team.parent else "",
        )  # fmt: skip
        are = {seat.person_id for seat in seats.values()}
        tell_followers(were ^ are if named == chosen_name else were | are)
    return team


def _people(team: Team) -> set[UUID]:
    return set(team.members.order_by().values_list("person_id", flat=True))


def _above(team: Team, parent_id: UUID | None) -> Team | None:
    """The team that another one is part of; none is part of itself, however far up."""
    if parent_id is None:
        return None
    parent = above = _team(parent_id)
    while above.pk != team.pk:
        if above.parent is None:
            return parent
        above = above.parent
    raise InputError(
        _("The team would be part of itself."), field="parent", came=parent.name, wanted=_("another team")
    )


def remove_team(team_id: UUID, *, by: Actor) -> None:
    """Dissolve a team; its people keep their seats.

    Raises:
        NotFound: no such team in the open workspace.
    """
    with transaction.atomic():
        # What follows holds it too: whoever has it first must not wait for this team.
        hold_workspace()
        team = _team(team_id)
        note("team.removed", target=team.name, by=by)
        people = _people(team)
        tell_followers((), dissolved=team_id)
        team.delete()
        tell_followers(people)


def _team(team_id: UUID | None) -> Team:
    if team_id is None:
        return Team(workspace_id=current_workspace_id())
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    if team is None:
        raise NotFound(_("There is no such team."))
    return team
