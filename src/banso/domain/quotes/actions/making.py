"""Drawing up quotes: from a deal's lines, as a copy of the version before, and throwing drafts away."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from banso.domain.quotes.actions.writing import (
    demand_draft,
    demand_open_deal,
    locked,
    put_contact,
    put_lines,
    recount,
    save,
    settle,
    tell,
    untell,
)
from banso.domain.quotes.facts import QuoteMade
from banso.domain.quotes.models import Quote, QuoteCounter, QuoteLine
from banso.domain.quotes.queries.records import issuer, quote_by_id, sent_after
from banso.domain.quotes.rules.content import LONGEST_VALID, QUOTE_CLEANERS, cleaned, number_of
from banso.domain.sales.queries import deal_by_id
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import current_workspace, current_workspace_id, today

# What a new version takes over from the one before.
_COPIED = (
    "number", "deal", "title", "language", "company", "contact", "contact_name", "contact_title", "currency",
    "months", "payment_terms", "note", "tax_rate", "tax_rounding", "owner_name", "owner_email",
)  # fmt: skip
_CELLS = (
    "position", "product", "plan", "seats", "quantity", "per_seat", "price", "months", "discount", "interval",
    "starts_on", "ends_on", "amount",
)  # fmt: skip
_CONTENT = (*QUOTE_CLEANERS, "contact_name", "contact_title", "subtotal", "tax", "total")


def make_quote(deal_id: UUID, values: Mapping[str, object] | None = None, *, by: Actor) -> Quote:
    """Draw up the first version of a new number from a deal's lines.

    Args:
        deal_id: a deal with lines that is not lost.
        values: fields of `rules.content` that shall say something else than what is usual.
        by: who draws it up.

    Raises:
        NotFound: no such deal.
        Conflict: the deal is lost or archived, or has no lines.
        InputError: a value cannot be used.
    """
    given = cleaned(values or {}, QUOTE_CLEANERS)
    with transaction.atomic():
        deal = deal_by_id(deal_id)
        demand_open_deal(deal)
        _demand_lines(deal)
        usual, language = issuer(), str(given.get("language", current_workspace().language))
        english = "_en" if language == "en" else ""
        day = today()
        quote = Quote(
            workspace_id=current_workspace_id(), deal=deal, number=_next_number(usual.letters, day.year),
            title=deal.name, language=language, company=deal.account.name if deal.account else deal.name,
            currency=deal.currency, months=usual.months, valid_until=day + timedelta(days=usual.valid_days),
            payment_terms=getattr(usual, f"payment_terms{english}"),
            note=getattr(usual, f"note{english}"), tax_rate=usual.tax_rate,
            tax_rounding=usual.tax_rounding, owner_name=deal.owner_name, owner_email=deal.owner_email,
            made_by=by.label[:200],
        )  # fmt: skip
        _apply(quote, given)
        quote.save(force_insert=True)
        put_lines(quote, deal)
        quote.save()
        tell(quote, QuoteMade, by=by)
        note("quote.made", target=f"{quote.number} v{quote.version}", by=by, quote=str(quote.pk))
    return quote_by_id(quote.pk)


def change_quote(
    quote_id: UUID, values: Mapping[str, object], *, by: Actor, expected: int | None = None
) -> Quote:
    """Change a draft; equal values write nothing.

    Raises:
        NotFound: no such quote.
        Conflict: it was sent, and never changes.
        Stale: it is no longer at revision `expected`.
        InputError: a value cannot be used.
    """
    given = cleaned(values, QUOTE_CLEANERS)
    with transaction.atomic():
        quote = locked(quote_id, expected=expected)
        demand_draft(quote)
        before = _seen(quote)
        _apply(quote, given)
        if given.get("months", quote.months) != before["months"]:
            recount(quote)
        else:
            settle(quote, list(quote.lines.all()))
        if _seen(quote) != before:
            save(quote)
            tell(quote, QuoteMade, by=by)
    return quote_by_id(quote_id)


def retake_lines(quote_id: UUID, *, by: Actor, expected: int | None = None) -> Quote:
    """Take the deal's lines over again, as they are now.

    Raises:
        NotFound: no such quote.
        Conflict: it was sent, or the deal has no lines.
        Stale: it is no longer at revision `expected`.
    """
    with transaction.atomic():
        quote = locked(quote_id, expected=expected)
        demand_draft(quote)
        deal = deal_by_id(quote.deal_id)
        _demand_lines(deal)
        quote.currency = deal.currency
        put_lines(quote, deal)
        save(quote)
        tell(quote, QuoteMade, by=by)
    return quote_by_id(quote_id)


def new_version(quote_id: UUID, *, by: Actor) -> Quote:
    """Copy a version into the next one of its number; the copy can be changed.

    Its date of validity is counted anew; its lines are those of the version that is copied.

    Raises:
        NotFound: no such quote.
        Conflict: it was not sent yet, its number has a draft already, or the deal is lost or archived.
    """
    with transaction.atomic():
        before = locked(quote_id)
        demand_open_deal(before.deal)
        if before.state == "draft":
            raise Conflict(_("This version was not sent yet: change it."))
        known = Quote.objects.filter(number=before.number)
        if known.filter(state="draft", removed_at=None).exists():
            raise Conflict(_("This quote has a new version already that was not sent yet."))
        last = known.order_by("-version").values_list("version", flat=True)[0]
        quote = Quote(
            workspace_id=current_workspace_id(), version=last + 1, made_by=by.label[:200],
            valid_until=today() + timedelta(days=issuer().valid_days),
            **{name: getattr(before, name) for name in _COPIED},
        )  # fmt: skip
        try:
            with transaction.atomic():
                quote.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("Somebody was faster: look at the quote again.")) from error
        rows = [
            QuoteLine(
                workspace_id=current_workspace_id(), quote=quote,
                **{cell: getattr(row, cell) for cell in _CELLS},
            )
            for row in before.lines.all()
        ]  # fmt: skip
        QuoteLine.objects.bulk_create(rows)
        settle(quote, rows)
        quote.save()
        tell(quote, QuoteMade, by=by)
        note("quote.made", target=f"{quote.number} v{quote.version}", by=by, quote=str(quote.pk))
    return quote_by_id(quote.pk)


def remove_quote(quote_id: UUID, *, by: Actor, expected: int | None = None) -> Quote:
    """Throw a draft away; its number and version are not given out again.

    Raises:
        NotFound: no such quote.
        Conflict: it was sent.
        Stale: it is no longer at revision `expected`.
    """
    with transaction.atomic():
        quote = locked(quote_id, expected=expected)
        demand_draft(quote)
        quote.removed_at = now()
        save(quote)
        untell(quote, QuoteMade, by=by, reason="thrown away")
        note("quote.removed", target=f"{quote.number} v{quote.version}", by=by, quote=str(quote.pk))
    return quote


def restore_quote(quote_id: UUID, *, by: Actor) -> Quote:
    """Take a draft out again that was thrown away; doing it twice is no error.

    Raises:
        NotFound: no such quote.
        Conflict: its number has another draft by now.
    """
    with transaction.atomic():
        quote = locked(quote_id, removed=True)
        if quote.removed_at is None:
            return quote
        others = Quote.objects.filter(number=quote.number, state="draft", removed_at=None)
        if others.exists():
            raise Conflict(_("This quote has a new version already that was not sent yet."))
        if sent_after(quote):
            raise Conflict(_("A newer version was sent since."))
        quote.removed_at = None
        save(quote)
        tell(quote, QuoteMade, by=by)
    return quote_by_id(quote_id)


def _next_number(letters: str, year: int) -> str:
    """The next number of the year; the counter's row is held until the transaction ends."""
    QuoteCounter.objects.get_or_create(workspace_id=current_workspace_id(), year=year)
    QuoteCounter.objects.filter(year=year).update(last=F("last") + 1)
    found = number_of(letters, year, QuoteCounter.objects.get(year=year).last)
    # Letters that were used before may lead to a number that is there.
    while Quote.objects.filter(number=found).exists():
        QuoteCounter.objects.filter(year=year).update(last=F("last") + 1)
        found = number_of(letters, year, QuoteCounter.objects.get(year=year).last)
    return found


def _apply(quote: Quote, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name == "contact_id":
            put_contact(quote, value)
        else:
            setattr(quote, name, value)
    if "valid_until" in given and not today() <= quote.valid_until <= today() + timedelta(days=LONGEST_VALID):
        raise InputError(
            _("A quote is valid for a time to come."), field="valid_until", came=quote.valid_until,
            wanted=_("a day within %(days)s days") % {"days": LONGEST_VALID},
        )  # fmt: skip


def _seen(quote: Quote) -> dict[str, Any]:
    return {name: getattr(quote, name) for name in _CONTENT}


def _demand_lines(deal: Any) -> None:  # noqa: ANN401 - a deal of sales
    if not deal.lines.all():
        raise Conflict(_("The deal has no lines: say first what it sells."))
