"""Keeping a seat for a mail address, until its owner takes it."""

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.addresses import address_of
from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.actions.founding import hold_workspace
from banso.domain.workspaces.actions.mail import send_invitation
from banso.domain.workspaces.actions.members import OWNER, add_member
from banso.domain.workspaces.actions.passing import take_place
from banso.domain.workspaces.actions.people import create_person
from banso.domain.workspaces.models import Invitation, Membership, Person
from banso.domain.workspaces.queries import actor_of, open_invitation
from banso.domain.workspaces.rules import (
    INVITATION_LASTS,
    check_may_grant,
    checked_email,
    checked_roles,
    token_hash,
)
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotAllowed, NotFound
from banso.kit.tenancy import current_workspace_id, scope


def invite(
    email: str, roles: Iterable[str], *, granting: Iterable[str] = OWNER, by: Actor
) -> tuple[Invitation, str]:
    """Keep a seat for an address and mail the link; the link is also returned, once, to be handed over.

    Args:
        email: whose seat it is; only that person can take it.
        roles: what they will be.
        granting: roles of whoever invites; only an owner invites an owner.
        by: whoever invites.

    Raises:
        InputError: the address or the roles cannot be used.
        NotAllowed: an owner's role is offered and no owner invites.
        Conflict: the address has a seat, or an open invitation.
    """
    with transaction.atomic():
        invitation, token = _kept(email, roles, granting, by)
    return invitation, _mailed(invitation, token)


def invite_member(
    membership_id: UUID, email: str, *, granting: Iterable[str] = OWNER, by: Actor
) -> tuple[Invitation, str]:
    """Invite somebody whom a file brought in; taking the invitation, they sign in to the seat they have.

    Args:
        membership_id: whose seat it is.
        email: where the link goes; kept where the file told no address.
        granting: roles of whoever invites.
        by: whoever invites.

    Raises:
        NotFound: no such seat in the open workspace.
        InputError: the address cannot be used, or is not the one of that seat.
        Conflict: they sign in already, have an open invitation, or the address is another member's.
    """
    address = checked_email(email)
    with transaction.atomic():
        seat = Membership.objects.select_for_update().filter(pk=membership_id).first()
        if seat is None:
            raise NotFound(_("There is no such member."))
        if seat.signs_in:
            raise Conflict(_("%(email)s is a member already.") % {"email": seat.mail})
        if seat.address and seat.address != address:
            raise InputError(
                _("The mail address is another one."), field="email", came=email, wanted=seat.address
            )
        if Membership.objects.exclude(pk=seat.pk).filter(address=address).exists():
            raise Conflict(_("%(email)s is a member already.") % {"email": address})
        seat.address = address
        seat.save(update_fields=["address"])
        invitation, token = _kept(address, seat.roles, granting, by)
    return invitation, _mailed(invitation, token)


def _kept(email: str, roles: Iterable[str], granting: Iterable[str], by: Actor) -> tuple[Invitation, str]:
    """The invitation and its token, in the caller's transaction; it is mailed when that is over."""
    address, chosen = checked_email(email), checked_roles(roles)
    check_may_grant(granting, chosen, before=())
    known = Q(person__email__iexact=address) | Q(address=address)
    for seat in Membership.objects.filter(known):
        if not seat.active:
            raise Conflict(_("%(email)s was a member: reactivate the seat instead.") % {"email": address})
        if seat.signs_in:
            raise Conflict(_("%(email)s is a member already.") % {"email": address})
    if _open().filter(email=address).exists():
        raise Conflict(_("%(email)s has an open invitation: send it again instead.") % {"email": address})
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        workspace_id=current_workspace_id(), email=address, roles=chosen,
        token_hash=token_hash("invitation", token), invited_by=by.label[:200],
        expires_at=now() + INVITATION_LASTS,
    )  # fmt: skip
    note("invitation.sent", target=address, by=by, roles=chosen)
    return invitation, token


def resend_invitation(invitation_id: UUID, *, by: Actor) -> tuple[Invitation, str]:
    """Mail a fresh link for another seven days; the older link opens nothing any more.

    Raises:
        NotFound: no such invitation in the open workspace.
        Conflict: it is accepted or revoked.
    """
    with transaction.atomic():
        invitation = _locked(invitation_id)
        token = secrets.token_urlsafe(32)
        invitation.token_hash = token_hash("invitation", token)
        invitation.expires_at = now() + INVITATION_LASTS
        invitation.save(update_fields=["token_hash", "expires_at"])
        note("invitation.sent_again", target=invitation.email, by=by)
    return invitation, _mailed(invitation, token)


def revoke_invitation(invitation_id: UUID, *, by: Actor) -> Invitation:
    """Take an invitation back.

    Raises:
        NotFound: no such invitation in the open workspace.
        Conflict: it is accepted or revoked.
    """
    with transaction.atomic():
        invitation = _locked(invitation_id)
        invitation.revoked_at = now()
        invitation.save(update_fields=["revoked_at"])
        note("invitation.revoked", target=invitation.email, by=by)
    return invitation


def accept_invitation(token: str, person: Person) -> Membership:
    """Give the invited person their seat.

    Raises:
        NotFound: the link opens nothing (unknown, taken, revoked or past its day).
        NotAllowed: the invitation is for somebody else's address.
    """
    invitation = open_invitation(token)
    if invitation.email.lower() != person.email.lower():
        raise NotAllowed(_("This invitation is for %(email)s.") % {"email": invitation.email})
    by = actor_of(person)
    with scope(workspace=invitation.workspace), transaction.atomic():
        # Before any seat: see `save_team`.
        hold_workspace()
        _take(invitation)
        # Somebody whom a file brought in under that address was them all along.
        seat = Membership.objects.select_for_update().filter(address=person.email.lower(), signs_in=False)
        if (waiting := seat.first()) and not Membership.objects.filter(person=person).exists():
            take_place(waiting, person)
        membership = add_member(person, invitation.roles, by=by)
        note("invitation.accepted", target=invitation.email, by=by)
    return membership


def join(token: str, *, name: str, password: str, language: str = "") -> Membership:
    """Accept an invitation as somebody who is new here.

    Raises:
        NotFound: the link opens nothing.
        InputError: the name or the password cannot be used.
        Conflict: the address belongs to a person already, who has to sign in first.
    """
    with transaction.atomic():
        invitation = open_invitation(token)
        with scope(workspace=invitation.workspace):
            hold_workspace()
            # Of two at once the second waits here, and then finds it taken.
            _locked(invitation.pk)
        person = create_person(invitation.email, name=name, password=password, language=language)
        return accept_invitation(token, person)


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now())


def _locked(invitation_id: UUID) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound(_("There is no such invitation."))
    if invitation.accepted_at or invitation.revoked_at:
        raise Conflict(_("The invitation is accepted or taken back already."))
    return invitation


def _take(invitation: Invitation) -> None:
    """Mark it as accepted, unless another request was faster."""
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if taken.update(accepted_at=now()) != 1:
        raise NotFound(_("The link opens nothing any more."))


def _mailed(invitation: Invitation, token: str) -> str:
    link = address_of("invitation", token)
    if send_invitation(invitation, link):
        invitation.sent_at = now()
        invitation.save(update_fields=["sent_at"])
    return link
