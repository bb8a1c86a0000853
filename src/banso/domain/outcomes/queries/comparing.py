"""What comparable customers reached: those who agreed on the same metric, measured in the same way.

First of all those with the same product.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from banso.domain.outcomes.models import Measurement
from banso.domain.outcomes.rules.ambition import Ambition, Reached, compared
from banso.domain.outcomes.rules.gaps import less_is_better
from banso.domain.sales.queries import deals

_Key = tuple[str, str, str]


def ambitions_of(goals: Sequence[Any], account_id: UUID | None) -> dict[UUID, Ambition]:
    """Each goal that has a target, held against what other accounts reached."""
    wanted = {goal.pk: _key(goal) for goal in goals if goal.target is not None}
    reached = _reached(set(wanted.values()), account_id)
    sold = _products({goal.deal_id for goal in goals if goal.pk in wanted})
    return {
        goal.pk: compared(
            goal.target, reached[wanted[goal.pk]], sold.get(goal.deal_id, ""),
            less_is_better=less_is_better(goal.target, goal.baseline),
        )
        for goal in goals
        if goal.pk in wanted
    }  # fmt: skip


def ambition_of(goal: Any, account_id: UUID | None) -> Ambition | None:  # noqa: ANN401 - a goal of sales
    """As `ambitions_of`, for one; None for a goal without a target."""
    return ambitions_of([goal], account_id).get(goal.pk)


def _key(goal: Any) -> _Key:  # noqa: ANN401
    # What the customer reports is known by its words alone.
    measure = goal.metric if goal.measured_by == "reported" else goal.measure
    return goal.measured_by, " ".join(str(measure).casefold().split()), str(goal.unit).casefold().strip()


def _products(ids: Collection[UUID]) -> dict[UUID, str]:
    """What each deal sells first, as its outcome will call it."""
    found: dict[UUID, str] = {}
    for deal in deals().filter(pk__in=ids).prefetch_related("lines__product"):
        first = next(iter(deal.lines.all()), None)
        found[deal.pk] = first.product.name if first else ""
    return found


def _reached(keys: set[_Key], account_id: UUID | None) -> dict[_Key, list[Reached]]:
    """What other accounts were measured at, by what was measured; the oldest first."""
    rows = Measurement.objects.exclude(outcome__goal=None).select_related("outcome__goal", "outcome__deal")
    rows = rows.filter(outcome__goal__measured_by__in={measured_by for measured_by, *_rest in keys})
    found: dict[_Key, list[Reached]] = defaultdict(list)
    for row in rows.order_by("day", "checkpoint").iterator(500):
        key, account = _key(row.outcome.goal), row.outcome.deal.account_id
        if key in keys and account is not None and account != account_id:
            found[key].append(Reached(account, row.outcome.product, row.value))
    return found
