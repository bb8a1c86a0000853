"""What of targets stands on pages that gather several areas."""

from dataclasses import dataclass
from urllib.parse import urlencode

from banso.domain.kpis.views.figures import Pen
from banso.engine.metrics.declaration import Unit
from banso.kit import formats
from banso.kit.access import BansoRequest
from banso.kit.formats import Figure
from banso.screens.targets.queries import running_of
from banso.screens.targets.views.frame import address
from banso.screens.targets.views.table import KPI


@dataclass(frozen=True, slots=True)
class Card:
    """How far whoever looks is in the period that runs; `part` is for the drawing, at most 1."""

    period: str
    target: Figure
    towards: Figure
    share: Figure
    part: float
    href: str


def mine_card(request: BansoRequest, pen: Pen) -> Card | None:
    """The target of whoever looks; None for those who have none now."""
    person = request.access.person_id
    if person is None or not request.access.may("targets.view"):
        return None
    for each in running_of(person):
        if each.period is None or each.sum.target is None or each.sum.share is None:
            continue
        way = {"variant": "people", "period": each.period.label, "by": "owner", "group": each.told.holder}
        return Card(
            formats.period(each.period),
            pen.figure(each.sum.target, Unit.MONEY),
            pen.figure(each.sum.towards, Unit.MONEY),
            pen.figure(each.sum.share, Unit.RATIO),
            min(1.0, float(each.sum.share)),
            f"{address(request, 'kpi', KPI)}?{urlencode(way)}#rows",
        )
    return None
