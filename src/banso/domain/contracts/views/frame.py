"""What the pages of contracts share."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banso.kit.access import BansoRequest
from banso.kit.ui.pieces import Tab

TABS = (
    ("contracts_lines", _("Subscriptions")),
    ("contracts_products", _("Products and plans")),
    ("contracts_rates", _("Exchange rates")),
    ("contracts_costs", _("Costs and margin")),
)


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of this area inside the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def contracts_page(
    request: BansoRequest, current: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `contracts/<current>.html` under the area's tabs; 422 where one of its forms was refused."""
    tabs = [
        Tab(label=str(label), href=address(request, f"{name}"), current=name == f"contracts_{current}")
        for name, label in TABS
    ]
    wide = {"tabs": tabs, "may_edit": request.access.may("contracts.edit"),
            "may_manage": request.access.may("contracts.manage"),
            "currency": request.access.workspace.currency}  # fmt: skip
    return render(request, f"contracts/{current}.html", {**wide, **context}, status=status)


def account_address(request: BansoRequest, account: object) -> str:
    return f"/w/{request.access.workspace.slug}/accounts/{account}/"
