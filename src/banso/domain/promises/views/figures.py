"""The figures over the ledger: the rate of promises kept, by person and by kind, as the KPI has it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.promises.facts import KIND_WORDS
from banso.engine.journal.column.errors import ColumnError
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Point, Question
from banso.kit import formats
from banso.kit.formats import Figure
from banso.kit.periods import Grain, Period

KPI = "promise_kept_rate"
SPAN = timedelta(days=91)
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One bar: who or what it is of, the rate, and how many it rests on."""

    name: str
    share: float
    figure: Figure
    counted: str
    few: bool


@dataclass(frozen=True, slots=True)
class KeptRate:
    """The rate over the last thirteen weeks; `point` is None where the numbers do not answer."""

    period: Period
    point: Point | None
    sentence: str
    parts: list[Part]
    by: str


def kept_rate(today: date, as_of: datetime | None, *, by: str) -> KeptRate:
    """The rate of the thirteen weeks before today, whole and split by `said_by` or `kind`."""
    start = today - SPAN
    period = Period(start, today, Grain.DAY, f"{start.isoformat()}/{today.isoformat()}")
    try:
        whole = ask(Question(KPI, (period,), as_of=as_of)).last
        split = ask(Question(KPI, (period,), as_of=as_of, by=by)).points
        kinds = split if by == "kind" else ask(Question(KPI, (period,), as_of=as_of, by="kind")).points
    except ColumnError:
        return KeptRate(period, None, _("The numbers do not answer at the moment."), [], by)
    shown = sorted(split, key=lambda point: (-point.n, point.group))[:_SHOWN]
    return KeptRate(period, whole, _sentence(whole, kinds), [_part(point, by) for point in shown], by)


def _part(point: Point, by: str) -> Part:
    name = str(KIND_WORDS.get(point.group, point.group)) if by == "kind" else point.group
    counted = f"{formats.number(point.numerator)}/{formats.number(point.denominator)}"
    return Part(
        name or _("nobody"), float(point.value or 0), formats.percent(point.value, 0), counted, point.few
    )


def _sentence(whole: Point, kinds: list[Point]) -> str:
    """What the rate is made of, and what stands behind most of what was not kept."""
    due, kept = int(whole.denominator), int(whole.numerator)
    if due == 0:
        return _("No promise was due in this time.")
    said = ngettext(
        "Kept in time: %(kept)s of %(due)s promise that was due.",
        "Kept in time: %(kept)s of %(due)s promises that were due.",
        due,
    ) % {"due": formats.number(due), "kept": formats.number(kept)}
    missed = sorted(((int(each.denominator - each.numerator), each.group) for each in kinds), reverse=True)
    if due > kept and missed:
        most, kind = missed[0]
        said += _(" Of the %(missed)s others, %(most)s are of the kind “%(kind)s”.") % {
            "missed": formats.number(due - kept),
            "most": formats.number(most),
            "kind": KIND_WORDS.get(kind, kind),
        }
    return said
