"""Members, teams, invitations, and the links that let people in."""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.workspaces.models import Invitation, Membership, Person, Role, SignInLink, Team, Workspace
from banso.domain.workspaces.rules import name_key, permissions_of, token_hash
from banso.kit.access import opens
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import scopes_disabled


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name, the highest first."""
    return [(str(value), str(label)) for value, label in Role.choices]


def seats(*, active: bool | None = None) -> QuerySet[Membership]:
    """The open workspace's seats with their people, by name; `active` None gives both kinds."""
    found = Membership.objects.select_related("person").order_by("person__name", "person__email")
    return found if active is None else found.filter(active=active)


def seat_by_id(membership_id: UUID) -> Membership:
    """One seat of the open workspace.

    Raises:
        NotFound: no such seat there.
    """
    seat = seats().filter(pk=membership_id).first()
    if seat is None:
        raise NotFound(_("There is no such member."))
    return seat


def teams() -> QuerySet[Team]:
    """The open workspace's teams with their lead and people, by name."""
    return (
        Team.objects.select_related("lead__person", "parent")
        .prefetch_related("members__person")
        .order_by("name")
    )


def led_by(person_id: UUID | None) -> set[UUID]:
    """Whoever is in a team that somebody leads, or in one below it, and they; nobody where they lead none."""
    known = list(teams())
    led = {team.pk for team in known if team.lead and team.lead.person_id == person_id}
    if person_id is None or not led:
        return set()
    while more := {team.pk for team in known if team.parent_id in led} - led:
        led |= more
    crews = ((*team.members.all(), *([team.lead] if team.lead else [])) for team in known if team.pk in led)
    return {person_id, *(seat.person_id for crew in crews for seat in crew if seat.active)}


def team_by_id(team_id: UUID) -> Team:
    """One team of the open workspace.

    Raises:
        NotFound: no such team there.
    """
    team = teams().filter(pk=team_id).first()
    if team is None:
        raise NotFound(_("There is no such team."))
    return team


def open_invitations() -> QuerySet[Invitation]:
    """The open workspace's invitations that nobody has accepted or taken back, expired ones too."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None).order_by("-created_at", "-id")


def open_invitation(token: str) -> Invitation:
    """The invitation that a link opens, in whichever workspace.

    Raises:
        NotFound: the link opens nothing (unknown, taken, revoked or past its day).
    """
    with scopes_disabled():
        found = Invitation.objects.select_related("workspace").filter(
            token_hash=token_hash("invitation", token),
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=now(),
        )
        invitation = found.first()
    if invitation is None:
        raise NotFound(_("The link opens nothing any more."))
    return invitation


def person_by_email(email: str) -> Person | None:
    """Whoever signs in with that address; upper and lower case are one."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def usable_link(purpose: str, token: str) -> SignInLink:
    """A one-time link of that purpose.

    Raises:
        NotFound: it opens nothing (unknown, used, past its time, or made for another purpose).
    """
    links = SignInLink.objects.select_related("person")
    link = links.filter(
        token_hash=token_hash(purpose, token), purpose=purpose, used_at=None, expires_at__gt=now()
    ).first()
    if link is None:
        raise NotFound(_("The link opens nothing any more."))
    return link


def usable_set_up_link(token: str) -> SignInLink:
    """The set-up link, while there is something to set up.

    Raises:
        NotFound: it opens nothing, or the installation is set up.
    """
    link = usable_link("setup", token)
    if not needs_set_up():
        raise NotFound(_("This installation is set up already."))
    return link


def needs_set_up() -> bool:
    """Whether nobody can sign in yet: no active person has a password or a passkey."""
    able = Person.objects.filter(is_active=True)
    # "!" is how Django writes that there is no usable password.
    with_password = able.exclude(password="").exclude(password__startswith="!")  # noqa: S106
    return not (with_password.exists() or Authenticator.objects.filter(user__in=able).exists())


def sample_workspace() -> Workspace | None:
    """The workspace of the sample company, where it is loaded whole."""
    found = Workspace.objects.filter(is_sample=True, loading_since=None)
    return found.order_by("created_at").first()


def sessions_of(person: Person) -> list[UserSession]:
    """A person's living sessions, the one seen last first."""
    found = UserSession.objects.filter(user=person).order_by("-last_seen_at")
    return [session for session in found if session.exists()]


def members_by_email(emails: Iterable[str]) -> dict[str, Person]:
    """The active members of the open workspace with these mail addresses (lower case), by address.

    Also those who do not sign in yet, by the address that a file told; and by what stood for one.
    """
    wanted = set(emails)
    known = Q(person__email__in=wanted) | Q(address__in=wanted) | Q(stand_in__in=wanted)
    seats_ = Membership.objects.filter(known, active=True).select_related("person")
    return {
        each: seat.person
        for seat in seats_
        for each in (seat.stand_in, seat.address, seat.person.email)
        if each in wanted
    }


def members() -> list[Person]:
    """The active members of the open workspace, by name."""
    memberships = Membership.objects.filter(active=True).select_related("person")
    return sorted((each.person for each in memberships), key=Person.get_full_name)


def seats_by_name() -> dict[str, list[Membership]]:
    """The open workspace's active seats by their people's names, however these are written."""
    found: dict[str, list[Membership]] = {}
    for seat in seats(active=True):
        found.setdefault(name_key(seat.person.name), []).append(seat)
    return found


def members_who_may(permission: str, *, signing_in: bool = False) -> list[Person]:
    """The active members of the open workspace whose roles open a permission, by name.

    Args:
        permission: the permission.
        signing_in: without those who cannot open the workspace yet, for what waits for their answer.
    """
    memberships = Membership.objects.filter(active=True).select_related("person")
    if signing_in:
        memberships = memberships.filter(signs_in=True)
    may = [each.person for each in memberships if opens(permissions_of(each.roles), permission)]
    return sorted(may, key=Person.get_full_name)
