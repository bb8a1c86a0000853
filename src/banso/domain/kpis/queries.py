"""What the KPI pages show: tiles, trends, variants, breakdowns, rows, publications."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.kpis.rules import BRIDGE, TILES
from banso.engine.metrics.ask import ask
from banso.engine.metrics.declaration import Aggregate, Kpi, Variant
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.publish import newest_restatement
from banso.engine.metrics.question import NO_DENOMINATOR, NO_ROWS, Answer, Point, Question
from banso.engine.metrics.registry import registry
from banso.kit.errors import NotFound
from banso.kit.periods import Period, previous_period
from banso.kit.tenancy import current_workspace

# What sums of numerators and denominators make again.
_SUMMABLE = {Aggregate.SUM, Aggregate.RATIO, Aggregate.SHARE, Aggregate.MEAN}


@dataclass(frozen=True, slots=True)
class Tile:
    """A KPI at the period in focus and the one before."""

    kpi: Kpi
    answer: Answer

    @property
    def now(self) -> Point:
        return self.answer.points[-1]

    @property
    def before(self) -> Point:
        return self.answer.points[-2]


def tiles(question: Question) -> list[list[Tile]]:
    """The board's tiles for the last period of `question`, which names no KPI itself."""
    focus = question.periods[-1]
    periods = (_before(focus), focus)
    return [
        [
            Tile(kpi, ask(Question(slug, periods, "", question.as_of, "", question.accounts)))
            for slug in row
            if slug in registry and focus.grain in (kpi := registry.get(slug)).default.grains
        ]
        for row in TILES
    ]


def tile(slug: str, focus: Period, *, variant: str = "", as_of: datetime | None = None) -> Tile:
    """A known KPI at a period and the one before."""
    return Tile(registry.get(slug), ask(Question(slug, (_before(focus), focus), variant, as_of)))


def tile_of(
    slug: str, focus: Period, people: Collection[str], *, as_of: datetime | None = None
) -> Tile | None:
    """The same of what these people own alone; None where it cannot be added up over several of them.

    Args:
        slug: of a KPI that can be broken down by its owner, as sales' and accounts' can.
        focus: the period.
        people: the owners, as rows name them.
        as_of: only what was known by then.
    """
    kpi, periods = registry.get(slug), (_before(focus), focus)
    sums = kpi.default.rows and kpi.default.aggregate in _SUMMABLE
    if len(people) != 1 and not sums:
        return None
    answer = ask(Question(slug, periods, "", as_of, "owner"))
    points = [
        _together(kpi.default, period, [
            point for point in answer.points if point.period == period and point.group in people
        ])
        for period in periods
    ]  # fmt: skip
    return Tile(kpi, replace(answer, points=points))


def _together(variant: Variant, period: Period, points: Sequence[Point]) -> Point:
    """The points of several owners as one."""
    if len(points) == 1:
        return points[0]
    counts = variant.aggregate in {Aggregate.SUM, Aggregate.DISTINCT}
    if not points:
        nothing = Decimal(0) if counts else None
        return Point(period, nothing, Decimal(0), Decimal(0), 0, reason=None if counts else NO_ROWS)
    top = sum((point.numerator for point in points), Decimal(0))
    bottom = sum((point.denominator for point in points), Decimal(0))
    value = top if counts else top / bottom if bottom else None
    reason = NO_DENOMINATOR if value is None else None
    return Point(period, value, top, bottom, sum(point.n for point in points), reason=reason)


def _before(period: Period) -> Period:
    workspace = current_workspace()
    return previous_period(period, fiscal_start=workspace.fiscal_start, week_start=workspace.week_start)


@dataclass(frozen=True, slots=True)
class Bridge:
    """MRR at the end of the period before, the movements of the period, and MRR at its end."""

    start: Point
    movements: list[tuple[Kpi, Point]]
    end: Point


def bridge(question: Question) -> Bridge:
    """The MRR bridge over the last period of `question`."""
    focus = question.periods[-1]
    standing = ask(Question("mrr", (_before(focus), focus), "", question.as_of, "", question.accounts))
    moved = [
        (registry.get(slug), ask(Question(slug, (focus,), "", question.as_of, "", question.accounts)).last)
        for slug in BRIDGE
    ]
    return Bridge(standing.points[0], moved, standing.points[1])


def variants_of(kpi: Kpi, question: Question) -> list[tuple[Variant, Answer]]:
    """Every variant of the KPI at the last period of `question` whose grain it knows."""
    focus = question.periods[-1]
    return [
        (variant, ask(Question(kpi.slug, (focus,), variant.slug, question.as_of, "", question.accounts)))
        for variant in kpi.variants
        if focus.grain in variant.grains
    ]


def publications_of(slug: str, variant: str, period: Period) -> Sequence[Publication]:
    """The published figures of a KPI's variant for a period, the newest first, with their restatements.

    By its days: what a label such as FY2024 means changes with the start of the fiscal year.
    """
    found = Publication.objects.filter(
        kpi=slug, variant=variant, period_start=period.start, period_end=period.end, grain=period.grain
    )
    return list(found.prefetch_related("restatements"))


def restatement(publication: Publication) -> Restatement | None:
    """The newest restatement of a published figure that is another one today."""
    newest = newest_restatement(publication)
    return None if newest is None or newest.holds_again else newest


def restated_accounts(restatements: Iterable[Restatement]) -> set[UUID]:
    """The accounts that the restatements' rows name."""
    return {UUID(change["account"]) for each in restatements for change in each.changes}


def publications() -> QuerySet[Publication]:
    """Every published figure of the workspace, with its restatements."""
    return Publication.objects.prefetch_related("restatements")


def publication_by_id(publication_id: UUID) -> Publication:
    """One published figure.

    Raises:
        NotFound: there is none of that id.
    """
    found = publications().filter(pk=publication_id).first()
    if found is None:
        raise NotFound(_("there is no such published figure"))
    return found
