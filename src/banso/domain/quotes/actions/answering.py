"""What the customer says to a quote, and the end of its validity."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.quotes.actions.writing import checked_past, locked, save, tell, untell
from banso.domain.quotes.definitions import EXPIRED
from banso.domain.quotes.facts import QuoteAccepted, QuoteDeclined, QuoteExpired
from banso.domain.quotes.models import Quote
from banso.domain.quotes.queries.records import quote_by_id, quotes, sent_after
from banso.domain.work.actions import notify
from banso.domain.workspaces.actions import note
from banso.domain.workspaces.queries import members_by_email
from banso.kit.actor import SYSTEM, Actor
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import today
from banso.kit.texts import line, prose

_AT_ONCE = 500


def accept_quote(
    quote_id: UUID, *, by: Actor, who: str = "", on: date | None = None, expected: int | None = None
) -> Quote:
    """The customer accepts it, also after its last day where we let it stand.

    Args:
        quote_id: a version that was sent.
        by: who writes it down.
        who: of the customer; whom it was for where left out.
        on: the day; today where left out.
        expected: the revision that the caller saw.

    Raises:
        NotFound: no such quote.
        Stale: it is no longer at revision `expected`.
        Conflict: it was not sent, or was answered or replaced.
        InputError: the day lies before the sending, or is to come.
    """
    with transaction.atomic():
        quote = _answered(quote_id, "accepted", who, on, expected=expected)
        tell(quote, QuoteAccepted, by=by, on=quote.answered_on, day=quote.answered_on, who=quote.answered_by)
        note("quote.accepted", target=f"{quote.number} v{quote.version}", by=by, quote=str(quote.pk))
    return quote_by_id(quote_id)


def decline_quote(
    quote_id: UUID,
    *,
    reason: str,
    by: Actor,
    who: str = "",
    on: date | None = None,
    expected: int | None = None,
) -> Quote:
    """The customer declines it; raises as `accept_quote`, and InputError where no reason is given."""
    why = prose("reason", reason, most=500)
    if not why:
        raise InputError(_("This is missing."), field="reason", wanted=_("why the customer declined"))
    with transaction.atomic():
        quote = _answered(quote_id, "declined", who, on, expected=expected, reason=why)
        tell(
            quote, QuoteDeclined, by=by, on=quote.answered_on, day=quote.answered_on, who=quote.answered_by,
            reason=why,
        )  # fmt: skip
        note("quote.declined", target=f"{quote.number} v{quote.version}", by=by, quote=str(quote.pk))
    return quote_by_id(quote_id)


def take_answer_back(quote_id: UUID, *, by: Actor) -> Quote:
    """It was not answered: it waits again, and expires where its last day is over.

    Raises:
        NotFound: no such quote.
        Conflict: it was not answered, or a newer version was sent since.
    """
    with transaction.atomic():
        quote = locked(quote_id)
        if quote.state not in {"accepted", "declined"}:
            raise Conflict(_("This version was not answered."))
        if sent_after(quote):
            raise Conflict(_("A newer version was sent since."))
        untell(
            quote, QuoteAccepted if quote.state == "accepted" else QuoteDeclined, by=by, reason="taken back"
        )
        quote.state, quote.answered_on, quote.answered_by, quote.reason = "sent", None, "", ""
        save(quote)
        note("quote.answer_taken_back", target=f"{quote.number} v{quote.version}", by=by)
    return quote_by_id(quote_id)


def expire_due() -> int:
    """Close what nobody answered by its last day, and tell the salesperson; returns how many."""
    over = quotes().filter(state="sent", valid_until__lt=today()).values_list("pk", flat=True)
    done = 0
    for quote_id in list(over[:_AT_ONCE]):
        with transaction.atomic():
            quote = locked(quote_id)
            # Answered or replaced between our looking and our holding it.
            if quote.state != "sent" or quote.valid_until >= today():
                continue
            quote.state = "expired"
            save(quote)
            tell(quote, QuoteExpired, by=SYSTEM, day=quote.valid_until)
            seller = members_by_email([quote.owner_email]).get(quote.owner_email)
            if seller is not None:
                detail = {"number": quote.number, "version": quote.version, "company": quote.company}
                key = f"{EXPIRED}:{quote.pk}:{quote.revision}"
                notify(seller.pk, EXPIRED, detail=detail, href=f"quotes/{quote.pk}/", key=key, mail=True)
        done += 1
    return done


def _answered(
    quote_id: UUID, state: str, who: str, on: date | None, *, expected: int | None, reason: str = ""
) -> Quote:
    quote = locked(quote_id, expected=expected)
    if quote.state not in {"sent", "expired"} or quote.sent_on is None or sent_after(quote):
        raise Conflict(_("This version was answered or replaced, or was not sent yet."))
    quote.answered_on = checked_past("on", on, since=quote.sent_on)
    quote.answered_by = (line("who", who, most=120) or quote.contact_name or quote.company)[:120]
    quote.state, quote.reason = state, reason
    return save(quote)
