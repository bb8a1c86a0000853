"""What the palette shows beneath the typed words."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from banso.kit.access import BansoRequest, page
from banso.screens.search.queries import (
    accounts_like,
    contacts_like,
    kpis_like,
    leads_like,
    promises_like,
    segments_like,
)

SHOWN = 6
# Longer than any name; more would only slow the database down.
LONGEST = 100

Item = dict[str, str]


@page(permission="accounts.view")
def palette(request: BansoRequest) -> HttpResponse:
    """Groups of records for `?q=`: at most six of each kind."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    home = request.path.removesuffix("palette")
    groups = [] if not typed else [
        {"title": title, "items": items}
        for title, items in (
            (_("Accounts"), _accounts(typed, home)),
            (_("People at customers"), _people(typed, home)),
            (_("Leads"), _leads(typed, home) if request.access.may("leads.view") else []),
            (_("Promises"), _promises(typed, home) if request.access.may("promises.view") else []),
            (_("Segments"), _segments(typed, home) if request.access.may("segments.view") else []),
            (_("KPIs"), _kpis(typed, home) if request.access.may("kpis.view") else []),
        )
        if items
    ]  # fmt: skip
    return JsonResponse({"groups": groups})


def _accounts(typed: str, home: str) -> list[Item]:
    return [
        {"title": row.name, "meta": row.owner_name, "href": f"{home}accounts/{row.pk}/", "icon": "account"}
        for row in accounts_like(typed)[:SHOWN]
    ]


def _people(typed: str, home: str) -> list[Item]:
    return [
        {
            "title": row.name,
            "meta": row.account.name,
            "href": f"{home}accounts/{row.account.pk}/#people",
            "icon": "person",
        }
        for row in contacts_like(typed)[:SHOWN]
    ]


def _leads(typed: str, home: str) -> list[Item]:
    return [
        {
            "title": row.company or row.person,
            "meta": row.person if row.company else "",
            "href": f"{home}leads/{row.pk}/",
            "icon": "lead",
        }
        for row in leads_like(typed)[:SHOWN]
    ]


def _promises(typed: str, home: str) -> list[Item]:
    return [
        {
            "title": row.wording[:80],
            "meta": row.account.name,
            "href": f"{home}promises/{row.pk}/",
            "icon": "promise",
        }
        for row in promises_like(typed)[:SHOWN]
    ]


def _segments(typed: str, home: str) -> list[Item]:
    return [
        {
            "title": row.name,
            "meta": row.description,
            "href": f"{home}accounts/?segment={row.pk}",
            "icon": "segment",
        }
        for row in segments_like(typed)[:SHOWN]
    ]


def _kpis(typed: str, home: str) -> list[Item]:
    return [
        {"title": str(kpi.name), "meta": _("KPI"), "href": f"{home}kpis/{kpi.slug}/", "icon": "kpi"}
        for kpi in kpis_like(typed)[:SHOWN]
    ]
