"""The products and plans that lines name: found, or put there."""

from collections.abc import Sequence
from dataclasses import replace

from banso.domain.contracts.models import Plan, Product
from banso.domain.contracts.rules.lines import Line
from banso.kit.tenancy import current_workspace, current_workspace_id
from banso.kit.words import Text

STANDARD = Text(en="Standard", ja="標準")


class Shelf:
    """Products and plans by name, read once for a bulk write."""

    def __init__(self) -> None:
        self._products = {row.name: row for row in Product.objects.all()}
        self._plans = {(row.product.name, row.name): row for row in Plan.objects.select_related("product")}
        standard = next((name for name, row in self._products.items() if row.standard), "")
        self._standard = standard or STANDARD.in_language(current_workspace().language)

    def named(self, lines: Sequence[Line]) -> list[Line]:
        """The lines with the standard product's name where they name none."""
        return [line if line.product else replace(line, product=self._standard) for line in lines]

    def stock(self, lines: Sequence[Line]) -> None:
        """Put the products and plans there that the lines name and nobody has made yet."""
        names = dict.fromkeys(line.product for line in lines if line.product not in self._products)
        has_standard = any(row.standard for row in self._products.values())
        fresh = [
            Product(
                workspace_id=current_workspace_id(),
                name=name,
                standard=name == self._standard and not has_standard,
            )
            for name in names
        ]
        Product.objects.bulk_create(fresh)
        self._products |= {row.name: row for row in fresh}
        wanted = dict.fromkeys(
            (line.product, version.plan)
            for line in lines
            for version in line.versions
            if version.plan and (line.product, version.plan) not in self._plans
        )
        plans = [
            Plan(workspace_id=current_workspace_id(), product=self._products[product], name=name)
            for product, name in wanted
        ]
        Plan.objects.bulk_create(plans)
        self._plans |= {(row.product.name, row.name): row for row in plans}

    def product(self, name: str) -> Product:
        return self._products[name]

    def plan(self, product: str, name: str) -> Plan | None:
        """The product's plan of that name; None for no name."""
        return self._plans[product, name] if name else None
