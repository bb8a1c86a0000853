"""The sample company in a few numbers, asked of the metrics as everybody else asks."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from banso.domain.workspaces.models import Workspace
from banso.engine.metrics.ask import ask
from banso.engine.metrics.declaration import Unit
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.kit.periods import Grain, period_of, previous_period
from banso.kit.tenancy import scope

SLUGS = ("customers", "mrr", "nrr", "logo_churn", "mau")


def headline(workspace: Workspace, today: date) -> Iterator[str]:
    """A line for each headline number of the last month that has ended; needs the column store up to date."""
    month = previous_period(period_of(today, Grain.MONTH))
    yield f"{workspace.name}, {month.label}:"
    with scope(workspace=workspace):
        for slug in SLUGS:
            if slug in registry:
                answer = ask(Question(slug, (month,)))
                kpi = registry.get(slug)
                yield f"  {kpi.name.ja:<24}{_shown(answer.last.value, answer.unit, workspace.currency)}"


def _shown(value: Decimal | None, unit: Unit, currency: str) -> str:
    if value is None:
        return "–"
    if unit is Unit.MONEY:
        return f"{value:,.0f} {currency}"
    return f"{value * 100:.1f} %" if unit is Unit.RATIO else f"{value:,.0f}"
