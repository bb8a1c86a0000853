"""Sending a quote: the step after which a version never changes."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.domain.quotes.actions.mailing import checked_email, send_paper
from banso.domain.quotes.actions.writing import checked_past, demand_draft, locked, save, settle, tell, untell
from banso.domain.quotes.facts import QuoteExpired, QuoteSent
from banso.domain.quotes.models import Quote
from banso.domain.quotes.queries.approving import Lacks, lacks_of
from banso.domain.quotes.queries.paper import digest_of, sender_of
from banso.domain.quotes.queries.records import issuer, quote_by_id, sent_after
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Lack, Lacking
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace, day_of, today
from banso.kit.texts import prose


class ApprovalMissing(Lacking):
    """The quote cannot be sent before somebody approves; one entry for each thing that is to be approved."""

    def __init__(self, quote: Quote, lacks: Lacks) -> None:
        slug = current_workspace().slug
        deal = reverse("deal", args=[slug, quote.deal_id])
        found = []
        if lacks.discount:
            words = _("The discount goes beyond the limit: have it approved.")
            found.append(Lack("discount", words, "approval", f"{deal}#lines"))
        for promise, wording in lacks.promises:
            words = _("The promise “%(text)s” is not standard: have it approved.") % {"text": wording[:60]}
            href = reverse("promise", args=[slug, promise]) if promise else deal
            found.append(Lack("promises", words, "approval", href))
        super().__init__(_("The quote cannot be sent before it is approved."), found)


def send_quote(
    quote_id: UUID,
    *,
    by: Actor,
    email: str = "",
    message: str = "",
    on: date | None = None,
    expected: int | None = None,
) -> Quote:
    """Send a draft by mail with its PDF, or say that it was sent by other means; it never changes again.

    The version that was sent before is replaced by it. Where the mail server takes no mail the quote stays
    a draft.

    Args:
        quote_id: a draft.
        by: who sends it.
        email: where the PDF goes; "" where it went otherwise.
        message: above the mail's own words.
        on: the day on which it went otherwise; today where left out.
        expected: the revision that the caller saw.

    Raises:
        NotFound: no such quote.
        Stale: it is no longer at revision `expected`.
        Conflict: it was sent already, its deal is closed, or the mail server took no mail.
        ApprovalMissing: a discount or promise has to be approved first.
        InputError: the address or day cannot be used, or it is valid no longer.
    """
    address, words = checked_email("email", email), prose("message", message, most=2000)
    with transaction.atomic():
        quote = locked(quote_id, expected=expected)
        demand_draft(quote)
        _demand_sendable(quote)
        lacks = lacks_of(quote)
        if lacks:
            raise ApprovalMissing(quote, lacks)
        made_on = day_of(quote.made_at)
        day = today() if address else checked_past("on", on, since=made_on)
        settle(quote, list(quote.lines.all()))
        quote.issuer = sender_of(issuer(), quote.language)
        quote.state, quote.sent_on, quote.sent_by = "sent", day, by.label[:200]
        quote.sent_how, quote.sent_to = ("mail" if address else "other"), address
        quote.digest = digest_of(quote)
        save(quote)
        _replace(quote)
        tell(
            quote, QuoteSent, by=by, on=day, day=day, how=quote.sent_how, to=quote.company,
            valid_until=quote.valid_until, discount=plain(quote.whole), digest=quote.digest,
        )  # fmt: skip
        note("quote.sent", target=f"{quote.number} v{quote.version}", by=by, quote=str(quote.pk))
    if address:
        # After the commit: what has gone out must not be undone by whatever fails behind it.
        _mail(quote, address, words, by=by)
    return quote_by_id(quote_id)


def mail_again(
    quote_id: UUID, *, email: str, message: str = "", by: Actor, expected: int | None = None
) -> Quote:
    """Mail the PDF of a version that was sent, once more or to somebody else.

    Raises:
        NotFound: no such quote.
        Stale: it is no longer at revision `expected`: such as when the same form comes twice.
        Conflict: it was not sent yet, or the mail server took no mail.
        InputError: the address cannot be used.
    """
    address, words = checked_email("email", email, needed=True), prose("message", message, most=2000)
    with transaction.atomic():
        quote = locked(quote_id, expected=expected)
        if quote.state == "draft":
            raise Conflict(_("This version was not sent yet."))
        save(quote)
    if not send_paper(quote, address, words, by=by):
        raise Conflict(_("The mail server took no mail: nothing was sent. Try again."))
    Quote.objects.filter(pk=quote_id).update(mailed_at=now())
    note("quote.mailed", target=f"{quote.number} v{quote.version}", by=by, quote=str(quote.pk))
    return quote_by_id(quote_id)


_BY_MISTAKE = "marked by mistake"


def take_sending_back(quote_id: UUID, *, by: Actor, reason: str = _BY_MISTAKE) -> Quote:
    """It was only marked as sent, and never was: it becomes a draft again.

    Raises:
        NotFound: no such quote.
        Conflict: it went out by mail, was answered, or a newer version was sent.
    """
    with transaction.atomic():
        quote = locked(quote_id)
        # A mail may be on its way, or have gone where nobody could write that down.
        if quote.mailed_at is not None or (quote.sent_how == "mail" and reason == _BY_MISTAKE):
            raise Conflict(_("This version went out by mail: make a new version of it."))
        if quote.state not in {"sent", "expired"}:
            raise Conflict(_("This version was answered or replaced, or was not sent yet."))
        if sent_after(quote):
            raise Conflict(_("A newer version was sent since."))
        others = Quote.objects.filter(number=quote.number).exclude(pk=quote.pk)
        if others.filter(state="draft", removed_at=None).exists():
            raise Conflict(_("This quote has a new version already that was not sent yet."))
        quote.state, quote.sent_on, quote.sent_by, quote.sent_how = "draft", None, "", ""
        quote.sent_to, quote.digest, quote.issuer = "", "", {}
        save(quote)
        for kind in (QuoteSent, QuoteExpired):
            untell(quote, kind, by=by, reason=reason)
        before = others.filter(version__lt=quote.version, sent_on__isnull=False).order_by("-version").first()
        # One that was answered was not replaced by this.
        if before is not None and before.state == "replaced":
            before.state = "sent"
            save(before)
        note("quote.sending_taken_back", target=f"{quote.number} v{quote.version}", by=by)
    return quote_by_id(quote_id)


def _mail(quote: Quote, address: str, message: str, *, by: Actor) -> None:
    """Mail a quote that has just been marked as sent; one that cannot go becomes a draft again."""
    try:
        taken = send_paper(quote, address, message, by=by)
    except Exception:
        # No PDF came of it: nothing has gone out.
        take_sending_back(quote.pk, by=by, reason="not printed")
        raise
    if taken:
        Quote.objects.filter(pk=quote.pk).update(mailed_at=now())
        return
    take_sending_back(quote.pk, by=by, reason="mail not taken")
    raise Conflict(_("The mail server took no mail: nothing was sent. Try again."))


def _replace(quote: Quote) -> None:
    """Versions of the number that wait for an answer wait no longer."""
    for before in Quote.objects.filter(number=quote.number, state="sent").exclude(pk=quote.pk):
        before.state = "replaced"
        save(before)


def _demand_sendable(quote: Quote) -> None:
    if quote.deal.status == "lost" or quote.deal.archived_at is not None:
        raise Conflict(_("The deal is closed: reopen it to write a quote."))
    if quote.valid_until < today():
        raise InputError(
            _("This quote is valid no longer: give it another date."), field="valid_until",
            came=quote.valid_until, wanted=_("a day to come"),
        )  # fmt: skip
