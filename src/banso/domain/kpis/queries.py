"""What the KPI pages show: tiles, trends, variants, breakdowns, rows, publications."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.kpis.rules import BRIDGE, TILES
from banso.engine.metrics.ask import ask
from banso.engine.metrics.declaration import Kpi, Variant
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.publish import newest_restatement
from banso.engine.metrics.question import Answer, Point, Question
from banso.engine.metrics.registry import registry
from banso.kit.errors import NotFound
from banso.kit.periods import Period, previous_period
from banso.kit.tenancy import current_workspace


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
