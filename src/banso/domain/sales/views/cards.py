"""What of deals stands on pages that gather several areas."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.sales.models import Deal
from banso.domain.sales.queries.approvals import requests_for
from banso.domain.sales.queries.forecast import ForecastMonth, forecast
from banso.domain.sales.queries.needing import Need, needing, needs_of
from banso.domain.sales.queries.vocabulary import deal_stages
from banso.domain.sales.views.approvals import Row, told
from banso.kit.access import BansoRequest
from banso.kit.formats import number
from banso.kit.tenancy import today
from banso.kit.ui.pieces import State

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """The first requests that wait for whoever looks, and how many there are."""

    rows: list[Row]
    count: int


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal that needs somebody: its stage, its overdue next step, and why, the worst first."""

    deal: Deal
    stage: str
    step: str
    why: list[tuple[State, str]]


@dataclass(frozen=True, slots=True)
class DealsCard:
    """The first deals that need somebody, how many there are, and whose they are."""

    rows: list[DealRow]
    count: int
    owner: str


def approvals_card(request: BansoRequest) -> Card | None:
    """What whoever looks is asked to approve; None for whoever approves nothing."""
    if not request.access.may("deals.manage"):
        return None
    rows = requests_for(request.access)
    return Card(told(request, list(rows[:_SHOWN])), rows.count())


def deals_card(request: BansoRequest, *, everybody: bool = False) -> DealsCard | None:
    """The open deals of whoever looks, or anybody's, that need somebody; None for whoever sees no deals."""
    if not request.access.may("deals.view") or (request.access.person_id is None and not everybody):
        return None
    on = today()
    found = needing(on, owner=None if everybody else request.access.person_id)
    rows = list(found[:_SHOWN])
    names = {stage.key: str(stage) for stage in deal_stages()} if rows else {}
    needs = needs_of(rows, on) if rows else {}
    told_rows = [
        DealRow(row, names.get(row.stage, row.stage), needs[row.pk].step, _why(needs[row.pk])) for row in rows
    ]
    owner = "" if everybody else str(getattr(request.user, "email", ""))
    return DealsCard(told_rows, found.count(), owner)


def forecast_card(request: BansoRequest) -> list[ForecastMonth]:
    """What this month and the next two are expected to bring; nothing for whoever does not run the sales."""
    if not request.access.may("deals.manage"):
        return []
    months = [month for month in forecast(3) if month.first]
    return months if any(month.counts or month.won for month in months) else []


def _why(need: Need) -> list[tuple[State, str]]:
    """Why a deal needs somebody, in a few words each."""
    found: list[tuple[State, str]] = []
    if need.closes_in is not None and need.closes_in < 0:
        late = ngettext("was to close %(n)s day ago", "was to close %(n)s days ago", -need.closes_in)
        found.append(("risk", late % {"n": number(-need.closes_in)}))
    if need.step_on is not None:
        found.append(("risk", _("next step overdue")))
    if need.closes_in == 0:
        found.append(("watch", _("to close today")))
    if need.closes_in is not None and need.closes_in > 0:
        soon = ngettext("to close in %(n)s day", "to close in %(n)s days", need.closes_in)
        found.append(("watch", soon % {"n": number(need.closes_in)}))
    if need.quiet:
        quiet = ngettext("quiet for %(n)s day", "quiet for %(n)s days", need.quiet)
        found.append(("watch", quiet % {"n": number(need.quiet)}))
    return found
