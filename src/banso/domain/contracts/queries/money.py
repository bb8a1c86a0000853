"""Rates, costs, margins; products with their plans."""

from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from banso.domain.contracts.models import CostEntry, ExchangeRate, GrossMargin, Plan, Product
from banso.domain.contracts.rules.money import Rate, Rates
from banso.kit.errors import NotFound
from banso.kit.tenancy import current_workspace


def rates() -> Rates:
    """Every exchange rate into the workspace's reporting currency."""
    reporting = current_workspace().currency
    rows = ExchangeRate.objects.filter(into=reporting).values_list("currency", "day", "rate")
    return Rates(reporting, (Rate(*row) for row in rows))


def rate_rows() -> QuerySet[ExchangeRate]:
    """The rates into the reporting currency, by currency, newest first."""
    return ExchangeRate.objects.filter(into=current_workspace().currency)


def costs() -> QuerySet[CostEntry]:
    """Cost entries, newest month first."""
    return CostEntry.objects.all()


def margins() -> QuerySet[GrossMargin]:
    """Gross margins, newest first."""
    return GrossMargin.objects.all()


def products() -> QuerySet[Product]:
    """Products with their plans by rank, and how many lines each has, as `lines`."""
    return Product.objects.prefetch_related(Prefetch("plans", Plan.objects.all())).annotate(
        lines=Count("subscriptions")
    )


def cost_by_id(cost_id: UUID) -> CostEntry:
    """One cost entry of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = CostEntry.objects.filter(pk=cost_id).first()
    if found is None:
        raise NotFound(_("There is no such cost entry."))
    return found


def plan_by_id(product_id: UUID, plan_id: UUID) -> Plan:
    """One plan of a product.

    Raises:
        NotFound: there is none.
    """
    found = Plan.objects.filter(product=product_id, pk=plan_id).first()
    if found is None:
        raise NotFound(_("There is no such plan."))
    return found


def product_by_id(product_id: UUID) -> Product:
    """One product with its plans.

    Raises:
        NotFound: there is none.
    """
    found = products().filter(pk=product_id).first()
    if found is None:
        raise NotFound(_("There is no such product."))
    return found
