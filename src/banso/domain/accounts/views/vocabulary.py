"""Settings: custom fields and stages."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.vocabulary import archive_field, change_field, create_field, save_stages
from banso.domain.accounts.forms import FieldForm
from banso.domain.accounts.models import CustomField
from banso.domain.accounts.queries.accounts import stages
from banso.domain.accounts.views.frame import address
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="accounts.view")
def fields(request: BansoRequest) -> HttpResponse:
    """Custom fields and stages, and forms for both."""
    return _fields_page(request, FieldForm())


@page(permission="accounts.manage", methods=("POST",))
def new(request: BansoRequest) -> HttpResponse:
    form = FieldForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            asked = form.cleaned_data
            field = create_field(
                asked["label"],
                asked["kind"],
                choices=form.lines(),
                currency=asked["currency"].upper(),
                by=request.access.actor,
            )
            toast(request, _("The field “%(name)s” is added.") % {"name": field.label})
            return redirect(address(request, "settings_fields"))
    return _fields_page(request, form, status=422)


def _fields_page(request: BansoRequest, form: FieldForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "fields": CustomField.objects.all(),
        "stages": stages(),
        "tabs": settings_tabs(request.access, "settings_fields"),
        "may_manage": request.access.may("accounts.manage"),
    }
    return render(request, "accounts/settings_fields.html", context, status=status)


@page(permission="accounts.manage", methods=("POST",))
def change(request: BansoRequest, field_id: UUID) -> HttpResponse:
    lines = [line for line in request.POST.get("choices", "").splitlines() if line.strip()]
    field = change_field(
        field_id, label=request.POST.get("label", ""), choices=lines, by=request.access.actor
    )
    toast(request, _("The field “%(name)s” is changed.") % {"name": field.label})
    return redirect(address(request, "settings_fields"))


@page(permission="accounts.manage", methods=("POST",))
def archive(request: BansoRequest, field_id: UUID) -> HttpResponse:
    field = archive_field(field_id, by=request.access.actor)
    undo = address(request, "field_restore", field_id)
    toast(request, _("The field “%(name)s” is put away; its values stay.") % {"name": field.label}, undo=undo)
    return redirect(address(request, "settings_fields"))


@page(permission="accounts.manage", methods=("POST",))
def restore(request: BansoRequest, field_id: UUID) -> HttpResponse:
    field = archive_field(field_id, by=request.access.actor, restore=True)
    toast(request, _("The field “%(name)s” is back.") % {"name": field.label})
    return redirect(address(request, "settings_fields"))


@page(permission="accounts.manage", methods=("POST",))
def set_stages(request: BansoRequest) -> HttpResponse:
    """The stages in their order; a row without names takes its stage away."""
    keys = request.POST.getlist("key")
    names = zip(request.POST.getlist("name_en"), request.POST.getlist("name_ja"), strict=False)
    rows = [(key, en, ja) for key, (en, ja) in zip(keys, names, strict=False) if en.strip() or ja.strip()]
    save_stages(rows, by=request.access.actor)
    toast(request, _("The stages are kept."))
    return redirect(address(request, "settings_fields"))
