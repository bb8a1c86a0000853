"""Seats in a workspace: who has one, in which roles."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.actions.revoking import offer_anew, revoke_open
from banso.domain.workspaces.models import Membership, Person, Team
from banso.domain.workspaces.rules import check_may_grant, checked_roles
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, NotFound
from banso.kit.tenancy import current_workspace_id

OWNER = frozenset({"owner"})


def add_member(person: Person, roles: Iterable[str], *, by: Actor) -> Membership:
    """Give a person a seat in the open workspace, or new roles on the one they have.

    Raises:
        InputError: no role, or one that does not exist.
    """
    chosen = checked_roles(roles)
    with transaction.atomic():
        membership, _ = Membership.objects.update_or_create(
            person=person,
            workspace_id=current_workspace_id(),
            defaults={"roles": chosen, "active": True, "signs_in": True},
        )
        note("member.added", target=person.email, by=by, roles=chosen)
    return membership


def change_roles(
    membership_id: UUID, roles: Iterable[str], *, granting: Iterable[str] = OWNER, by: Actor
) -> Membership:
    """Give a member other roles; they hold from the next request on.

    Args:
        membership_id: whose.
        roles: all that they shall have from now on.
        granting: roles of whoever decides; only an owner makes or unmakes owners.
        by: whoever decides.

    Raises:
        InputError: no role, or one that does not exist.
        NotAllowed: an owner's role is at stake and no owner decides.
        Conflict: the last owner would be gone.
        NotFound: no such seat in the open workspace.
    """
    chosen = checked_roles(roles)
    with transaction.atomic():
        membership = _locked(membership_id)
        check_may_grant(granting, chosen, before=membership.roles)
        if "owner" in membership.roles and "owner" not in chosen:
            _check_owner_remains(membership)
        if membership.roles != chosen:
            before, membership.roles = membership.roles, chosen
            membership.save(update_fields=["roles"])
            if not membership.signs_in:
                offer_anew(membership.address, chosen)
            note(
                "member.roles_changed",
                target=membership.mail or membership.person.get_full_name(),
                by=by,
                roles=[before, chosen],
            )
    return membership


def deactivate_member(membership_id: UUID, *, granting: Iterable[str] = OWNER, by: Actor) -> Membership:
    """Take a member's seat away; what they did stays under their name.

    Raises:
        NotAllowed: an owner's seat is at stake and no owner decides.
        Conflict: they are the last owner.
        NotFound: no such seat in the open workspace.
    """
    with transaction.atomic():
        membership = _locked(membership_id)
        check_may_grant(granting, (), before=membership.roles)
        if membership.active:
            if "owner" in membership.roles:
                _check_owner_remains(membership)
            membership.active = False
            membership.save(update_fields=["active"])
            Team.objects.filter(lead=membership).update(lead=None)
            if not membership.signs_in:
                revoke_open(membership.address, by=by)
            note("member.deactivated", target=membership.mail or membership.person.get_full_name(), by=by)
    return membership


def reactivate_member(membership_id: UUID, *, granting: Iterable[str] = OWNER, by: Actor) -> Membership:
    """Give a member's seat back, with the roles it had.

    Raises:
        NotAllowed: an owner's seat is at stake and no owner decides.
        NotFound: no such seat in the open workspace.
    """
    with transaction.atomic():
        membership = _locked(membership_id)
        check_may_grant(granting, membership.roles, before=())
        if not membership.active:
            membership.active = True
            membership.save(update_fields=["active"])
            note(
                "member.reactivated",
                target=membership.mail or membership.person.get_full_name(),
                by=by,
                roles=membership.roles,
            )
    return membership


def _locked(membership_id: UUID) -> Membership:
    """The seat, and with it every other of the workspace: who is the last owner must not change meanwhile."""
    seats = {seat.pk: seat for seat in Membership.objects.select_for_update().order_by("id")}
    membership = seats.get(membership_id)
    if membership is None:
        raise NotFound(_("There is no such member."))
    return membership


def _check_owner_remains(leaving: Membership) -> None:
    others = Membership.objects.filter(active=True, signs_in=True).exclude(pk=leaving.pk)
    if not any("owner" in roles for roles in others.values_list("roles", flat=True)):
        raise Conflict(_("A workspace needs an owner: make somebody else an owner first."))
