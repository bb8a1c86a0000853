"""The board: a column for each stage. Every move has a menu entry beside the dragging."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from banso.domain.sales import actions, queries
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.listing import Sums, listed, read_listing, sums
from banso.domain.sales.rules.stages import StageValue, place_of
from banso.domain.sales.views.frame import address, deal_href, refused_act, shown, tabs
from banso.domain.sales.views.listing import chips
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Lacking
from banso.kit.periods import add_months
from banso.kit.tenancy import today
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
    rows = listed(listing)
    # Every deal counts in its column, and only those that are shown are read whole.
    sizes = list(rows.values_list("stage", "size"))
    columns = [_column(request, stage, rows, sizes, stages) for stage in stages]
    context = {
        "tabs": tabs(request, "deals"),
        "columns": columns,
        "stages": stages,
        "listing": listing,
        "chips": chips(request, listing, _FILTERS),
        "total": sums(sizes, stages),
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


def _column(
    request: BansoRequest,
    stage: StageValue,
    rows: QuerySet[Deal],
    sizes: Sequence[tuple[str, int]],
    stages: tuple[StageValue, ...],
) -> BoardColumn:
    more = f"{address(request, 'deals_table')}?stage={stage.key}&status={'won' if stage.won else 'open'}"
    if stage.won:
        lately = _won_lately(request)
        cards = lately.order_by("-closed_on", "id").select_related("account")[:_CARDS]
        return BoardColumn(stage, list(cards), sums(list(lately.values_list("stage", "size")), stages), more)
    keys = {key for key, _size in sizes if stages[place_of(key, stages)].key == stage.key}
    cards = rows.filter(stage__in=keys).order_by(*_ORDER).select_related("account")[:_CARDS]
    inside = [each for each in sizes if each[0] in keys]
    return BoardColumn(stage, list(cards) if keys else [], sums(inside, stages), more)


def _won_lately(request: BansoRequest) -> QuerySet[Deal]:
    """What was won this month, for the last column."""
    chosen = read_listing({**request.GET.dict(), "status": "won"})
    return listed(chosen).filter(closed_on__gte=add_months(today(), 0))
