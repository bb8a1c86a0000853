"""What the pages of sales share."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_ids_by_external_id, accounts
from banso.domain.sales.models import Deal
from banso.domain.sales.queries import deal_by_id, deal_stages
from banso.domain.workspaces.queries import members_who_may
from banso.kit.access import BansoRequest
from banso.kit.errors import InputError, Lacking
from banso.kit.ui.pieces import Crumb, Tab

Page = Callable[..., HttpResponse]
_MOST_OFFERED = 300


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def deal_href(request: BansoRequest, deal_id: UUID, anchor: str = "") -> str:
    return address(request, "deal", deal_id) + (f"#{anchor}" if anchor else "")


def deal_crumbs(request: BansoRequest, deal: Deal, *more: Crumb) -> list[Crumb]:
    """The way to a deal's page."""
    crumbs = [Crumb(_("Deals"), address(request, "deals"))]
    if deal.account is not None:
        crumbs.append(Crumb(deal.account.name, address(request, "account", deal.account.pk)))
    return [*crumbs, *((Crumb(deal.name, deal_href(request, deal.pk)), *more) if more else ())]


def tabs(request: BansoRequest, current: str) -> list[Tab]:
    """The ways of looking at deals."""
    names = (
        ("deals", _("Board")),
        ("deals_table", _("Table")),
        ("deals_forecast", _("Forecast")),
        ("approvals", _("Approvals")),
    )
    return [Tab(label, address(request, name), current=name == current) for name, label in names]


def owners() -> list[tuple[str, str]]:
    """Who can own a deal, by mail address."""
    return [(person.email, person.get_full_name()) for person in members_who_may("deals.edit")]


def offered_accounts() -> list[str]:
    """Names of accounts for a form that takes one; of those that share a name, the external ids."""
    rows = list(accounts().order_by("name").values_list("name", "external_id")[:_MOST_OFFERED])
    often = Counter(name for name, _external_id in rows)
    return [external_id if often[name] > 1 and external_id else name for name, external_id in rows]


def named_account(field: str, text: str, *, now: tuple[UUID, str] | None = None) -> UUID | None:
    """The account that somebody named by name or external id; None for no name.

    Args:
        field: the form's field.
        text: what was typed.
        now: id and name of the account that stands there; typing its name, or leaving it, means this one.

    Raises:
        InputError: there is none, or there are several.
    """
    name = text.strip()
    if not name:
        return None
    if now is not None and name == now[1]:
        return now[0]
    by_id = account_ids_by_external_id([name]).get(name)
    if by_id is not None:
        return by_id
    found = list(accounts().filter(name=name).values_list("pk", flat=True)[:2])
    if len(found) == 1:
        return found[0]
    raise InputError(
        _("Several accounts are called so.") if found else _("No account is called so."),
        field=field,
        came=name,
        wanted=_("its external ID")
        if found
        else _("an account's name or external ID; add the account first if it is new"),
    )


def refused_act(request: BansoRequest, deal_id: UUID, error: Lacking) -> HttpResponse:
    """The answer to an act that the gate or a stage refuses: what is missing, with a link to each.

    A card that was dragged gets the list alone; everybody else the list on a page of its own.
    """
    alone = request.headers.get("HX-Request") == "true" or request.headers.get("X-Board") == "1"
    deal = deal_by_id(deal_id)
    context = {
        "deal": deal,
        "error": error,
        "crumbs": deal_crumbs(request, deal, Crumb(_("What is missing"))),
        "stages": deal_stages(),
    }
    template = "sales/fragments/refused.html" if alone else "sales/refused.html"
    return render(request, template, context, status=422)


def to_deal(request: BansoRequest, deal_id: UUID, anchor: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(deal_href(request, deal_id, anchor))


def shown(
    request: BansoRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this area."""
    access = request.access
    wide = {
        "may_edit": access.may("deals.edit"),
        "may_manage": access.may("deals.manage"),
        "currency": access.workspace.currency,
    }
    return render(request, f"sales/{template}.html", {**wide, **context}, status=status)
