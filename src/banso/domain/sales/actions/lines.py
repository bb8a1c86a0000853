"""What a deal sells, and the word of whoever may allow a larger discount."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.queries import plan_by_id, product_by_id
from banso.domain.sales.actions.requests import settle_approved, settle_discount
from banso.domain.sales.actions.sheet import tell_item
from banso.domain.sales.actions.telling import Teller
from banso.domain.sales.actions.writing import demand_open, locked, save_changed, seen
from banso.domain.sales.facts import NO_ACCOUNT, DiscountApproved
from banso.domain.sales.models import Deal, DealLine, DiscountApproval
from banso.domain.sales.queries.deals import deal_by_id, line_values, subject_of
from banso.domain.sales.queries.sheet import sheet_of
from banso.domain.sales.rules.values import INTERVALS, amount, day, one_of
from banso.domain.sales.rules.worth import (
    MOST_LINES,
    LineValues,
    check_days,
    checked_percent,
    monthly_of,
    yearly_of,
)
from banso.domain.workspaces.actions import note
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import line as clean_line

MOST_SEATS = 1_000_000_000


def set_lines(
    deal_id: UUID, lines: Sequence[LineValues], *, by: Actor, expected_version: int | None = None
) -> Deal:
    """Make the deal sell exactly these lines; its amount is a year of them.

    Raises:
        NotFound: no such deal.
        InputError: a product, plan or value that cannot be used, or too many lines.
        Stale: the deal is no longer at `expected_version`.
        Conflict: the deal is closed.
    """
    with transaction.atomic():
        deal = locked(deal_id, expected_version=expected_version)
        return _write(deal, lines, by=by)


def add_line(deal_id: UUID, line: LineValues, *, by: Actor) -> Deal:
    """Add a line behind the others; raises as `set_lines`."""
    with transaction.atomic():
        deal = locked(deal_id)
        return _write(deal, [*_lines(deal), line], by=by)


def change_line(deal_id: UUID, line_id: UUID, line: LineValues, *, by: Actor) -> Deal:
    """Make a line say something else; raises as `set_lines`, and NotFound where there is no such line."""
    with transaction.atomic():
        deal = locked(deal_id)
        lines = _by_id(deal, line_id)
        return _write(deal, [line if key == line_id else each for key, each in lines.items()], by=by)


def remove_line(deal_id: UUID, line_id: UUID, *, by: Actor) -> Deal:
    """Take a line away; raises as `change_line`."""
    with transaction.atomic():
        deal = locked(deal_id)
        lines = _by_id(deal, line_id)
        return _write(deal, [each for key, each in lines.items() if key != line_id], by=by)


def approve_discount(deal_id: UUID, *, percent: Decimal, remark: str = "", by: Actor) -> DiscountApproval:
    """Allow the lines of a deal a discount of up to `percent`; the caller has asked whether `by` may.

    Raises:
        NotFound: no such deal in this workspace.
        InputError: no percentage.
        Conflict: the deal is closed.
    """
    with transaction.atomic():
        deal = locked(deal_id)
        demand_open(deal)
        allowed = checked_percent(percent, field="percent")
        text = clean_line("remark", remark, most=500)
        made = DiscountApproval.objects.create(
            workspace_id=current_workspace_id(), deal=deal, percent=allowed, note=text, by_id=by.id,
            by_label=by.label[:200], at=now(),
        )  # fmt: skip
        fact = DiscountApproved(
            account=deal.account_id or NO_ACCOUNT, occurred_at=made.at, subject=subject_of(deal.pk),
            name=deal.name, percent=plain(allowed), note=text,
        )  # fmt: skip
        record(fact, by=by)
        settle_approved(deal.pk, allowed, text, by=by)
        note(
            "deal.discount_approved", target=deal.name, by=by, deal=str(deal.pk), percent=str(plain(allowed))
        )
    return made


def withdraw_approval(deal_id: UUID, approval_id: UUID, *, by: Actor) -> DiscountApproval:
    """Take an approval back; doing it twice is no error.

    Raises:
        NotFound: no such deal or approval.
        Conflict: the deal is closed.
    """
    with transaction.atomic():
        deal = locked(deal_id)
        demand_open(deal)
        found = DiscountApproval.objects.filter(deal=deal, pk=approval_id).first()
        if found is None:
            raise NotFound(_("There is no such approval."))
        if found.withdrawn_at is None:
            found.withdrawn_at = now()
            found.save(update_fields=["withdrawn_at"])
            note("deal.approval_withdrawn", target=deal.name, by=by, deal=str(deal.pk))
    return found


def _write(deal: Deal, lines: Sequence[LineValues], *, by: Actor) -> Deal:
    if deal.status != "open":
        raise Conflict(_("The deal is closed: reopen it to change what it says."))
    if len(lines) > MOST_LINES:
        raise InputError(
            _("A deal has too many lines."),
            field="lines",
            came=len(lines),
            wanted=_("at most %(most)s") % {"most": MOST_LINES},
        )
    clean = [_clean(line) for line in lines]
    teller, before, sheet = Teller(), seen(deal), sheet_of(deal)
    deal.lines.all().delete()
    DealLine.objects.bulk_create(
        DealLine(
            workspace_id=current_workspace_id(), deal=deal, position=position, product_id=line.product,
            plan_id=line.plan, seats=line.seats, monthly=line.monthly, interval=line.interval,
            discount=line.discount, starts_on=line.starts_on, ends_on=line.ends_on,
        )
        for position, line in enumerate(clean)
    )  # fmt: skip
    deal = deal_by_id(deal.pk)
    deal.monthly = monthly_of(clean)
    deal.amount = yearly_of(deal.monthly)
    save_changed(deal, teller, before=before, by=by)
    tell_item(deal, "plan", sheet, by=by)
    settle_discount(deal, by=by)
    return deal


def _clean(line: LineValues) -> LineValues:
    try:
        product_by_id(line.product)
        if line.plan is not None:
            plan_by_id(line.product, line.plan)
    except NotFound as error:
        named = "product_id" if line.plan is None else "plan_id"
        raise InputError(
            error.message, field=named, came=str(line.plan or line.product),
            wanted=_("a product of the catalogue, and a plan of that product"),
        ) from error  # fmt: skip
    if line.seats is not None and not 0 <= line.seats <= MOST_SEATS:
        raise InputError(
            _("Seats cannot be %(came)s.") % {"came": line.seats},
            field="seats",
            came=str(line.seats),
            wanted=_("0 or more, or nothing"),
        )
    clean = LineValues(
        product=line.product,
        plan=line.plan,
        seats=line.seats,
        monthly=amount("monthly", line.monthly),
        interval=str(one_of(*INTERVALS)("interval", line.interval)),
        discount=checked_percent(line.discount, field="discount"),
        starts_on=day("starts_on", line.starts_on),
        ends_on=day("ends_on", line.ends_on),
    )
    check_days(clean)
    return clean


def _lines(deal: Deal) -> list[LineValues]:
    return [line_values(row) for row in deal.lines.all()]


def _by_id(deal: Deal, line_id: UUID) -> dict[UUID, LineValues]:
    found = {row.pk: line_values(row) for row in deal.lines.all()}
    if line_id not in found:
        raise NotFound(_("There is no such line."))
    return found
