"""Products with their plans."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.contracts import actions, queries
from banso.domain.contracts.forms import PlanForm, ProductForm
from banso.domain.contracts.models import Plan, Product
from banso.domain.contracts.views.frame import address, contracts_page
from banso.kit.access import BansoRequest, page
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast


@page(permission="contracts.view", methods=("GET", "POST"), writing="contracts.manage")
def products(request: BansoRequest) -> HttpResponse:
    form = ProductForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.save_product(None, **form.cleaned_data, by=request.access.actor)
            toast(request, _("The product was added."))
            return redirect(address(request, "contracts_products"))
    context = {"products": queries.products(), "form": form}
    return contracts_page(request, "products", context, status=422 if form.is_bound else 200)


@list_export(permission="contracts.export")
def export_products(_request: BansoRequest) -> Table[tuple[Product, Plan | None]]:
    """A row for each plan, lowest first; one for a product without any."""
    columns: list[Column[tuple[Product, Plan | None]]] = [
        Column(_("Product"), lambda row: row[0].name),
        Column(_("standard"), lambda row: _("yes") if row[0].standard else ""),
        Column(_("Subscriptions of the product"), lambda row: row[0].lines),  # type: ignore[attr-defined]
        Column(_("Plan"), lambda row: row[1] and row[1].name),
        Column(_("Rank"), lambda row: row[1] and row[1].rank),
        Column(_("List price"), lambda row: row[1] and row[1].list_price),
        Column(_("Currency"), lambda row: row[1] and row[1].currency),
        Column(_("Interval"), lambda row: row[1] and row[1].get_interval_display()),
    ]
    return Table(_("products and plans"), columns, _plans())


@page(permission="contracts.manage", methods=("GET", "POST"))
def product(request: BansoRequest, product_id: UUID) -> HttpResponse:
    found = queries.product_by_id(product_id)
    form = ProductForm(request.POST or None, initial={"name": found.name, "standard": found.standard})
    if form.is_valid():
        with refusals_on(form):
            actions.save_product(product_id, **form.cleaned_data, by=request.access.actor)
            toast(request, _("The product was saved."))
            return redirect(address(request, "contracts_products"))
    return _product_page(request, product_id, form=form)


@page(permission="contracts.manage", methods=("POST",))
def remove_product(request: BansoRequest, product_id: UUID) -> HttpResponse:
    actions.delete_product(product_id, by=request.access.actor)
    toast(request, _("The product was removed."))
    return redirect(address(request, "contracts_products"))


@page(permission="contracts.manage", methods=("GET", "POST"))
def plan(request: BansoRequest, product_id: UUID, plan_id: UUID) -> HttpResponse:
    return _plan(request, product_id, plan_id)


@page(permission="contracts.manage", methods=("GET", "POST"))
def new_plan(request: BansoRequest, product_id: UUID) -> HttpResponse:
    return _plan(request, product_id, None)


def _plans() -> Iterator[tuple[Product, Plan | None]]:
    for product in queries.products():
        for plan in product.plans.all() or [None]:
            yield product, plan


def _plan(request: BansoRequest, product_id: UUID, plan_id: UUID | None) -> HttpResponse:
    known = queries.plan_by_id(product_id, plan_id) if plan_id else None
    initial = (
        {"name": known.name, "rank": known.rank, "interval": known.interval,
         "list_price": "" if known.list_price is None else f"{known.list_price.normalize():f}"}
        if known else {}
    )  # fmt: skip
    form = PlanForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            values = actions.PlanValues(**form.cleaned_data)
            actions.save_plan(plan_id, product_id=product_id, values=values, by=request.access.actor)
            toast(request, _("The plan was saved."))
            return redirect(address(request, "contracts_product", product_id))
    return _product_page(request, product_id, plan_form=form, plan_id=plan_id)


def _product_page(
    request: BansoRequest,
    product_id: UUID,
    *,
    form: ProductForm | None = None,
    plan_form: PlanForm | None = None,
    plan_id: UUID | None = None,
) -> HttpResponse:
    found = queries.product_by_id(product_id)
    bound = form if form is not None else plan_form
    context = {
        "product": found,
        "form": form,
        "plan_form": plan_form,
        "plan_id": plan_id,
        "crumbs": [
            Crumb(_("Products and plans"), address(request, "contracts_products")),
            Crumb(found.name),
        ],
    }
    status = 422 if bound is not None and bound.is_bound else 200
    return contracts_page(request, "product", context, status=status)
