"""A published figure that would be another today, in words."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_names
from banso.domain.kpis.queries import restated_accounts
from banso.domain.kpis.views.figures import Pen
from banso.engine.journal.fact import catalogue
from banso.engine.metrics.declaration import Unit
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.registry import registry
from banso.engine.metrics.why import USAGE
from banso.kit import formats
from banso.kit.access import BansoRequest
from banso.kit.formats import Figure
from banso.kit.ui.pieces import Restated


@dataclass(frozen=True, slots=True)
class RestatedNote:
    """What the note beside a published figure says."""

    published: Figure
    now: Figure
    difference: str
    rows: list[Restated]
    href: str
    holds_again: bool = False


def restated_note(
    publication: Publication, changed: Restatement, pen: Pen, request: BansoRequest
) -> RestatedNote:
    kpi, variant = registry.variant(publication.kpi, publication.variant)
    unit, row_unit = kpi.unit_of(variant), kpi.row_unit_of(variant)
    names = account_names(restated_accounts([changed]))
    rows = [
        Restated(
            names.get(UUID(change["account"]), change["unit"]),
            str(pen.figure(row_difference(change), row_unit, signed=True)),
            _when(change),
        )
        for change in changed.changes
    ]
    was = pen.known_at(publication.as_of)
    # Yen less dollars is nothing that anybody could read.
    apart = unit is Unit.MONEY and was.currency != pen.currency
    return RestatedNote(
        was.figure(publication.value, unit),
        pen.figure(changed.new_value, unit),
        formats.NOTHING if apart else difference(publication.value, changed.new_value, unit, pen),
        sorted(rows, key=lambda row: row.label),
        f"/w/{request.access.workspace.slug}/kpis/published/{publication.pk}/",
        changed.holds_again,
    )


def difference(old: Decimal | None, new: Decimal | None, unit: Unit, pen: Pen) -> str:
    if old is None or new is None:
        return formats.NOTHING
    if unit is Unit.RATIO:
        return _("%(points)s points") % {"points": formats.number((new - old) * 100, 1, signed=True)}
    return str(pen.figure(new - old, unit, signed=True))


def row_difference(change: dict[str, list[str] | None]) -> Decimal:
    """How much a row's numerator moved; a row that came or went counts whole."""
    old, new = change.get("old"), change.get("new")
    return Decimal(new[0] if new else 0) - Decimal(old[0] if old else 0)


def _when(change: dict[str, list[dict[str, Any]]]) -> str:
    """The two times of the newest fact behind a row's change, and who recorded it."""
    facts = change.get("facts") or []
    if not facts:
        return ""
    last = facts[-1]
    if last["type"] == USAGE:
        return _when_used(last)
    kind = catalogue.get(last["type"])
    return _("%(what)s: happened %(on)s, known %(known)s (%(who)s)") % {
        "what": kind.title if kind else last["type"],
        "on": formats.day(_local(last["occurred_at"])),
        "known": formats.day(_local(last["recorded_at"])),
        "who": last["actor"],
    }


def _when_used(learned: dict[str, Any]) -> str:
    """Which import brought or took back usage, and whose it was; or when the product told it."""
    told = {
        "on": formats.day(_local(learned["occurred_at"])),
        "known": formats.day(_local(learned["recorded_at"])),
        "name": learned["payload"]["name"] or learned["source"],
        "who": learned["actor"],
    }
    if not learned["source"]:
        return _("Usage told by the product: happened %(on)s, known %(known)s") % told
    if learned["retracted"]:
        return _("Usage of the import “%(name)s” (%(who)s) taken back: known %(known)s") % told
    return _("Usage of the import “%(name)s” (%(who)s): happened %(on)s, known %(known)s") % told


def _local(text: str) -> datetime:
    return timezone.localtime(datetime.fromisoformat(text))
