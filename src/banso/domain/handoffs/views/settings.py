"""Settings of handoffs: the rules by which a CSM is chosen, and the clock."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.accounts.queries.segments import segments
from banso.domain.contracts.queries import products
from banso.domain.handoffs import actions, queries
from banso.domain.handoffs.views.frame import address, shown
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.errors import InputError, NotFound
from banso.kit.ui.toasts import toast

_MOST = 60


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of the form; the last one is empty."""

    name: str = ""
    segment: str = ""
    product: str = ""
    plan: str = ""
    language: str = ""
    people: frozenset[str] = frozenset()


@page(permission="handoffs.view")
def settings(request: BansoRequest) -> HttpResponse:
    return _page(request, _rules())


def _rules() -> list[RuleView]:
    known = {str(each.pk): each.email for each in queries.accepting()}
    return [
        RuleView(
            row.name,
            str(row.segment_id or ""),
            str(row.product_id or ""),
            row.plan,
            row.language,
            frozenset(known[each] for each in row.people if each in known),
        )
        for row in queries.csm_rules()
    ]


@page(permission="handoffs.manage", methods=("POST",))
def save(request: BansoRequest) -> HttpResponse:
    rows = _sent(request)
    try:
        made = [
            actions.RuleRow(
                row.name,
                tuple(sorted(row.people)),
                _id("segment", row.segment),
                _id("product", row.product),
                row.plan,
                row.language,
            )
            for row in rows
            if row.name.strip()
        ]
        actions.save_rules(made, by=request.access.actor)
    except (InputError, NotFound) as error:
        return _page(request, rows, error=error)
    toast(request, _("The rules are kept."))
    return redirect(address(request, "settings_handoffs"))


@page(permission="handoffs.manage", methods=("POST",))
def save_clock(request: BansoRequest) -> HttpResponse:
    sent = {name: request.POST.get(name, "") for name in ("hours", "opens", "closes")}
    try:
        actions.save_clock(**sent, by=request.access.actor)
    except InputError as error:
        return _page(request, _rules(), error=error, clock=sent)
    toast(request, _("The clock is set."))
    return redirect(address(request, "settings_handoffs"))


def _clock() -> dict[str, str]:
    """The clock as the form holds it."""
    timing = queries.timing()
    return {
        "hours": f"{Decimal(int(timing.target.total_seconds())) / 3600:f}",
        "opens": f"{timing.hours.opens:%H:%M}", "closes": f"{timing.hours.closes:%H:%M}",
    }  # fmt: skip


def _page(
    request: BansoRequest,
    rows: list[RuleView],
    *,
    error: InputError | NotFound | None = None,
    clock: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "clock": clock or _clock(),
        "rows": [*(row for row in rows if row.name.strip()), RuleView()],
        "count": len(rows),
        "segments": [(str(each.pk), each.name) for each in segments()],
        "products": [(str(each.pk), each.name) for each in products()],
        "people": [(each.email, each.get_full_name()) for each in queries.accepting()],
        "error": error,
        "tabs": settings_tabs(request.access, "settings_handoffs"),
    }
    return shown(request, "settings", context, status=422 if error else 200)


def _sent(request: BansoRequest) -> list[RuleView]:
    """The rules of the form; fields carry the line's number, for people repeat within a line."""
    return [
        RuleView(
            name=request.POST.get(f"name-{n}", ""),
            segment=request.POST.get(f"segment-{n}", ""),
            product=request.POST.get(f"product-{n}", ""),
            plan=request.POST.get(f"plan-{n}", ""),
            language=request.POST.get(f"language-{n}", ""),
            people=frozenset(request.POST.getlist(f"people-{n}")),
        )
        for n in request.POST.getlist("line")[:_MOST]
    ]


def _id(field: str, text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        wanted = _("one of the list")
        raise InputError(_("There is no such choice."), field=field, came=text, wanted=wanted) from None
