"""The board: a column for each stage. Every move has a menu entry beside the dragging."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from banso.domain.contracts.queries import today
from banso.domain.sales import actions, queries
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.listing import Sums, listed, read_listing, sums
from banso.domain.sales.rules.stages import StageValue, place_of
from banso.domain.sales.views.frame import address, deal_href, refused_act, shown, tabs
from banso.domain.sales.views.listing import chips
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Lacking
from banso.kit.periods import add_months
from banso.kit.ui.toasts import toast

# Cards a column shows; the table shows the rest.
_CARDS = 50
# What closes next stands on top, and the larger deal above the smaller.
_ORDER: tuple[str, ...] = ("closes", "-size", "id")
_FILTERS = ("owner", "forecast", "source", "closes")


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage with its deals; `more` is the table of those that are not shown."""

    stage: StageValue
    cards: list[Deal]
    sums: Sums
    more: str


@page(permission="deals.view")
def board(request: BansoRequest) -> HttpResponse:
    listing = read_listing(request.GET.dict())
    stages = queries.deal_stages()
    rows = queries.with_lines(listed(listing).order_by(*_ORDER))
    by_stage: dict[str, list[Deal]] = {stage.key: [] for stage in stages}
    for deal in rows:
        by_stage[stages[place_of(deal.stage, stages)].key].append(deal)
    by_stage[stages[-1].key] = _won_lately(request)
    columns = [
        BoardColumn(
            stage,
            by_stage[stage.key][:_CARDS],
            sums([(deal.stage, deal.size) for deal in by_stage[stage.key]]),
            f"{address(request, 'deals_table')}?stage={stage.key}&status={'won' if stage.won else 'open'}",
        )
        for stage in stages
    ]
    context = {
        "tabs": tabs(request, "deals"),
        "columns": columns,
        "stages": stages,
        "listing": listing,
        "chips": chips(request, listing, _FILTERS),
        "total": sums([(deal.stage, deal.size) for deal in rows]),
        "today": today(),
        "any": any(column.cards for column in columns),
    }
    return shown(request, "board", context)


@page(permission="deals.edit", methods=("POST",))
def move(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """Put a deal into another stage: the board's drag, its menu, and the deal's page."""
    before = queries.deal_by_id(deal_id).stage
    try:
        deal = actions.move_deal(deal_id, request.POST.get("stage", ""), by=request.access.actor)
    except Lacking as error:
        return refused_act(request, deal_id, error)
    stages = queries.deal_stages()
    name = str(stages[place_of(deal.stage, stages)])
    if deal.status == "won":
        toast(request, _("“%(name)s” is won.") % {"name": deal.name})
    elif deal.stage != before:
        undo = address(request, "deal_move_back", deal_id, before)
        toast(request, _("“%(name)s” is in “%(stage)s” now.") % {"name": deal.name, "stage": name}, undo=undo)
    return _back(request, deal_id)


@page(permission="deals.edit", methods=("POST",))
def move_back(request: BansoRequest, deal_id: UUID, stage: str) -> HttpResponse:
    """Undo a move."""
    try:
        deal = actions.move_deal(deal_id, stage, by=request.access.actor)
    except Lacking as error:
        return refused_act(request, deal_id, error)
    toast(request, _("“%(name)s” is where it was.") % {"name": deal.name})
    return _back(request, deal_id)


def _back(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    if request.headers.get("X-Board") == "1":
        return HttpResponse(status=204)
    came = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(came, allowed_hosts=None) and came.startswith(
        f"/w/{request.access.workspace.slug}/"
    )
    return HttpResponseRedirect(came if safe else deal_href(request, deal_id))


def _won_lately(request: BansoRequest) -> list[Deal]:
    """What was won this month, for the last column."""
    chosen = read_listing({**request.GET.dict(), "status": "won"})
    rows = listed(chosen).filter(closed_on__gte=add_months(today(), 0))
    return list(queries.with_lines(rows).order_by("-closed_on", "id")[:_CARDS])
