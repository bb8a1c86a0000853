"""The one hand that writes quotes: the row, its sums and its facts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import contacts_of
from banso.domain.contracts.queries import rates
from banso.domain.contracts.queries.ledger import midnight
from banso.domain.quotes.facts import NO_ACCOUNT, QuoteFact
from banso.domain.quotes.models import Quote, QuoteLine
from banso.domain.quotes.queries.records import lines_of, quote_by_id, subject_of
from banso.domain.quotes.rules.content import day
from banso.domain.quotes.rules.money import (
    Priced,
    largest_discount,
    months_of,
    priced,
    totals_of,
    whole_discount,
)
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.ids import stable_id
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id, today


def locked(quote_id: UUID, *, expected: int | None = None, removed: bool = False) -> Quote:
    """The quote with its lines, held until the transaction ends.

    Raises:
        NotFound: there is none.
        Stale: it is no longer at revision `expected`.
    """
    # The row alone is locked: what is read beside it may be missing on the other side of an outer join.
    Quote.objects.select_for_update().filter(pk=quote_id).first()
    found = quote_by_id(quote_id, removed=removed)
    if expected is not None and found.revision != expected:
        raise Stale(_("The quote has been changed since you read it."))
    return found


def demand_draft(quote: Quote) -> None:
    """Raise Conflict unless the quote is a draft: what was sent never changes."""
    if quote.state != "draft":
        raise Conflict(_("This version was sent and never changes: make a new version of it."))


def demand_open_deal(deal: Any) -> None:  # noqa: ANN401 - a deal of sales
    """Raise Conflict where the deal can have no new quotes."""
    if deal.archived_at is not None:
        raise Conflict(_("The deal is archived: restore it first."))
    if deal.status == "lost" or deal.closed_before_banso:
        raise Conflict(_("The deal is closed: reopen it to write a quote."))


def save(quote: Quote) -> Quote:
    """Store the quote.

    Raises:
        Conflict: somebody else has written it since it was read, where the database locks no rows; or its
            number got another draft meanwhile.
    """
    held = Quote.objects.filter(pk=quote.pk, revision=quote.revision)
    if not held.update(revision=quote.revision + 1):
        raise Conflict(_("Somebody was faster: look at the quote again."))
    quote.revision += 1
    quote.updated_at = now()
    try:
        with transaction.atomic():
            quote.save()
    except IntegrityError as error:
        raise Conflict(_("Somebody was faster: look at the quote again.")) from error
    return quote


def put_lines(quote: Quote, deal: Any) -> None:  # noqa: ANN401 - a deal of sales with its lines
    """Take the deal's lines over as they are, and bring the sums up to date; the caller saves the quote."""
    quote.lines.all().delete()
    rows = []
    for position, line in enumerate(deal.lines.all()):
        months = months_of(line.starts_on, line.ends_on, otherwise=quote.months)
        each = priced(
            line.monthly, seats=line.seats, months=months, discount=line.discount, currency=quote.currency
        )
        rows.append(
            QuoteLine(
                workspace_id=current_workspace_id(), quote=quote, position=position,
                product=line.product.name, plan=line.plan.name if line.plan else "", seats=line.seats,
                quantity=each.quantity, per_seat=each.per_seat, price=each.price, months=months,
                discount=line.discount, interval=line.interval, starts_on=line.starts_on,
                ends_on=line.ends_on, amount=each.amount,
            )
        )  # fmt: skip
    QuoteLine.objects.bulk_create(rows)
    settle(quote, rows)


def recount(quote: Quote) -> None:
    """Count the lines it has for the quote's months; the caller saves the quote."""
    rows = list(quote.lines.all())
    for row in rows:
        row.months = months_of(row.starts_on, row.ends_on, otherwise=quote.months)
        row.amount = priced(
            row.price * row.quantity, seats=row.seats, months=row.months, discount=row.discount,
            currency=quote.currency,
        ).amount  # fmt: skip
    QuoteLine.objects.bulk_update(rows, ["months", "amount"])
    settle(quote, rows)


def settle(quote: Quote, rows: Sequence[QuoteLine]) -> None:
    """Bring what follows from the lines up to date; the caller saves the quote."""
    lines: list[Priced] = lines_of(list(rows))
    sums = totals_of(lines, rate=quote.tax_rate, rounding=quote.tax_rounding, currency=quote.currency)
    quote.subtotal, quote.tax, quote.total = sums.subtotal, sums.tax, sums.total
    quote.discount, quote.whole = largest_discount(lines), whole_discount(lines)
    quote.size = round(rates().convert(quote.subtotal, quote.currency, today()))


def put_contact(quote: Quote, contact_id: UUID | None) -> None:
    """Say to whom at the customer it goes.

    Raises:
        InputError: the account has no such contact.
    """
    contact = contact_of(quote.deal, contact_id)
    quote.contact = contact
    quote.contact_name = contact.name if contact else ""
    quote.contact_title = contact.title if contact else ""


def contact_of(deal: Any, contact_id: UUID | None) -> Any:  # noqa: ANN401 - accounts keep their model
    """A contact of the deal's account; None for none.

    Raises:
        InputError: the account has no such contact.
    """
    if contact_id is None:
        return None
    found = contacts_of(deal.account_id).filter(pk=contact_id).first() if deal.account_id else None
    if found is None:
        raise InputError(
            _("The account has no such contact."), field="contact_id", came=contact_id,
            wanted=_("one of the account's contacts"),
        )  # fmt: skip
    return found


def tell(quote: Quote, kind: type[QuoteFact], *, by: Actor, on: date | None = None, **told: Any) -> None:  # noqa: ANN401
    """Record a fact of the quote, which happened on a day, under an id by which it can be taken back."""
    fact = kind(
        account=quote.deal.account_id or NO_ACCOUNT, occurred_at=moment_of(on), subject=subject_of(quote.pk),
        name=quote.deal.name, deal=str(quote.deal_id), number=quote.number, edition=quote.version,
        owner=quote.owner_name, amount=plain(rates().convert(quote.subtotal, quote.currency, today())),
        entered=plain(quote.subtotal), total=plain(quote.total), currency=quote.currency, **told,
    )  # fmt: skip
    record(fact, by=by, id=fact_id(quote, kind))


def moment_of(day: date | None) -> datetime:
    """Now, for today; a past day's midnight."""
    return now() if day is None or day == today() else midnight(day)


def checked_past(field: str, given: object, *, since: date) -> date:
    """The day on which something has happened; today where none is given.

    Raises:
        InputError: no day, one before `since`, or one to come.
    """
    found = day(field, given) if given else today()
    if not since <= found <= today():
        raise InputError(
            _("This cannot have happened on that day."), field=field, came=found,
            wanted=_("%(first)s to %(last)s") % {"first": since, "last": today()},
        )  # fmt: skip
    return found


def untell(quote: Quote, kind: type[QuoteFact], *, by: Actor, reason: str) -> None:
    """Say that this never was."""
    retract([fact_id(quote, kind)], by=by, reason=reason)


def fact_id(quote: Quote, kind: type[QuoteFact]) -> UUID:
    return stable_id(current_workspace_id(), "quote", quote.pk, kind.type)
