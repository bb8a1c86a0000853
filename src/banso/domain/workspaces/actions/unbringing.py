"""Undoing what a file did to seats and teams. Whether they may be undone, whoever undoes has asked before."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.actions.following import tell_followers
from banso.domain.workspaces.actions.founding import hold_workspace
from banso.domain.workspaces.actions.revoking import revoke_open
from banso.domain.workspaces.actions.teams import remove_team, save_team
from banso.domain.workspaces.models import Membership, Team
from banso.domain.workspaces.queries import seats
from banso.kit.actor import Actor


def put_back_seats(changes: Iterable[tuple[UUID, Mapping[str, Any] | None]], *, by: Actor) -> None:
    """Undo what a file did to seats: those that it made go (None), the others are as they were before.

    What is open to an address that they had by the file alone opens nothing any more.
    """
    with transaction.atomic():
        # Before any seat: see `save_team`.
        hold_workspace()
        for seat_id, before in changes:
            # Whoever takes it just now is waited for; then it signs in, and stays.
            locked = Membership.objects.select_for_update(of=("self",)).select_related("person")
            seat = locked.filter(pk=seat_id, signs_in=False).first()
            if seat is None:
                continue
            if before is None or before["address"] != seat.address:
                revoke_open(seat.address, by=by, since=seat.created_at)
            if before is None:
                note("member.removed", target=seat.mail or seat.person.get_full_name(), by=by)
                # The person is of this seat alone.
                seat.person.delete()
                continue
            seat.roles, seat.address = before["roles"], before["address"]
            seat.save(update_fields=["roles", "address"])
            tell_followers({seat.person_id})
            note("member.changed", target=seat.mail or seat.person.get_full_name(), by=by, roles=seat.roles)


def put_back_teams(changes: Iterable[tuple[UUID, Mapping[str, Any] | None]], *, by: Actor) -> None:
    """Undo what a file did to teams: those that it founded go (None), the others are as they were before."""
    with transaction.atomic():
        for team_id, before in changes:
            if before is None:
                remove_team(team_id, by=by)
                continue
            # Who has left since stays away.
            wanted = [UUID(each) for each in before["members"]]
            there = set(seats(active=True).filter(pk__in=wanted).values_list("pk", flat=True))
            lead = UUID(before["lead"]) if before["lead"] else None
            above = Team.objects.filter(pk=before["parent"]).first() if before["parent"] else None
            save_team(
                team_id, name=before["name"], member_ids=there, lead_id=lead if lead in there else None,
                parent_id=above.pk if above else None, by=by,
            )  # fmt: skip
