"""Last month in figures, for what somebody works at: their own first, a lead's people's, else everybody's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from banso.domain.kpis.forms import last_whole
from banso.domain.kpis.queries import Tile, tile, tile_of
from banso.domain.kpis.views.figures import Pen, TileView, link, tile_view
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest
from banso.kit.periods import Grain

_LEADING = ("mrr", "nrr", "bookings", "promise_kept_rate")
_SALES = ("bookings", "pipeline_value", "win_rate", "sales_cycle")
_CUSTOMERS = ("mrr", "nrr", "logo_churn", "mau")
_OF_ROLES = (({"owner", "admin", "manager"}, _LEADING), ({"sales"}, _SALES), ({"csm"}, _CUSTOMERS))
# Nobody owns these.
_WHOLE = {"promise_kept_rate"}


@dataclass(frozen=True, slots=True)
class WhoseTile:
    """A tile, and whose it is in words; "" for the whole workspace's."""

    view: TileView
    whose: str


def slugs_for(roles: Collection[str]) -> list[str]:
    """What somebody with these roles looks at first, in its order; each once."""
    found = [slug for held, slugs in _OF_ROLES if held & set(roles) for slug in slugs]
    return list(dict.fromkeys(found or _CUSTOMERS))


def tiles_for(
    request: BansoRequest, as_of: datetime | None, pen: Pen, *, everybody: bool, crew: Collection[str]
) -> list[WhoseTile]:
    """The tiles of whoever looks.

    Args:
        request: who looks, and from which moment.
        as_of: only what was known by then.
        pen: writes the figures.
        everybody: the whole workspace's figures, not their own.
        crew: the names of the people whom they lead.
    """
    focus, roles = last_whole(Grain.MONTH, as_of), request.access.roles
    name = request.user.get_full_name() if request.user.is_authenticated else ""
    found = []
    for slug in slugs_for(roles):
        if slug not in registry:
            continue
        mine = not everybody and bool(name)
        # Whoever leads looks at their people's figures; whoever sells or looks after customers at their own.
        people = set(crew) if slug in _LEADING and crew else {name} if slug in _own(roles) else set()
        chosen = tile_of(slug, focus, people, as_of=as_of) if mine and people and slug not in _WHOLE else None
        if chosen is not None and people != {name} and not _counted(chosen):
            chosen = None
        whose = "" if chosen is None else _("Yours") if people == {name} else _("Your team's")
        chosen = chosen or tile(slug, focus, as_of=as_of)
        given = {"period": focus.label} | ({"by": "owner"} if whose else {})
        view = tile_view(chosen, pen, link(f"kpis/{slug}/", request, **given))
        found.append(WhoseTile(view, whose))
    return found


def _own(roles: Collection[str]) -> set[str]:
    """What somebody with these roles has figures of their own in."""
    return {slug for held, slugs in _OF_ROLES[1:] if held & set(roles) for slug in slugs}


def _counted(chosen: Tile) -> bool:
    return bool(chosen.now.n or chosen.before.n)
