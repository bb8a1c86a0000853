"""Every KPI that is declared, found by walking the packages of definitions."""

import importlib
import pkgutil
from collections.abc import Iterator

from django.utils.translation import gettext as _

from banso.engine.metrics.declaration import Kpi, Unit, Variant
from banso.kit.errors import InputError

# Between the names of a formula's part and of that part's own part.
NESTED = "/"


class Registry:
    """KPIs by slug. A module of definitions holds its declaration under the name `KPI`."""

    def __init__(self) -> None:
        self._kpis: dict[str, Kpi] = {}

    def add(self, kpi: Kpi) -> None:
        """Enter a KPI.

        Raises:
            ValueError: another one has its slug, or two of its variants share one.
        """
        known = self._kpis.get(kpi.slug)
        if known is not None and known != kpi:
            raise ValueError(f"two KPIs are called {kpi.slug}")
        slugs = [variant.slug for variant in kpi.variants]
        if len(slugs) != len(set(slugs)):
            raise ValueError(f"KPI {kpi.slug}: two variants share a slug: {slugs}")
        self._kpis[kpi.slug] = kpi

    def discover(self, package: str) -> None:
        """Import every module below `package` and enter its KPI."""
        root = importlib.import_module(package)
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            declared = getattr(importlib.import_module(found.name), "KPI", None)
            if isinstance(declared, Kpi):
                self.add(declared)

    def get(self, slug: str) -> Kpi:
        """The KPI of that slug.

        Raises:
            InputError: there is none.
        """
        kpi = self._kpis.get(slug)
        if kpi is None:
            known = ", ".join(sorted(self._kpis)) or _("none is declared")
            raise InputError(
                _("there is no KPI “%(kpi)s”") % {"kpi": slug}, field="kpi", came=slug, wanted=known
            )
        return kpi

    def variant(self, slug: str, variant: str) -> tuple[Kpi, Variant]:
        """The KPI and its variant ("" for the default).

        Raises:
            InputError: either does not exist.
        """
        kpi = self.get(slug)
        found = kpi.variant(variant)
        if found is None:
            raise InputError(
                _("%(kpi)s has no variant “%(variant)s”") % {"kpi": slug, "variant": variant},
                field="variant",
                came=variant,
                wanted=", ".join(each.slug for each in kpi.variants),
            )
        return kpi, found

    def row_units(self, kpi: Kpi, variant: Variant, part: str) -> tuple[Unit, Unit]:
        """What numerator and denominator of a row count in; the rows of a formula are those of its parts."""
        name, _slash, rest = part.partition(NESTED)
        if variant.formula is None or name not in variant.parts:
            return kpi.row_unit_of(variant), kpi.divisor_unit_of(variant)
        slug, _colon, chosen = variant.parts[name].partition(":")
        return self.row_units(*self.variant(slug, chosen), rest)

    def __iter__(self) -> Iterator[Kpi]:
        return iter(sorted(self._kpis.values(), key=lambda kpi: (kpi.owner, kpi.slug)))

    def __len__(self) -> int:
        return len(self._kpis)

    def __contains__(self, slug: object) -> bool:
        return slug in self._kpis


registry = Registry()
