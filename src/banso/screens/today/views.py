"""Today: what changed, and where to look first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.accounts.queries import account_names, accounts
from banso.domain.handoffs.views.cards import waiting_card
from banso.domain.kpis.forms import last_whole
from banso.domain.kpis.queries import Tile
from banso.domain.kpis.views.figures import Pen, TileView, link, pen_of, tile_view
from banso.domain.leads.views.cards import appointments_card, next_steps_card
from banso.domain.onboarding.views.cards import waiting_card as onboarding_card
from banso.domain.promises.views.cards import at_risk_card
from banso.domain.work.views.cards import mine_card
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.telling import Told, tell
from banso.engine.metrics.ask import ask
from banso.engine.metrics.declaration import Unit
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest, page
from banso.kit.as_of import read_as_of
from banso.kit.errors import InputError
from banso.kit.formats import Figure
from banso.kit.periods import Grain, previous_period
from banso.screens.today.queries import Movement, Quiet, largest_movements, newest_facts, went_quiet

_TILES = ("mrr", "nrr", "logo_churn", "mau")


@dataclass(frozen=True, slots=True)
class MovementView:
    movement: Movement
    name: str
    amount: Figure
    after: Figure


@dataclass(frozen=True, slots=True)
class QuietView:
    quiet: Quiet
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NewsView:
    entry: JournalEntry
    name: str
    told: Told


@page(permission="accounts.view")
def today(request: BansoRequest) -> HttpResponse:
    as_of = _as_of(request)
    if not accounts().exists():
        return render(
            request, "today/empty.html", {"may_load_sample": request.access.may("workspace.manage")}
        )
    pen = pen_of(request, as_of)
    moved, quiet, news = largest_movements(as_of=as_of), went_quiet(as_of=as_of), newest_facts(as_of=as_of)
    names = account_names(
        {each.account for each in moved} | {each.account for each in quiet} | {each.account for each in news}
    )
    context: dict[str, Any] = {
        "promises": at_risk_card(request, as_of),
        "today": timezone.localtime(as_of) if as_of else timezone.localtime(),
        "tiles": _tiles(request, as_of, pen),
        "onboardings": None if as_of else onboarding_card(request),
        "tasks": None if as_of else mine_card(request),
        "handoffs": None if as_of else waiting_card(request),
        "appointments": [] if as_of else appointments_card(request),
        "next_steps": None if as_of else next_steps_card(request),
        "movements": [
            MovementView(
                each,
                names.get(each.account, str(each.account)),
                pen.figure(each.amount, Unit.MONEY, signed=True),
                pen.figure(each.after, Unit.MONEY),
            )
            for each in moved
        ],
        "quiet": [QuietView(each, names.get(each.account, ""), _fell(each)) for each in quiet],
        "news": [NewsView(each, names.get(each.account, ""), tell(each)) for each in news],
    }
    return render(request, "today/today.html", context)


def _as_of(request: BansoRequest) -> datetime | None:
    try:
        text = request.GET.get("as_of", "")
        return read_as_of(text) if text else None
    except InputError:
        # The frame says what is wrong with the address; the page shows the present.
        return None


def _tiles(request: BansoRequest, as_of: datetime | None, pen: Pen) -> list[TileView]:
    focus = last_whole(Grain.MONTH, as_of)
    periods = (previous_period(focus), focus)
    found = []
    for slug in _TILES:
        if slug in registry:
            kpi = registry.get(slug)
            tile = Tile(kpi, ask(Question(slug, periods, "", as_of)))
            found.append(tile_view(tile, pen, link(f"kpis/{slug}/", request, period=focus.label)))
    return found


def _fell(quiet: Quiet) -> str:
    if quiet.latest == 0:
        return _("Nobody has used it for a week; before, %(before)s people a week did.") % {
            "before": f"{quiet.before:g}"
        }
    return ngettext(
        "Weekly users fell from %(before)s to %(n)d.",
        "Weekly users fell from %(before)s to %(n)d.",
        quiet.latest,
    ) % {"before": f"{quiet.before:g}", "n": quiet.latest}
