"""The choices that stand over a page of numbers: period, length of period, segment, breakdown."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.domain.accounts.queries.segments import segments
from banso.domain.kpis.forms import fiscal, last_whole
from banso.engine.metrics.declaration import Variant
from banso.engine.metrics.dimensions import dimensions
from banso.kit import formats
from banso.kit.periods import Grain, Period, period_of, previous_period
from banso.kit.ui.pieces import Choice

GRAINS = {
    Grain.DAY: gettext_lazy("Day"),
    Grain.WEEK: gettext_lazy("Week"),
    Grain.MONTH: gettext_lazy("Month"),
    Grain.QUARTER: gettext_lazy("Quarter"),
    Grain.HALF: gettext_lazy("Half year"),
    Grain.YEAR: gettext_lazy("Fiscal year"),
}
_OFFERED = 15


def _with(request: HttpRequest, **changes: str) -> str:
    query = {name: value for name, value in request.GET.items() if name not in {"page", "group"}} | changes
    kept = {name: value for name, value in query.items() if value}
    return f"?{urlencode(kept)}" if kept else request.path


def chosen(choices: list[Choice]) -> str:
    """The label of the current choice; the first one's where none is."""
    return next((each.label for each in choices if each.current), choices[0].label)


def period_choices(request: HttpRequest, focus: Period, as_of: datetime | None) -> list[Choice]:
    """The present period (it is not over yet), the ones before it, and the one in focus."""
    newest = last_whole(focus.grain, as_of)
    present = period_of(newest.end, focus.grain, **fiscal())
    offered = [present, newest]
    while len(offered) < _OFFERED:
        offered.append(previous_period(offered[-1], **fiscal()))
    if focus not in offered:
        offered.append(focus)
    return [
        Choice(
            formats.period(each) + (" " + _("(so far)") if each == present else ""),
            _with(request, period=each.label),
            each == focus,
        )
        for each in sorted(offered, key=lambda each: each.start, reverse=True)
    ]


def grain_choices(request: HttpRequest, focus: Period, variant: Variant | None = None) -> list[Choice]:
    grains = variant.grains if variant else tuple(Grain)
    return [
        Choice(
            str(GRAINS[grain]),
            _with(request, grain=grain, period=period_of(focus.last_day, grain, **fiscal()).label),
            grain is focus.grain,
        )
        for grain in grains
    ]


def segment_choices(request: HttpRequest, chosen_id: str) -> list[Choice]:
    """All accounts, and each saved segment."""
    saved = [
        Choice(segment.name, _with(request, segment=str(segment.pk)), str(segment.pk) == chosen_id)
        for segment in segments()
    ]
    return [Choice(_("All accounts"), _with(request, segment=""), not chosen_id), *saved]


def dimension_choices(request: HttpRequest, variant: Variant, chosen: str) -> list[Choice]:
    own = [Choice(name, _with(request, by=name), name == chosen) for name in variant.dimensions]
    return [
        Choice(_("Not broken down"), _with(request, by=""), not chosen),
        *own,
        *(
            Choice(str(each.name), _with(request, by=each.slug), each.slug == chosen)
            for each in dimensions.known.values()
        ),
    ]
