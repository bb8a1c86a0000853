"""Finding deals."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from banso.domain.sales.facts import DealCreated
from banso.domain.sales.models import Deal, DealLine, DiscountApproval
from banso.domain.sales.rules.worth import ZERO, LineValues
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.engine.journal.telling import types_of
from banso.kit.errors import NotFound

CHUNK = 500


def deals() -> QuerySet[Deal]:
    """The deals of the workspace that are not archived."""
    return Deal.objects.filter(archived_at=None)


def with_lines(rows: QuerySet[Deal]) -> QuerySet[Deal]:
    """The same with their accounts, and their lines with products and plans."""
    lines = DealLine.objects.select_related("product", "plan").order_by("position", "id")
    return rows.select_related("account", "referral_account", "product").prefetch_related(
        Prefetch("lines", lines)
    )


def deal_by_id(deal_id: UUID) -> Deal:
    """One deal of this workspace with its account and lines, archived ones too.

    Raises:
        NotFound: there is none.
    """
    found = with_lines(Deal.objects.filter(pk=deal_id)).first()
    if found is None:
        raise NotFound(_("There is no such deal."))
    return found


def deals_by_external_id(external_ids: Iterable[str]) -> dict[str, Deal]:
    """The known deals among those ids, archived ones too."""
    wanted = sorted(set(external_ids) - {""})
    found: dict[str, Deal] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = with_lines(Deal.objects.filter(external_id__in=wanted[start : start + CHUNK]))
        found.update({row.external_id: row for row in rows})
    return found


def deals_of(account_id: UUID) -> QuerySet[Deal]:
    """An account's deals: the open ones first, then the newest."""
    return deals().filter(account=account_id).order_by("closed_on", "-created_on", "id")


def lines_of(deal: Deal) -> list[LineValues]:
    """The deal's lines as the rules read them. Wants `with_lines`, or it asks again."""
    return [line_values(row) for row in deal.lines.all()]


def line_values(row: DealLine) -> LineValues:
    return LineValues(
        product=row.product_id,
        plan=row.plan_id,
        seats=row.seats,
        monthly=row.monthly,
        interval=row.interval,
        discount=row.discount,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def approvals_of(deal_id: UUID) -> QuerySet[DiscountApproval]:
    """The approvals of a deal's discount, the newest first; withdrawn ones too."""
    return DiscountApproval.objects.filter(deal=deal_id)


def approved_discount(deal_id: UUID) -> Decimal:
    """Up to how many percent somebody approved a deal's discount."""
    rows = approvals_of(deal_id).filter(withdrawn_at=None)
    return max((row.percent for row in rows), default=ZERO)


def history_of(deal_id: UUID, *, as_of: datetime | None = None) -> QuerySet[JournalEntry]:
    """What happened to a deal, the newest first; the recorded states are left out."""
    # By type as well, or no index leads to them.
    types = types_of(DealCreated.group)
    rows = current_facts(as_of=as_of).filter(type__in=types, subject=subject_of(deal_id))
    return rows.order_by("-occurred_at", "-pk")


def subject_of(deal_id: UUID) -> str:
    """What facts of a deal call it."""
    return f"deal:{deal_id}"
