"""People and teams out of files: seats without a sign-in, until somebody invites them.

Nobody is mailed, and nobody who signs in is given other rights: a file names who works here, an invitation
lets them in. Whether somebody has an account in another workspace changes nothing in what a file does: the
address stays in the seat.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.actions.crew import Crew, Who, Wish, seat_content, team_content
from banso.domain.workspaces.actions.following import tell_followers
from banso.domain.workspaces.actions.founding import hold_workspace
from banso.domain.workspaces.actions.revoking import offer_anew
from banso.domain.workspaces.actions.teams import save_team
from banso.domain.workspaces.models import Membership, Person, Role
from banso.domain.workspaces.queries import seats, teams
from banso.domain.workspaces.rules import LANGUAGES, checked_name, checked_roles, name_key
from banso.kit.actor import Actor
from banso.kit.errors import BansoError, InputError

# A file does not say who may let others in.
BY_HAND = ("owner", "admin")
_BATCH = 500


@dataclass(slots=True)
class Brought:
    """What became of one row.

    Attributes:
        touched: (seat or team, id, name, what it was or None for a new one, what it is).
        remarks: what has to be said of a row that was not refused.
        error: why it was refused; then nothing of it was done.
    """

    outcome: Literal["created", "changed", "same", "refused"] = "same"
    touched: list[tuple[str, UUID, str, Any, Any]] = field(default_factory=list)
    remarks: list[InputError] = field(default_factory=list)
    error: BansoError | None = None


Row = Mapping[str, str]
_Read = Callable[[int, Row, Crew, Brought], Who | None]


class _TeamError(Exception):
    """A team that could not be saved; everything is rolled back, and its rows are left out."""

    def __init__(self, wish: Wish, error: BansoError) -> None:
        super().__init__(error.message)
        self.wish, self.error = wish, error


def bring_people(rows: Sequence[Row], *, by: Actor) -> list[Brought]:
    """Give each a seat, find those who have one, and put them into their teams; one answer a row, in order.

    A row that cannot be used is refused alone and whole; where a team cannot be, each row that names it.

    Args:
        rows: name, email, roles (by comma), team, manager, parent_team; all text, "" where it is not told.
            A person is known by the address, else by the name. A manager leads the team; a team that has no
            name is called after its manager.
        by: who brings them.
    """
    return _bring(rows, _read_person, by)


def bring_teams(rows: Sequence[Row], *, by: Actor) -> list[Brought]:
    """Found or change teams; one answer a row, in order.

    Args:
        rows: name, lead, parent, members (by comma); people by address or name, who must have a seat.
        by: who brings them.
    """
    return _bring(rows, _read_team, by)


def _bring(rows: Sequence[Row], read: _Read, by: Actor) -> list[Brought]:
    refused: dict[int, BansoError] = {}
    with transaction.atomic():
        # Before any seat: see `save_team`.
        hold_workspace()
        # Two files at once: the second waits here. Only a later statement sees whom the first has made.
        list(Membership.objects.select_for_update().order_by("id").values_list("pk"))
        there, known = list(seats()), list(teams())
        while True:
            crew, results = Crew(there, known), [Brought() for _row in rows]
            fresh = _thought_through(rows, read, crew, results, refused)
            if not fresh:
                try:
                    with transaction.atomic():
                        _write(crew, results, by)
                    break
                except _TeamError as refusal:
                    wish = refusal.wish
                    fresh = dict.fromkeys([*wish.rows, *wish.asked], refusal.error)
            # What a refused row had wanted is not to be done for the others' sake.
            refused |= fresh
    return [
        Brought("refused", error=refused[number]) if number in refused else result
        for number, result in enumerate(results)
    ]


def _thought_through(
    rows: Sequence[Row],
    read: _Read,
    crew: Crew,
    results: Sequence[Brought],
    refused: Mapping[int, BansoError],
) -> dict[int, BansoError]:
    """What each row wants, put into the crew; the rows that cannot be, and why."""
    found: dict[int, BansoError] = {}
    people: dict[int, Who] = {}
    for number, row in enumerate(rows):
        if number in refused:
            continue
        try:
            if who := read(number, row, crew, results[number]):
                people[number] = who
        except BansoError as error:
            found[number] = error
    # When everybody is there: a manager may stand further down than their people.
    for number, who in people.items():
        try:
            _into_team(number, rows[number], who, crew, results[number])
        except BansoError as error:
            found[number] = error
    return found | crew.circles()


def _read_person(number: int, row: Row, crew: Crew, result: Brought) -> Who | None:
    who = crew.person(number, row.get("name", ""), row.get("email", ""), _roles(row.get("roles", "")))
    if not who.seat.active:
        result.remarks.append(
            InputError(
                _("The seat of %(name)s was taken away; a file does not give it back.") % {"name": who.name},
                field="name", came=who.name, wanted=_("the seat given back under People, if it shall be"),
            )
        )  # fmt: skip
        return None
    return who


def _read_team(number: int, row: Row, crew: Crew, result: Brought) -> Who | None:  # noqa: ARG001
    name = checked_name(row.get("name", ""))
    lead, parent = row.get("lead", "").strip(), row.get("parent", "").strip()
    people = [crew.member("members", each) for each in _parts(row.get("members", ""))]
    leader = crew.member("lead", lead) if lead else None
    crew.want(number, name, lead=leader, parent=parent, members=people)
    return None


def _into_team(number: int, row: Row, who: Who, crew: Crew, result: Brought) -> None:
    manager, name = row.get("manager", "").strip(), row.get("team", "").strip()
    if not manager and not name:
        return
    lead = crew.leader(number, manager) if manager else None
    if not name and lead is not None:
        name = crew.team_after(lead)
    parent = row.get("parent_team", "").strip()
    wish = crew.want(number, checked_name(name), lead=lead, parent=parent, members=[who])
    if lead is not None and wish.lead is not lead and wish.lead is not None:
        result.remarks.append(
            InputError(
                _("“%(team)s” is led by %(name)s, as a row before says.")
                % {"team": wish.name, "name": wish.lead.name},
                field="manager", came=manager, wanted=_("one manager a team"),
            )
        )  # fmt: skip


@cache
def _role_words() -> Mapping[str, str]:
    words = {role.value: role.value for role in Role}
    for language in LANGUAGES:
        with translation.override(language):
            words |= {str(role.label).casefold(): role.value for role in Role}
    return words


def _roles(text: str) -> list[str]:
    roles = [_role_words().get(each.casefold(), each) for each in _parts(text)]
    chosen = checked_roles(roles) if roles else []
    if set(chosen) & set(BY_HAND):
        raise InputError(
            _("Owners and admins are not made by a file."), field="roles", came=text,
            wanted=", ".join(role.value for role in Role if role.value not in BY_HAND),
        )  # fmt: skip
    return chosen


def _parts(text: str) -> list[str]:
    return [part for each in text.replace("、", ",").replace(";", ",").split(",") if (part := each.strip())]


def _write(crew: Crew, results: Sequence[Brought], by: Actor) -> None:
    made = [who for who in crew.people if who.made]
    Person.objects.bulk_create([who.seat.person for who in made], batch_size=_BATCH)
    Membership.objects.bulk_create([who.seat for who in made], batch_size=_BATCH)
    for who in made:
        note("member.brought", target=who.mail or who.name, by=by, roles=who.roles)
        result = results[who.row]
        result.touched.append(("seat", who.seat.pk, who.name, None, seat_content(who.seat)))
        # A row is new where its own person is.
        if not who.as_lead:
            result.outcome = "created"
        elif result.outcome == "same":
            result.outcome = "changed"
    for who in crew.people:
        if not who.made and who.changed:
            _change(who, results[who.row], by)
    known: dict[str, UUID] = {}
    here = {who.seat.pk for who in crew.people if who.seat.active}
    for wish in crew.in_order():
        over = crew.wishes[name_key(wish.parent)] if wish.parent else None
        parent = (over.team.pk if over.team else known[over.name]) if over else None
        if founded := _save(wish, parent, here, results, by):
            known[wish.name] = founded


def _change(who: Who, result: Brought, by: Actor) -> None:
    seat = who.seat
    # A seat as it was read is kept as it was: a team that fails has everything thought through again.
    after = Membership(pk=seat.pk, workspace_id=seat.workspace_id, person=seat.person, active=seat.active,
                       signs_in=seat.signs_in, address=who.address, roles=who.roles)  # fmt: skip
    after.save(update_fields=["address", "roles"], force_update=True)
    if after.address != seat.address:
        tell_followers({seat.person_id})
    if who.roles != seat.roles:
        offer_anew(who.address, who.roles)
    note("member.changed", target=who.mail or who.name, by=by, roles=who.roles)
    result.touched.append(("seat", seat.pk, who.name, seat_content(seat), seat_content(after)))
    result.outcome = "changed" if result.outcome == "same" else result.outcome


def _save(
    wish: Wish, parent: UUID | None, here: AbstractSet[UUID], results: Sequence[Brought], by: Actor
) -> UUID | None:
    """Found or change a team; the id of one that is new. Raises _TeamError."""
    team, lead = wish.team, wish.lead.seat.pk if wish.lead else None
    before = team_content(team) if team else None
    if team is not None:
        lead, parent = lead or team.lead_id, parent or team.parent_id
    # Whoever has left stays away, as where a team is saved by hand.
    were = {UUID(each) for each in (before or {}).get("members", ())} & here
    members = were | set(wish.members) | ({lead} if lead else set())
    if team is not None and (lead, parent, members) == (team.lead_id, team.parent_id, were):
        return None
    try:
        with transaction.atomic():
            saved = save_team(
                team.pk if team else None, name=wish.name, member_ids=members, lead_id=lead,
                parent_id=parent, by=by,
            )  # fmt: skip
    except BansoError as error:
        raise _TeamError(wish, error) from error
    result = results[[*wish.rows, *wish.asked][0]]
    result.touched.append(("team", saved.pk, saved.name, before, team_content(saved)))
    if result.outcome == "same":
        result.outcome = "created" if before is None and len(result.touched) == 1 else "changed"
    return saved.pk if before is None else None
