"""Write keys and API keys. A secret is on the page that answers its making, and nowhere else."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.workspaces import actions
from banso.domain.workspaces.forms import KeyForm, RotateForm
from banso.domain.workspaces.models import Key
from banso.domain.workspaces.queries import keys as all_keys
from banso.domain.workspaces.rules import covers, scope_choices
from banso.domain.workspaces.views.frame import address, settings_page
from banso.kit.access import BansoRequest, page
from banso.kit.clock import now
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="keys.view")
def show(request: BansoRequest) -> HttpResponse:
    return _page(request)


@list_export(permission="keys.export")
def export(_request: BansoRequest) -> Table[Key]:
    """What the page tells of each key: neither its secret, which is kept nowhere, nor the secret's hash."""
    moment = now()
    columns: list[Column[Key]] = [
        Column(_("Name"), lambda key: key.name),
        Column(_("Begins with"), lambda key: key.prefix),
        Column(_("Kind of key"), lambda key: key.get_kind_display()),
        Column(_("Scopes"), lambda key: key.scopes),
        Column(_("Made"), lambda key: key.created_at),
        Column(_("Made by"), lambda key: key.created_by),
        Column(_("Last used"), lambda key: key.last_used_at),
        Column(_("State"), lambda key: _state(key, moment)),
        Column(_("Works until"), lambda key: key.expires_at),
        Column(_("Revoked"), lambda key: key.revoked_at),
    ]
    return Table(_("keys"), columns, all_keys().iterator())


@page(permission="keys.manage", methods=("GET", "POST"))
def create(request: BansoRequest) -> HttpResponse:
    held = request.access.permissions
    scopes = [scope for scope in scope_choices() if covers(held, scope)]
    form = KeyForm(request.POST or None, scopes=scopes, initial={"kind": "write"})
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            key, secret = actions.create_key(
                given["kind"], name=given["name"], expires_at=form.expires_at(), held=held,
                scopes=given["scopes"] if given["kind"] == "api" else (), by=request.access.actor,
            )  # fmt: skip
            return _page(request, made=key, secret=secret)
    return settings_page(request, "settings_key_new", {"form": form}, status=422 if form.is_bound else 200)


@page(permission="keys.manage", methods=("POST",))
def rotate(request: BansoRequest, key_id: UUID) -> HttpResponse:
    form = RotateForm(request.POST)
    hours = form.cleaned_data["overlap"] if form.is_valid() else 24
    key, secret = actions.rotate_key(
        key_id, overlap=timedelta(hours=hours), held=request.access.permissions, by=request.access.actor
    )
    return _page(request, made=key, secret=secret)


@page(permission="keys.manage", methods=("POST",))
def revoke(request: BansoRequest, key_id: UUID) -> HttpResponse:
    key = actions.revoke_key(key_id, by=request.access.actor)
    toast(request, _("The key %(name)s opens nothing any more.") % {"name": key.name})
    return redirect(address(request, "settings_keys"))


def _state(key: Key, moment: datetime) -> str:
    if key.usable(moment):
        return _("in force")
    return _("revoked") if key.revoked_at else _("expired")


def _page(request: BansoRequest, *, made: Key | None = None, secret: str = "") -> HttpResponse:
    moment = now()
    rows = [{"key": key, "usable": key.usable(moment)} for key in all_keys()]
    context = {
        "rows": rows, "made": made, "secret": secret, "rotate": RotateForm(),
        "may_manage": request.access.may("keys.manage"),
    }  # fmt: skip
    response = settings_page(request, "settings_keys", context)
    if secret:
        response["Cache-Control"] = "no-store"
    return response
