"""What comparable customers reached: those who agreed on the same metric, measured in the same way."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.outcomes.models import Measurement
from banso.domain.outcomes.rules.ambition import Ambition, ambition
from banso.domain.outcomes.rules.gaps import less_is_better

_Key = tuple[str, str, str]


def ambitions_of(goals: Sequence[Any], account_id: UUID | None) -> dict[UUID, Ambition]:
    """Each goal that has a target, held against what other accounts reached."""
    wanted = {goal.pk: _key(goal) for goal in goals if goal.target is not None}
    reached = _reached(set(wanted.values()), account_id)
    return {
        goal.pk: ambition(
            goal.target, reached[wanted[goal.pk]],
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


def _reached(keys: set[_Key], account_id: UUID | None) -> dict[_Key, list[Decimal]]:
    """The newest value of each other account, by what was measured."""
    rows = Measurement.objects.exclude(outcome__goal=None).select_related("outcome__goal", "outcome__deal")
    rows = rows.filter(outcome__goal__measured_by__in={measured_by for measured_by, *_rest in keys})
    newest: dict[_Key, dict[UUID, tuple[object, Decimal]]] = defaultdict(dict)
    for row in rows.order_by("day", "checkpoint").iterator(500):
        key, account = _key(row.outcome.goal), row.outcome.deal.account_id
        if key in keys and account is not None and account != account_id:
            newest[key][account] = (row.day, row.value)
    found: dict[_Key, list[Decimal]] = defaultdict(list)
    for key, values in newest.items():
        found[key] = [value for _day, value in values.values()]
    return found
