"""Members, invitations, and what each role may do."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.workspaces import actions, queries
from banso.domain.workspaces.forms import ROLE_WORDS, AddressForm, InviteForm, RolesForm
from banso.domain.workspaces.models import Invitation, Membership, Role
from banso.domain.workspaces.rules import PERMISSIONS, permissions_of
from banso.domain.workspaces.views.frame import address, settings_page
from banso.kit.access import BansoRequest, opens, page
from banso.kit.clock import now
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="people.view")
def show(request: BansoRequest) -> HttpResponse:
    return _page(request, InviteForm())


@list_export(permission="people.export")
def export(_request: BansoRequest) -> Table[Membership]:
    columns: list[Column[Membership]] = [
        Column(_("Name"), lambda seat: seat.person.get_full_name()),
        Column(_("Mail address"), lambda seat: seat.mail),
        Column(_("Roles"), lambda seat: _labels(seat.roles)),
        Column(_("State"), _state),
        Column(_("Member since"), lambda seat: seat.created_at),
    ]
    return Table(_("members"), columns, queries.seats().iterator())


@list_export(permission="people.export")
def export_invitations(_request: BansoRequest) -> Table[Invitation]:
    """Those that are open; the link is in none of them."""
    columns: list[Column[Invitation]] = [
        Column(_("Mail address"), lambda each: each.email),
        Column(_("Roles"), lambda each: _labels(each.roles)),
        Column(_("Invited by"), lambda each: each.invited_by),
        Column(_("Works until"), lambda each: each.expires_at),
    ]
    return Table(_("open invitations"), columns, queries.open_invitations())


@page(permission="people.manage", methods=("POST",))
def invite(request: BansoRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            invitation, link = actions.invite(
                form.cleaned_data["email"], form.cleaned_data["roles"],
                granting=request.access.roles, by=request.access.actor,
            )  # fmt: skip
            return _page(request, InviteForm(), invited=invitation, link=link)
    return _page(request, form, status=422)


@page(permission="people.manage", methods=("GET", "POST"))
def change(request: BansoRequest, seat_id: UUID) -> HttpResponse:
    seat = queries.seat_by_id(seat_id)
    form = RolesForm(request.POST) if request.method == "POST" else RolesForm(initial={"roles": seat.roles})
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            actions.change_roles(
                seat_id, form.cleaned_data["roles"], granting=request.access.roles, by=request.access.actor
            )
            toast(request, _("The roles of %(name)s are changed.") % {"name": seat.person.get_full_name()})
            return redirect(address(request, "settings_people"))
    return _seat(request, seat, form, AddressForm(initial={"email": seat.mail}))


@page(permission="people.manage", methods=("POST",))
def invite_seat(request: BansoRequest, seat_id: UUID) -> HttpResponse:
    """Invite somebody whom a file brought in."""
    seat = queries.seat_by_id(seat_id)
    form = AddressForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            invitation, link = actions.invite_member(
                seat_id, form.cleaned_data["email"], granting=request.access.roles, by=request.access.actor
            )
            return _page(request, InviteForm(), invited=invitation, link=link)
    return _seat(request, seat, RolesForm(initial={"roles": seat.roles}), form)


def _seat(request: BansoRequest, seat: Membership, form: RolesForm, invite: AddressForm) -> HttpResponse:
    waits = seat.active and not seat.signs_in
    context = {"seat": seat, "form": form, "invite": invite if waits else None}
    bound = form.is_bound or invite.is_bound
    return settings_page(request, "settings_seat", context, status=422 if bound else 200)


def _state(seat: Membership) -> str:
    if not seat.active:
        return _("deactivated")
    return _("active") if seat.signs_in else _("no sign-in yet")


@page(permission="people.manage", methods=("POST",))
def deactivate(request: BansoRequest, seat_id: UUID) -> HttpResponse:
    seat = actions.deactivate_member(seat_id, granting=request.access.roles, by=request.access.actor)
    toast(
        request,
        _("%(name)s can no longer open this workspace.") % {"name": seat.person.get_full_name()},
        undo=address(request, "settings_reactivate", seat.pk),
    )
    return redirect(address(request, "settings_people"))


@page(permission="people.manage", methods=("POST",))
def reactivate(request: BansoRequest, seat_id: UUID) -> HttpResponse:
    seat = actions.reactivate_member(seat_id, granting=request.access.roles, by=request.access.actor)
    toast(request, _("%(name)s is back, with the roles of before.") % {"name": seat.person.get_full_name()})
    return redirect(address(request, "settings_people"))


@page(permission="people.manage", methods=("POST",))
def resend(request: BansoRequest, invitation_id: UUID) -> HttpResponse:
    invitation, link = actions.resend_invitation(invitation_id, by=request.access.actor)
    return _page(request, InviteForm(), invited=invitation, link=link)


@page(permission="people.manage", methods=("POST",))
def revoke(request: BansoRequest, invitation_id: UUID) -> HttpResponse:
    invitation = actions.revoke_invitation(invitation_id, by=request.access.actor)
    toast(request, _("The invitation of %(email)s is taken back.") % {"email": invitation.email})
    return redirect(address(request, "settings_people"))


@page(permission="people.view")
def roles(request: BansoRequest) -> HttpResponse:
    """A table of what each role may do, made from the rule itself."""
    rows = [
        {
            "area": area,
            "verb": verb,
            "allowed": [opens(permissions_of([role]), f"{area}.{verb}") for role in Role],
        }
        for area, verbs in PERMISSIONS.items()
        for verb in verbs
    ]
    words = [(role.label, ROLE_WORDS[role]) for role in Role]
    return settings_page(request, "settings_roles", {"roles": list(Role), "words": words, "rows": rows})


def _page(
    request: BansoRequest,
    form: InviteForm,
    *,
    invited: Invitation | None = None,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    moment = now()
    invitations = [
        {"invitation": each, "expired": each.expires_at <= moment, "roles": _labels(each.roles)}
        for each in queries.open_invitations()
    ]
    members = [{"seat": seat, "roles": _labels(seat.roles)} for seat in queries.seats()]
    context = {
        "form": form, "members": members, "invitations": invitations, "invited": invited, "link": link,
        "may_manage": request.access.may("people.manage"), "own": request.access.person_id,
    }  # fmt: skip
    response = settings_page(request, "settings_people", context, status=status)
    if link:
        response["Cache-Control"] = "no-store"
    return response


def _labels(chosen: list[str]) -> list[str]:
    return [str(Role(role).label) for role in chosen]
