"""A target for tests of other areas."""

from decimal import Decimal
from typing import Any

from banso.domain.targets.actions import set_targets
from banso.domain.targets.models import Target
from banso.kit.actor import Actor


def row(period: str, amount: str | None, **holder: str) -> dict[str, object]:
    """A row as `set_targets` reads it."""
    return {**holder, "period": period, "amount": None if amount is None else Decimal(amount)}


def set_one(period: str, amount: str, *, by: Actor, **holder: str) -> Target:
    """Set a target that nothing speaks against."""
    (result,) = set_targets([row(period, amount, **holder)], by=by)
    if result.target is None:
        raise AssertionError(result.error)
    return result.target


def furnish_targets(person: str, *, by: Actor, period: str = "2026-11") -> dict[str, Any]:
    """A target of a member who is named by address; returns the words of its addresses."""
    return {"target_id": set_one(period, "3000000", by=by, person=person).pk}
