"""Rates, costs, margins; products with their plans."""

from django.db.models import Count, Prefetch, QuerySet

from banso.domain.contracts.models import CostEntry, ExchangeRate, GrossMargin, Plan, Product
from banso.domain.contracts.rules.money import Rate, Rates
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
