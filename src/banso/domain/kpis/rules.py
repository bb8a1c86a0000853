"""What stands on the board, and how a change reads. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from banso.engine.metrics.declaration import Unit

# The board's tiles in their order; a KPI that is not declared is left out.
TILES = (
    ("mrr", "nrr", "grr", "logo_churn"),
    ("customers", "arpa", "quick_ratio", "ltv_cac"),
    ("mau", "stickiness", "active_accounts", "seat_utilisation"),
)
# The movements of the bridge from one month's end to the next, gains before losses.
BRIDGE = ("new_mrr", "reactivation_mrr", "upsell_mrr", "cross_sell_mrr", "contraction_mrr", "churn_mrr")


@dataclass(frozen=True, slots=True)
class Change:
    """How a number moved against the period before.

    Attributes:
        amount: the difference; for ratios in points (0.01 = one point).
        share: the difference over the earlier value, where that is not zero.
        state: "good" or "risk" by the KPI's better direction, "" where neither is better or nothing moved.
    """

    amount: Decimal
    share: Decimal | None
    state: str


def change_between(now: Decimal | None, before: Decimal | None, *, better: str) -> Change | None:
    """The change, or None where one of the two is undefined."""
    if now is None or before is None:
        return None
    amount = now - before
    share = amount / abs(before) if before else None
    if better == "none" or amount == 0:
        return Change(amount, share, "")
    good = (amount > 0) == (better == "up")
    return Change(amount, share, "good" if good else "risk")


def closes(start: Decimal, movements: list[Decimal], end: Decimal) -> bool:
    """Whether the bridge from `start` by the movements ends at `end`, to the last digit."""
    return start + sum(movements, Decimal(0)) == end


def is_rate(unit: Unit) -> bool:
    """Whether the unit is a share that is written in percent."""
    return unit is Unit.RATIO
