"""What open deals are expected to bring, by the month in which they are expected to close."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from banso.domain.sales.queries.deals import deals
from banso.domain.sales.queries.listing import NONE, closes_within
from banso.domain.sales.queries.vocabulary import deal_stages
from banso.kit.periods import add_months
from banso.kit.tenancy import today


@dataclass(slots=True)
class ForecastMonth:
    """One month in the reporting currency, in whole units.

    Attributes:
        first: its first day; None for deals without a day.
        closes: what the list of deals is asked for, to show those that are open in it.
        won: closed in it already.
        weighted: every open deal × the probability of its stage.
    """

    first: date | None
    closes: str
    won: int = 0
    commit: int = 0
    best_case: int = 0
    pipeline: int = 0
    weighted: float = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def forecast(months: int = 6) -> list[ForecastMonth]:
    """This month and those that follow; what is overdue counts to this month, and at last what has no day."""
    first = add_months(today(), 0)
    starts = [add_months(first, number) for number in range(months)]
    rows = {
        start: ForecastMonth(
            start,
            # The first month has what is overdue as well, the last one what comes after it.
            closes_within(
                "" if start == first else start, "" if start == starts[-1] else add_months(start, 1)
            ),
        )
        for start in starts
    }
    last, without = starts[-1], ForecastMonth(None, NONE)
    chances = {stage.key: stage.probability for stage in deal_stages()}
    opened = deals().filter(status="open").values_list("expected_close_on", "forecast", "stage", "size")
    for day, category, stage, size in opened:
        month = without if day is None else rows[min(max(add_months(day, 0), first), last)]
        setattr(month, category, getattr(month, category) + size)
        month.weighted += size * chances.get(stage, 0) / 100
        month.counts[category] += 1
    won = deals().filter(status="won", closed_on__gte=first).values_list("closed_on", "size")
    for day, size in won:
        if day is not None and add_months(day, 0) in rows:
            rows[add_months(day, 0)].won += size
    return [*rows.values(), *([without] if without.counts else [])]
