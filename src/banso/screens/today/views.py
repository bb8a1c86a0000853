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
from banso.domain.kpis.views.figures import Pen, pen_of
from banso.domain.workspaces.queries import led_by, members
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.telling import Told, tell
from banso.engine.metrics.declaration import Unit
from banso.kit.access import BansoRequest, page
from banso.kit.as_of import asked_as_of
from banso.kit.formats import Figure
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Tab
from banso.screens.targets.views.card import mine_card as target_card
from banso.screens.today.cards import cards_for, nothing_yet
from banso.screens.today.queries import Movement, Quiet, largest_movements, newest_facts, went_quiet
from banso.screens.today.tiles import tiles_for


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
    as_of, everybody = asked_as_of(request), request.GET.get("whose") == "all"
    if nothing_yet():
        return render(
            request, "today/empty.html", {"may_load_sample": request.access.may("workspace.manage")}
        )
    crew = led_by(request.access.person_id)
    names = [person.get_full_name() for person in members() if person.pk in crew] if crew else []
    pen, known = pen_of(request, as_of), accounts().exists()
    context: dict[str, Any] = {
        "today": timezone.localtime(as_of) if as_of else timezone.localtime(),
        "whose": [
            Tab(_("Mine"), query_with(request, whose=None), current=not everybody),
            Tab(_("Everybody's"), query_with(request, whose="all"), current=everybody),
        ],
        "everybody": everybody,
        "known": known,
        "currency": request.access.workspace.currency,
        "tiles": tiles_for(request, as_of, pen, everybody=everybody, crew=names) if known else [],
        "target": None if as_of else target_card(request, pen),
        # Of the past only promises are looked at, so nothing can be said of the rest.
        "past": as_of is not None,
        "cards": cards_for(request, as_of, everybody=everybody, crew=crew),
        **(_news(as_of, pen) if known else {}),
    }
    return render(request, "today/today.html", context)


def _news(as_of: datetime | None, pen: Pen) -> dict[str, Any]:
    """What changed at accounts."""
    moved, quiet, news = largest_movements(as_of=as_of), went_quiet(as_of=as_of), newest_facts(as_of=as_of)
    names = account_names(
        {each.account for each in moved} | {each.account for each in quiet} | {each.account for each in news}
    )
    return {
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
