"""Who works here and in which teams, as files say it: read once, thought through in memory, written once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.workspaces.models import Membership, Person, Role, Team
from banso.domain.workspaces.rules import LANGUAGES, checked_email, checked_name, name_key
from banso.kit.errors import InputError
from banso.kit.ids import NO_MAIL
from banso.kit.tenancy import current_workspace, current_workspace_id


@dataclass(slots=True, eq=False)
class Who:
    """Somebody as they are, and shall be.

    Attributes:
        seat: theirs; not stored yet where a row makes it.
        row: the row that makes or changes it.
        made: whether a row makes it.
        as_lead: whether it is made because a row names it as a manager.
        address, roles: as they shall be, where the seat does not sign in.
    """

    seat: Membership
    row: int = -1
    made: bool = False
    as_lead: bool = False
    address: str = ""
    roles: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.seat.person.get_full_name()

    @property
    def mail(self) -> str:
        return self.seat.person.mail or self.address

    @property
    def changed(self) -> bool:
        return (self.address, self.roles) != (self.seat.address, self.seat.roles)


@dataclass(slots=True, eq=False)
class Wish:
    """A team as it shall be; what is not told stays as it is.

    Attributes:
        rows: those that are refused with it; the first tells what became of it.
        asked: rows that name it only as the team above theirs.
    """

    name: str
    team: Team | None
    lead: Who | None = None
    parent: str = ""
    members: dict[UUID, Who] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)


class Crew:
    """The seats and teams of a workspace with what rows want of them. Nothing here writes."""

    def __init__(self, seats: Iterable[Membership], teams: Iterable[Team]) -> None:
        self.people: list[Who] = []
        self._by_mail: dict[str, Who] = {}
        self._by_name: dict[str, list[Who]] = {}
        for seat in seats:
            self._keep(Who(seat, address=seat.address, roles=list(seat.roles)))
        self._teams = {name_key(team.name): team for team in teams}
        self.wishes: dict[str, Wish] = {}

    def person(self, row: int, name: str, email: str, roles: list[str]) -> Who:
        """Whom a row speaks of: found by the address, else by the name, else made.

        Raises:
            InputError: name or address cannot be used, or several are called so.
        """
        address = checked_email(email) if email.strip() else ""
        who = self._by_mail.get(address) or self._called("name", name, without_mail=bool(address))
        if who is None:
            return self._made(row, name, address, roles or [Role.VIEWER.value])
        if not who.seat.active or who.seat.signs_in:
            return who
        if address:
            who.address = address
            self._by_mail[address] = who
        # Who lets others in was said by hand, and stays so.
        if roles and not {Role.OWNER.value, Role.ADMIN.value} & set(who.roles):
            who.roles = roles
        if who.row < 0 and who.changed:
            who.row = row
        return who

    def member(self, column: str, named: str) -> Who:
        """A member who is named by address or name.

        Raises:
            InputError: there is none, several are called so, or their seat was taken away.
        """
        who = self._found(column, named)
        if who is None:
            raise InputError(
                _("Nobody here is called “%(name)s”.") % {"name": named}, field=column, came=named,
                wanted=_("a member’s mail address or name"),
            )  # fmt: skip
        return who

    def leader(self, row: int, named: str) -> Who:
        """A manager, made where nobody is called so. Raises InputError as `member` does."""
        who = self._found("manager", named)
        if who is not None:
            return who
        name, address = ("", checked_email(named)) if "@" in named else (named, "")
        made = self._made(row, name, address, [Role.MANAGER.value])
        made.as_lead = True
        return made

    def want(self, row: int, name: str, *, lead: Who | None, parent: str, members: list[Who]) -> Wish:
        """Say how a team shall be. A team above it that nobody knows is founded. Raises InputError."""
        wish = self._wish(name)
        if parent:
            self._wish(checked_name(parent)).asked.append(row)
        wish.rows.append(row)
        wish.lead, wish.parent = wish.lead or lead, parent or wish.parent
        wish.members |= {each.seat.pk: each for each in [*members, *([lead] if lead else [])]}
        return wish

    def team_after(self, lead: Who) -> str:
        """What a team is called that has no name but a lead: in the workspace's language, whoever asks.

        One that was founded while the workspace spoke another language keeps its name.
        """
        names = []
        for language in dict.fromkeys([current_workspace().language, *LANGUAGES]):
            with translation.override(language):
                names.append(_("Team of %(name)s") % {"name": lead.name})
        return next((name for name in names if name_key(name) in self._teams), names[0])

    def circles(self) -> dict[int, InputError]:
        """The rows that would make a team part of itself, however far up, and why each is refused."""
        above = {key: name_key(team.parent.name) for key, team in self._teams.items() if team.parent}
        above |= {key: name_key(wish.parent) for key, wish in self.wishes.items() if wish.parent}
        found: dict[int, InputError] = {}
        for key, wish in self.wishes.items():
            at, seen = above.get(key, ""), set[str]()
            while at and at != key and at not in seen:
                seen.add(at)
                at = above.get(at, "")
            if at == key:
                error = InputError(
                    _("The team would be part of itself."), field="parent", came=wish.parent or wish.name,
                    wanted=_("another team"),
                )  # fmt: skip
                found |= dict.fromkeys(wish.rows, error)
        return found

    def in_order(self) -> list[Wish]:
        """The teams, those that others are part of first."""
        return [self.wishes[key] for key in sorted(self.wishes, key=self._depth)]

    def _depth(self, key: str) -> int:
        depth, above = 0, name_key(self.wishes[key].parent)
        while above in self.wishes and depth <= len(self.wishes):
            depth, above = depth + 1, name_key(self.wishes[above].parent)
        return depth

    def _wish(self, name: str) -> Wish:
        key = name_key(name)
        team = self._teams.get(key)
        return self.wishes.setdefault(key, Wish(team.name if team else name, team))

    def _found(self, column: str, named: str) -> Who | None:
        who = self._by_mail.get(named.strip().lower()) if "@" in named else self._called(column, named)
        if who is not None and not who.seat.active:
            raise InputError(
                _("The seat of %(name)s was taken away.") % {"name": who.name}, field=column, came=named,
                wanted=_("somebody who works here, or the seat given back under People"),
            )  # fmt: skip
        return who

    def _called(self, column: str, name: str, *, without_mail: bool = False) -> Who | None:
        """Who is called so; where nobody who is here is, whoever was. Raises InputError for several.

        With an address only somebody who has none yet: others may share a name.
        """
        found = self._by_name.get(name_key(name), []) if name.strip() else []
        found = [who for who in found if not (without_mail and who.mail)]
        found = [who for who in found if who.seat.active] or found
        if len(found) > 1:
            people = "; ".join(sorted(_shown(who) for who in found))
            raise InputError(
                _("Several people are called “%(name)s”.") % {"name": name}, field=column, came=name,
                wanted=_("the mail address of one of them: %(people)s") % {"people": people},
            )  # fmt: skip
        return found[0] if found else None

    def _made(self, row: int, name: str, address: str, roles: list[str]) -> Who:
        person = Person(name=checked_name(name or address.partition("@")[0], longest=120))
        person.email = f"{person.pk.hex}{NO_MAIL}"
        person.set_unusable_password()
        seat = Membership(
            workspace_id=current_workspace_id(), person=person, roles=roles, signs_in=False, address=address,
            stand_in=person.email,
        )  # fmt: skip
        who = Who(seat, row=row, made=True, address=address, roles=roles)
        self._keep(who)
        return who

    def _keep(self, who: Who) -> None:
        self.people.append(who)
        if who.mail:
            self._by_mail[who.mail.lower()] = who
        self._by_name.setdefault(name_key(who.name), []).append(who)


def _shown(who: Who) -> str:
    """Somebody among others of that name."""
    return f"{who.name} <{who.mail}>" if who.mail else f"{who.name} ({', '.join(who.roles)})"


def seat_content(seat: Membership) -> dict[str, Any]:
    """A seat as an undo needs it."""
    return {"roles": list(seat.roles), "address": seat.address}


def team_content(team: Team) -> dict[str, Any]:
    """A team as an undo needs it."""
    members = sorted(str(each.pk) for each in team.members.all())
    parent, lead = str(team.parent_id or ""), str(team.lead_id or "")
    return {"name": team.name, "lead": lead, "parent": parent, "members": members}
