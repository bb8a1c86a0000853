"""Who can have a target, and under what their deals stand: read once for many."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.workspaces.queries import name_key, seats, teams
from banso.kit.errors import InputError

if TYPE_CHECKING:
    from banso.domain.targets.models import Target
    from banso.domain.workspaces.models import Membership, Person, Team

_OF_TEAMS = ", "


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a target is: one of the two."""

    person: "Person | None" = None
    team: "Team | None" = None

    @property
    def id(self) -> UUID | None:
        found = self.person or self.team
        return found.pk if found else None


class Roster:
    """The seats and teams of the open workspace; also those who left, for what they had to sell."""

    def __init__(self, found: "Iterable[Membership]", known: "Iterable[Team]") -> None:
        self.seats = {seat.person_id: seat for seat in found}
        self.teams = {team.pk: team for team in known}
        self._by_name: dict[str, list[Membership]] = {}
        self._by_mail: dict[str, Membership] = {}
        for seat in self.seats.values():
            self._by_name.setdefault(name_key(seat.person.get_full_name()), []).append(seat)
            for mail in _mails(seat):
                self._by_mail[mail.lower()] = seat
        self._team_by_name = {name_key(team.name): team for team in self.teams.values()}
        self._teams_of: dict[UUID, list[str]] = {}
        for team in sorted(self.teams.values(), key=lambda each: each.name):
            for seat in team.members.all():
                self._teams_of.setdefault(seat.person_id, []).append(team.name)

    def teams_of(self, person: UUID) -> str:
        """The names of the teams that somebody is in; "" for none."""
        return _OF_TEAMS.join(self._teams_of.get(person, ()))

    def keys_of(self, people: Iterable[UUID]) -> tuple[str, ...]:
        """Under what their deals stand: each one's addresses, and their name where nobody else has it."""
        found: dict[str, None] = {}
        for seat in sorted((self.seats[each] for each in people if each in self.seats), key=_by_name):
            found |= dict.fromkeys(_mails(seat))
            if len(self._by_name[name_key(seat.person.get_full_name())]) == 1:
                found[seat.person.get_full_name()] = None
        return tuple(found)

    def people_of(self, target: "Target") -> tuple[str, ...]:
        """Under what the deals stand that count towards a target."""
        if target.person_id is not None:
            return self.keys_of([target.person_id])
        within = {target.team_id}
        while fresh := [
            team.pk for team in self.teams.values() if team.parent_id in within and team.pk not in within
        ]:
            within |= set(fresh)
        crews = (team.members.all() for team in self.teams.values() if team.pk in within)
        return self.keys_of({seat.person_id for crew in crews for seat in crew})

    def holder(self, person: str, team: str) -> Holder:
        """Who is named: a person by address or name, or a team by its name.

        Those who left are found where nobody who is here is called so.

        Raises:
            InputError: nobody, several, or both a person and a team.
        """
        if bool(person.strip()) == bool(team.strip()):
            raise InputError(
                _("A target is of a person or of a team."), field="person", came=person.strip(),
                wanted=_("one of the two"),
            )  # fmt: skip
        if team.strip():
            if (found := self._team_by_name.get(name_key(team))) is None:
                raise InputError(
                    _("No team is called “%(name)s”.") % {"name": team}, field="team", came=team,
                    wanted=_("a team’s name"),
                )  # fmt: skip
            return Holder(team=found)
        return Holder(person=self._person(person).person)

    def _person(self, named: str) -> "Membership":
        if "@" in named:
            seat = self._by_mail.get(named.strip().lower())
            several = [seat] if seat else []
        else:
            several = self._by_name.get(name_key(named), [])
            several = [seat for seat in several if seat.active] or several
        if len(several) == 1:
            return several[0]
        said = (
            _("Several people are called “%(name)s”.") if several else _("Nobody here is called “%(name)s”.")
        )
        raise InputError(
            said % {"name": named}, field="person", came=named, wanted=_("a member’s mail address or name")
        )

    def named(self, person: UUID) -> str:
        """How a file names somebody so that it finds them again; "" where they have no seat any more."""
        seat = self.seats.get(person)
        if seat is None:
            return ""
        if seat.mail:
            return seat.mail
        name = seat.person.get_full_name()
        return name if len(self._by_name[name_key(name)]) == 1 else seat.person.email


def roster() -> Roster:
    """Who can have a target in the open workspace."""
    return Roster(seats(), teams())


def _mails(seat: "Membership") -> tuple[str, ...]:
    found = (seat.person.email, seat.address, seat.stand_in)
    return tuple(dict.fromkeys(each for each in found if each))


def _by_name(seat: "Membership") -> tuple[str, str]:
    return seat.person.get_full_name(), seat.person.email
