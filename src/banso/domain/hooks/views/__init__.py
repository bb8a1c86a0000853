"""The pages of webhooks. A secret is on the page that answers its making, and nowhere else."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.domain.hooks import actions, queries
from banso.domain.hooks.definitions import event_title
from banso.domain.hooks.forms import EndpointForm
from banso.domain.hooks.models import Delivery, DeliveryState, Endpoint
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Conflict
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb, Paging
from banso.kit.ui.toasts import toast

_STATES = {DeliveryState.SENT: "good", DeliveryState.FAILED: "risk", DeliveryState.WAITING: "watch"}


@page(permission="hooks.view")
def show(request: BansoRequest) -> HttpResponse:
    rows = [{"endpoint": each, "events": _words(each), "state": _state(each)} for each in queries.endpoints()]
    return _shown(request, "list", {"rows": rows})


@list_export(permission="hooks.export")
def export(_request: BansoRequest) -> Table[Endpoint]:
    """What the page tells of each webhook; never its secret."""
    columns: list[Column[Endpoint]] = [
        Column(_("Name"), lambda row: row.name),
        Column(_("URL"), lambda row: row.url),
        Column(_("Events"), lambda row: row.events),
        Column(_("Made"), lambda row: row.made_at),
        Column(_("Made by"), lambda row: row.made_by),
        Column(_("State"), lambda row: row.get_off_display()),
        Column(_("No good answer since"), lambda row: row.failing_since),
    ]
    return Table(_("webhooks"), columns, queries.endpoints().iterator())


@list_export(permission="hooks.export")
def export_deliveries(_request: BansoRequest, endpoint_id: UUID) -> Table[Delivery]:
    queries.endpoint_by_id(endpoint_id)
    columns: list[Column[Delivery]] = [
        Column(_("Time"), lambda row: row.at),
        Column(_("Event"), lambda row: row.event),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Tries"), lambda row: row.tries),
        Column(_("Last try"), lambda row: row.tried_at),
        Column(_("Status of the answer"), lambda row: row.status),
        Column(_("Error"), lambda row: row.error),
        Column(_("Content of the message"), lambda row: row.body),
    ]
    return Table(_("Webhook deliveries"), columns, queries.deliveries(endpoint_id).iterator())


@page(permission="hooks.manage", methods=("GET", "POST"))
def create(request: BansoRequest) -> HttpResponse:
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            made, secret = actions.create_endpoint(
                given["name"], given["url"], given["events"], by=request.access.actor
            )
            return _one(request, made, secret=secret)
    return _shown(
        request, "new", {"form": form, "crumbs": _crumbs(request)}, status=422 if form.is_bound else 200
    )


@page(permission="hooks.view")
def one(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    return _one(request, queries.endpoint_by_id(endpoint_id))


@page(permission="hooks.manage", methods=("POST",))
def change(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    endpoint, form = queries.endpoint_by_id(endpoint_id), EndpointForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.change_endpoint(
                endpoint_id, given["name"], given["url"], given["events"], by=request.access.actor
            )
            toast(request, _("The webhook is kept."))
            return _back(request, endpoint_id)
    return _one(request, endpoint, form=form, status=422)


@page(permission="hooks.manage", methods=("POST",))
def rotate(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    endpoint, secret = actions.rotate_secret(endpoint_id, by=request.access.actor)
    return _one(request, endpoint, secret=secret)


@page(permission="hooks.manage", methods=("POST",))
def test(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    actions.send_test(endpoint_id, by=request.access.actor)
    toast(request, _("A test is on its way: load the page again to see what came of it."))
    return _back(request, endpoint_id)


@page(permission="hooks.manage", methods=("POST",))
def turn_on(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    actions.switch_on(endpoint_id, by=request.access.actor)
    toast(request, _("The webhook is switched on."))
    return _back(request, endpoint_id)


@page(permission="hooks.manage", methods=("POST",))
def turn_off(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    actions.switch_off(endpoint_id, by=request.access.actor)
    toast(request, _("The webhook is switched off."))
    return _back(request, endpoint_id)


@page(permission="hooks.manage", methods=("POST",))
def remove(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    gone = actions.remove_endpoint(endpoint_id, by=request.access.actor)
    toast(request, _("The webhook %(name)s is removed.") % {"name": gone.name})
    return redirect(_address(request, "settings_hooks"))


@page(permission="hooks.manage", methods=("POST",))
def again(request: BansoRequest, delivery_id: UUID) -> HttpResponse:
    endpoint_id = queries.delivery_by_id(delivery_id).endpoint_id
    try:
        actions.try_again(delivery_id, by=request.access.actor)
        toast(request, _("It is tried again."))
    except Conflict as error:
        toast(request, error.message)
    return _back(request, endpoint_id)


def _one(
    request: BansoRequest,
    endpoint: Endpoint,
    *,
    secret: str = "",
    form: EndpointForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = page_of(queries.deliveries(endpoint.pk), cursor=request.GET.get("cursor"), order=("-at", "-id"))
    href = f"{_address(request, 'settings_hook', endpoint.pk)}?cursor={found.next_cursor}"
    rows = [
        {"delivery": each, "title": event_title(each.event), "state": _STATES[DeliveryState(each.state)]}
        for each in found.data
    ]
    initial = {"name": endpoint.name, "url": endpoint.url, "events": endpoint.events}
    context = {
        "endpoint": endpoint, "secret": secret, "form": form or EndpointForm(initial=initial), "rows": rows,
        "state": _state(endpoint), "events": _words(endpoint), "crumbs": _crumbs(request),
        "paging": Paging(shown=len(rows), next_href=href if found.next_cursor else ""),
    }  # fmt: skip
    answer = _shown(request, "one", context, status=status)
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: BansoRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context |= {
        "tabs": settings_tabs(request.access, "settings_hooks"),
        "may_manage": request.access.may("hooks.manage"),
    }
    return render(request, f"hooks/{name}.html", context, status=status)


def _words(endpoint: Endpoint) -> list[str]:
    return [event_title(name) for name in endpoint.events]


def _state(endpoint: Endpoint) -> str:
    if endpoint.off:
        return "none" if endpoint.off == "hand" else "risk"
    return "watch" if endpoint.failing_since else "good"


def _crumbs(request: BansoRequest) -> list[Crumb]:
    return [Crumb(_("Webhooks"), _address(request, "settings_hooks"))]


def _back(request: BansoRequest, endpoint_id: UUID) -> HttpResponse:
    return redirect(_address(request, "settings_hook", endpoint_id))


def _address(request: BansoRequest, name: str, *args: object) -> str:
    return reverse(name, args=[request.access.workspace.slug, *args])
