"""Reading a question about a KPI from an address, an API call or the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.accounts.queries.segments import account_ids_in
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.kit.as_of import read_as_of
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound
from banso.kit.periods import (
    FIRST_YEAR,
    Grain,
    Period,
    parse_period,
    period_of,
    periods_between,
    previous_period,
)
from banso.kit.tenancy import current_workspace, day_of

# How many periods a trend shows.
TREND_POINTS = {
    Grain.DAY: 31,
    Grain.WEEK: 13,
    Grain.MONTH: 13,
    Grain.QUARTER: 9,
    Grain.HALF: 7,
    Grain.YEAR: 5,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page was asked for: the question, with the period that is in focus (the last one).

    Attributes:
        segment: the id of the segment whose accounts count, or "".
    """

    question: Question
    focus: Period
    segment: str = ""

    @property
    def as_of(self) -> datetime | None:
        return self.question.as_of


def fiscal() -> dict[str, int]:
    """The open workspace's calendar, as the functions of `kit.periods` take it."""
    workspace = current_workspace()
    return {"fiscal_start": workspace.fiscal_start, "week_start": workspace.week_start}


def last_whole(grain: Grain, as_of: datetime | None) -> Period:
    """The newest period of that grain that is over; the present one says little."""
    today = day_of(as_of or now())
    return previous_period(period_of(today, grain, **fiscal()), **fiscal())


def read_grain(text: str, default: Grain) -> Grain:
    if not text:
        return default
    try:
        return Grain(text)
    except ValueError as error:
        wanted = ", ".join(Grain)
        raise InputError(
            _("“%(text)s” is no grain") % {"text": text}, field="grain", came=text, wanted=wanted
        ) from error


def read_segment(text: str) -> tuple[UUID, ...] | None:
    """The accounts of the segment whose id `text` is; None for all accounts.

    Raises:
        InputError: there is no such segment.
    """
    if not text:
        return None
    try:
        return account_ids_in(UUID(text))
    except (ValueError, NotFound) as error:
        wanted = _("the id of a saved segment")
        raise InputError(_("there is no such segment"), field="segment", came=text, wanted=wanted) from error


def read_periods(first: str, to: str, grain: str) -> tuple[Period, ...]:
    """Every period from `first` to `to`, in steps of `grain`, as a report or a script asks for them.

    Without `grain` the first period's own length is the step. With a finer one the stretch is cut up.
    """
    start = parse_period(first, **fiscal())
    end = parse_period(to, **fiscal()) if to else start
    step = read_grain(grain, start.grain)
    if step is start.grain and step is end.grain:
        return tuple(periods_between(start, end, **fiscal()))
    return tuple(
        periods_between(
            period_of(start.start, step, **fiscal()), period_of(end.last_day, step, **fiscal()), **fiscal()
        )
    )


def read_trend(params: Mapping[str, str], slug: str) -> Asked:
    """A page's question: the focus period and those before it, for the trend.

    Raises:
        InputError: a parameter cannot be read; its field is the parameter's name.
    """
    kpi, variant = registry.variant(slug, params.get("variant", ""))
    as_of = read_as_of(params["as_of"]) if params.get("as_of") else None
    text = params.get("period", "")
    if text:
        focus = parse_period(text, **fiscal())
    else:
        focus = last_whole(read_grain(params.get("grain", ""), kpi.grain), as_of)
    if focus.grain not in variant.grains:
        focus = period_of(focus.last_day, variant.grains[0], **fiscal())
    periods = [focus]
    while len(periods) < TREND_POINTS[focus.grain] and periods[0].start.year >= FIRST_YEAR:
        periods.insert(0, previous_period(periods[0], **fiscal()))
    by, segment = params.get("by", ""), params.get("segment", "")
    question = Question(slug, tuple(periods), variant.slug, as_of, by, read_segment(segment))
    return Asked(question, focus, segment)


def only(asked: Asked, *, by: str = "") -> Question:
    """The same question for the period in focus alone."""
    question = asked.question
    return Question(question.slug, (asked.focus,), question.variant, question.as_of, by, question.accounts)


def read_board(params: Mapping[str, str]) -> Asked:
    """The board's period and moment of knowledge; the question names no KPI.

    Raises:
        InputError: a parameter cannot be read; its field is the parameter's name.
    """
    as_of = read_as_of(params["as_of"]) if params.get("as_of") else None
    text = params.get("period", "")
    grain = read_grain(params.get("grain", ""), Grain.MONTH)
    focus = parse_period(text, **fiscal()) if text else last_whole(grain, as_of)
    segment = params.get("segment", "")
    return Asked(Question("", (focus,), "", as_of, "", read_segment(segment)), focus, segment)
