"""Which template an onboarding is proposed with."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

_JAPAN = frozenset({"", "日本", "jp", "jpn", "japan"})


@dataclass(frozen=True, slots=True)
class Offered:
    """A template as it is put to a deal; `in_segment` is None where it asks for none."""

    template: UUID
    name: str
    product: UUID | None = None
    in_segment: bool | None = None


def choose(offered: Sequence[Offered], products: frozenset[UUID]) -> UUID | None:
    """The template that fits and asks for most: for a segment before for a product alone; None for none."""
    fitting = [
        each
        for each in offered
        if each.in_segment is not False and (each.product is None or each.product in products)
    ]
    if not fitting:
        return None
    return min(
        fitting, key=lambda each: (-(each.in_segment is True), -(each.product is not None), each.name)
    ).template


def language_of(country: str) -> str:
    """In which language a customer is written to."""
    return "ja" if country.strip().casefold() in _JAPAN else "en"
