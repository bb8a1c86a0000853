"""Contacts, roles, sites and departments."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import (
    archive_contact,
    assign_role,
    create_contact,
    end_role,
    mark_contact_back,
    mark_contact_left,
    reopen_role,
    restore_contact,
    update_contact,
)
from banso.domain.accounts.actions.places import archive_place, save_department, save_site
from banso.domain.accounts.actions.roles import remove_role
from banso.domain.accounts.forms import (
    ContactForm,
    DepartmentForm,
    EndRoleForm,
    LeftForm,
    RoleForm,
    SiteForm,
    conflict_rows,
    contact_initial,
)
from banso.domain.accounts.queries.accounts import account_by_id
from banso.domain.accounts.queries.people import contact_by_id, departments_of, role_by_id, roles_of, sites_of
from banso.domain.accounts.rules import cleaning
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.views.frame import OVERTAKEN, account_address, account_crumbs, act_view, address
from banso.domain.workspaces.queries import members
from banso.kit.access import BansoRequest, page
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="accounts.edit", methods=("GET", "POST"))
def new_contact(request: BansoRequest, account_id: UUID) -> HttpResponse:
    account = account_by_id(account_id, archived=False)
    form = ContactForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            contact = create_contact(account_id, form.values(), by=request.access.actor)
            toast(request, _("%(name)s is added.") % {"name": contact.name})
            return redirect(account_address(request, account_id, "people"))
    context = {
        "form": form,
        "crumbs": account_crumbs(request, account.pk, account.name),
        "heading": _("Add a contact"),
        "act": _("Add the contact"),
        "draft": f"contact-new-{account.pk}",
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.edit", methods=("GET", "POST"))
def edit_contact(request: BansoRequest, contact_id: UUID) -> HttpResponse:
    contact = contact_by_id(contact_id)
    form = ContactForm(request.POST or None, initial=contact_initial(contact))
    conflict: list[tuple[str, object]] = []
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            try:
                update_contact(
                    contact_id,
                    form.values(),
                    by=request.access.actor,
                    expected_version=form.cleaned_data["version"],
                )
            except ChangedMeanwhile as error:
                conflict = conflict_rows(form, error.current)
                data = request.POST.copy()
                data["version"] = str(error.version)
                form = ContactForm(data)
                form.is_valid()
                form.add_error(
                    None,
                    OVERTAKEN,
                )
            else:
                toast(request, _("%(name)s is changed.") % {"name": contact.name})
                return redirect(account_address(request, contact.account_id, "people"))
    context = {
        "form": form,
        "conflict": conflict,
        "contact": contact,
        "crumbs": account_crumbs(request, contact.account_id, contact.account.name),
        "heading": contact.name,
        "act": _("Keep the changes"),
        "draft": f"contact-{contact.pk}-{contact.version}",
    }
    return render(request, "accounts/contact.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.edit", methods=("GET", "POST"))
def left(request: BansoRequest, contact_id: UUID) -> HttpResponse:
    """Say that somebody has left."""
    contact = contact_by_id(contact_id)
    form = LeftForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            on = cleaning.day("on", form.cleaned_data["on"])
            mark_contact_left(
                contact_id, on=on, successor=form.cleaned_data["successor"], by=request.access.actor
            )
            undo = address(request, "contact_back", contact_id)
            toast(request, _("%(name)s has left.") % {"name": contact.name}, undo=undo)
            return redirect(account_address(request, contact.account_id, "people"))
    context = {
        "form": form,
        "crumbs": account_crumbs(request, contact.account_id, contact.account.name),
        "heading": _("%(name)s has left") % {"name": contact.name},
        "act": _("Keep the day"),
        "draft": "",
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


came_back = act_view(
    lambda key, by: mark_contact_back(key, by=by),
    said=lambda row: _("%(name)s is back.") % {"name": row.name},
    account=lambda row: row.account_id,
    anchor="people",
)
archive_one = act_view(
    lambda key, by: archive_contact(key, by=by),
    said=lambda row: _("%(name)s is taken away.") % {"name": row.name},
    account=lambda row: row.account_id,
    undo="contact_restore",
    anchor="people",
)
restore_one = act_view(
    lambda key, by: restore_contact(key, by=by),
    said=lambda row: _("%(name)s is back.") % {"name": row.name},
    account=lambda row: row.account_id,
    anchor="people",
)


@page(permission="accounts.edit", methods=("GET", "POST"))
def roles(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """Who looks after the account, with the history, and a form for the next."""
    account = account_by_id(account_id)
    people = [(person.email, person.get_full_name()) for person in members()]
    form = RoleForm(request.POST or None, people=people)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            asked = form.cleaned_data
            row = assign_role(
                account_id,
                asked["role"],
                email=asked["email"],
                name=asked["name"],
                starts_on=cleaning.day("starts_on", asked["starts_on"]),
                ends_on=cleaning.day("ends_on", asked["ends_on"]),
                by=request.access.actor,
            )
            toast(
                request,
                _("%(name)s has the role.") % {"name": row.name},
                undo=address(request, "role_remove", row.pk),
            )
            return redirect(address(request, "account_roles", account_id))
    context = {
        "form": form,
        "account": account,
        "roles": roles_of(account_id),
        "crumbs": account_crumbs(request, account.pk, account.name),
    }
    return render(request, "accounts/roles.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.edit", methods=("GET", "POST"))
def end(request: BansoRequest, role_id: UUID) -> HttpResponse:
    row = role_by_id(role_id)
    form = EndRoleForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            end_role(role_id, on=cleaning.day("on", form.cleaned_data["on"]), by=request.access.actor)
            toast(
                request,
                _("The role of %(name)s has ended.") % {"name": row.name},
                undo=address(request, "role_reopen", role_id),
            )
            return redirect(address(request, "account_roles", row.account_id))
    context = {
        "form": form,
        "crumbs": account_crumbs(request, row.account_id, row.account.name),
        "heading": _("End the role of %(name)s") % {"name": row.name},
        "act": _("End the role"),
        "draft": "",
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


reopen = act_view(
    lambda key, by: reopen_role(key, by=by),
    said=lambda row: _("%(name)s has the role again.") % {"name": row.name},
    account=lambda row: row.account_id,
    anchor="team",
)


@page(permission="accounts.edit", methods=("POST",))
def remove(request: BansoRequest, role_id: UUID) -> HttpResponse:
    row = role_by_id(role_id)
    remove_role(role_id, by=request.access.actor)
    toast(request, _("The role of %(name)s is taken back.") % {"name": row.name})
    return redirect(address(request, "account_roles", row.account_id))


@page(permission="accounts.edit", methods=("GET", "POST"))
def places(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """The sites and departments of an account."""
    account = account_by_id(account_id)
    sites = list(sites_of(account_id))
    kind = request.POST.get("kind", "")
    site_form = SiteForm(request.POST if kind == "site" else None, prefix="site")
    department_form = DepartmentForm(
        request.POST if kind == "department" else None,
        prefix="department",
        sites=[(str(site.pk), site.name) for site in sites],
    )
    bound: SiteForm | DepartmentForm = site_form if kind == "site" else department_form
    if bound.is_bound and bound.is_valid():
        with refusals_on(bound):
            asked = bound.cleaned_data
            if kind == "site":
                save_site(account_id, **asked, by=request.access.actor)
            else:
                at = UUID(asked["site"]) if asked["site"] else None
                save_department(account_id, name=asked["name"], site_id=at, by=request.access.actor)
            toast(request, _("%(name)s is added.") % {"name": asked["name"]})
            return redirect(address(request, "account_places", account_id))
    context = {
        "account": account,
        "sites": sites,
        "departments": departments_of(account_id),
        "site_form": site_form,
        "department_form": department_form,
        "crumbs": account_crumbs(request, account.pk, account.name),
    }
    return render(request, "accounts/places.html", context, status=422 if bound.is_bound else 200)


@page(permission="accounts.edit", methods=("POST",))
def put_place_away(request: BansoRequest, account_id: UUID, kind: str, place_id: UUID) -> HttpResponse:
    archive_place(account_id, kind, place_id, by=request.access.actor)
    undo = address(request, "place_restore", account_id, kind, place_id)
    toast(request, _("It is taken away."), undo=undo)
    return redirect(address(request, "account_places", account_id))


@page(permission="accounts.edit", methods=("POST",))
def bring_place_back(request: BansoRequest, account_id: UUID, kind: str, place_id: UUID) -> HttpResponse:
    archive_place(account_id, kind, place_id, by=request.access.actor, restore=True)
    toast(request, _("It is back."))
    return redirect(address(request, "account_places", account_id))
