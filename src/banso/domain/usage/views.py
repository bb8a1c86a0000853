"""Setting tracking up, seeing what was refused, and saying what usage means."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.domain.usage import actions, queries
from banso.domain.usage.forms import FeatureForm, IgnoredForm, OriginsForm
from banso.domain.usage.models import Feature
from banso.engine.journal.usage.queries import Refused
from banso.kit.access import BansoRequest, page
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Tab
from banso.kit.ui.toasts import toast

# Why an event was refused: what came, and what would have been taken.
REASONS = {
    "too_large": gettext_lazy("The event is larger than 32 KiB. Send less in its properties."),
    "too_deep": gettext_lazy("Its properties are nested more than 60 deep."),
    "not_json": gettext_lazy("It is no JSON object."),
    "unknown_type": gettext_lazy(
        "Its type is not known. Known are track, page, screen, identify, group and alias."
    ),
    "no_id": gettext_lazy("It names nobody: it needs userId or anonymousId, and a group call needs groupId."),
    "no_name": gettext_lazy("A track call needs the name of its event."),
    "bad_time": gettext_lazy("Its timestamp is no time. Send ISO 8601, such as 2026-11-21T09:00:00+09:00."),
    "erased": gettext_lazy("The person’s data was erased at their request. Nothing of them is stored again."),
    "id_too_long": gettext_lazy("An id in it is longer than 200 characters."),
}
_TABS = (
    ("settings_tracking", gettext_lazy("Tracking")),
    ("tracking_rejected", gettext_lazy("Rejected events")),
    ("settings_features", gettext_lazy("Features")),
)


@page(permission="usage.view")
def show(request: BansoRequest) -> HttpResponse:
    return _tracking_page(request, OriginsForm(initial={"origins": queries.tracking().origins}))


@page(permission="usage.view")
def live(request: BansoRequest) -> HttpResponse:
    """The part of the page that asks again until the first event has come."""
    return render(request, "usage/live.html", {"arrivals": queries.arrivals()})


@page(permission="usage.manage", methods=("POST",))
def origins(request: BansoRequest) -> HttpResponse:
    form = OriginsForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.allow_origins(form.cleaned_data["origins"], by=request.access.actor)
            toast(request, _("Saved. It holds within a minute."))
            return redirect(_address(request, "settings_tracking"))
    return _tracking_page(request, form, status=422)


@page(permission="usage.view")
def rejected(request: BansoRequest) -> HttpResponse:
    counts = [
        {"reason": reason, "words": REASONS.get(reason, reason), "events": events}
        for reason, events in queries.refused_counts().items()
    ]
    rows = [
        {"event": each, "words": REASONS.get(each.reason, each.reason)} for each in queries.refused_events()
    ]
    return _page(request, "tracking_rejected", "usage/rejected.html", {"counts": counts, "rows": rows})


@list_export(permission="usage.export")
def export_rejected(_request: BansoRequest) -> Table[Refused]:
    """Every event that is still kept of those that could not be taken, the newest first."""
    columns: list[Column[Refused]] = [
        Column(_("Came"), lambda each: each.received_at),
        Column(_("Event"), lambda each: each.what),
        Column(_("Message id"), lambda each: each.message_id),
        Column(_("Reason"), lambda each: each.reason),
        Column(_("Reason in words"), lambda each: REASONS.get(each.reason, each.reason)),
    ]
    return Table(_("rejected events"), columns, queries.refusals_kept())


@page(permission="usage.view")
def features(request: BansoRequest) -> HttpResponse:
    return _features_page(request, FeatureForm())


@list_export(permission="usage.export")
def export_features(_request: BansoRequest) -> Table[Feature]:
    columns: list[Column[Feature]] = [
        Column(_("Name"), lambda each: each.name),
        Column(_("Events"), lambda each: each.events),
        Column(_("Plans"), lambda each: each.plans),
    ]
    return Table(_("features"), columns, queries.features())


@page(permission="usage.manage", methods=("POST",))
def define(request: BansoRequest) -> HttpResponse:
    form = FeatureForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.define_feature(**form.cleaned_data, by=request.access.actor)
            return redirect(_address(request, "settings_features"))
    return _features_page(request, form, status=422)


@page(permission="usage.manage", methods=("POST",))
def remove(request: BansoRequest, feature_id: UUID) -> HttpResponse:
    actions.remove_feature(feature_id, by=request.access.actor)
    toast(request, _("The feature is counted no longer."))
    return redirect(_address(request, "settings_features"))


@page(permission="usage.manage", methods=("POST",))
def ignored(request: BansoRequest) -> HttpResponse:
    form = IgnoredForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.ignore_events(form.cleaned_data["ignored"], by=request.access.actor)
            toast(request, _("Saved."))
            return redirect(_address(request, "settings_features"))
    return _features_page(request, FeatureForm(), ignored_form=form, status=422)


def _features_page(
    request: BansoRequest, form: FeatureForm, *, ignored_form: IgnoredForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "features": queries.features(), "names": queries.event_names(),
        "ignored_form": ignored_form or IgnoredForm(initial={"ignored": queries.tracking().ignored}),
    }  # fmt: skip
    return _page(request, "settings_features", "usage/features.html", context, status=status)


def _tracking_page(request: BansoRequest, form: OriginsForm, *, status: int = 200) -> HttpResponse:
    context = {
        "address": settings.BASE_URL, "form": form, "arrivals": queries.arrivals(),
        "names": queries.event_names()[:20], "unknown": queries.unknown_customers(),
        "unbound": queries.unbound_people(),
    }  # fmt: skip
    return _page(request, "settings_tracking", "usage/tracking.html", context, status=status)


def _page(
    request: BansoRequest, current: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    tabs = [
        Tab(label=str(label), href=_address(request, name), current=name == current) for name, label in _TABS
    ]
    frame = {"tabs": tabs, "may_manage": request.access.may("usage.manage")}
    return render(request, template, {**frame, **context}, status=status)


def _address(request: BansoRequest, name: str) -> str:
    return reverse(name, args=[request.access.workspace.slug])
