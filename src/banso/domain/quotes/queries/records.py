"""Finding quotes, their versions, and contracts that were sent."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.quotes.facts import QuoteMade
from banso.domain.quotes.models import Quote, QuoteIssuer, QuoteLine, SentContract
from banso.domain.quotes.rules.money import Priced
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.engine.journal.telling import types_of
from banso.kit.errors import NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id

_TERMS = ("月末締め、翌月末日までに銀行振込", "Bank transfer by the end of the month after the invoice")


def quotes() -> QuerySet[Quote]:
    """Every quote of the workspace with its deal and account; drafts that were thrown away are left out."""
    return Quote.objects.filter(removed_at=None).select_related("deal", "deal__account")


def quote_by_id(quote_id: UUID, *, removed: bool = False) -> Quote:
    """One quote of this workspace with its lines.

    Raises:
        NotFound: there is none, or it was thrown away and `removed` is false.
    """
    rows = Quote.objects.select_related("deal", "deal__account") if removed else quotes()
    found = rows.prefetch_related("lines").filter(pk=quote_id).first()
    if found is None:
        raise NotFound(_("There is no such quote."))
    return found


def versions_of(number: str) -> QuerySet[Quote]:
    """The versions of a number, the newest first."""
    return quotes().filter(number=number).order_by("-version")


def sent_after(quote: Quote) -> bool:
    """Whether a newer version of its number went to the customer."""
    return quotes().filter(number=quote.number, version__gt=quote.version).exclude(state="draft").exists()


def quotes_of_deal(deal_id: UUID) -> QuerySet[Quote]:
    return quotes().filter(deal=deal_id).order_by("-made_at", "-id")


def lines_of(rows: "list[QuoteLine]") -> list[Priced]:
    """Lines as the rules read them."""
    return [
        Priced(row.quantity, row.per_seat, row.price, row.months, row.discount, row.amount) for row in rows
    ]


def contracts() -> QuerySet[SentContract]:
    """Every contract that was sent, with its deal, account and quote."""
    rows = SentContract.objects.filter(removed_at=None)
    return rows.select_related("deal", "deal__account", "quote", "file")


def contract_by_id(contract_id: UUID, *, removed: bool = False) -> SentContract:
    """One contract of this workspace.

    Raises:
        NotFound: there is none, or it was taken back and `removed` is false.
    """
    rows = SentContract.objects.select_related("deal", "deal__account") if removed else contracts()
    found = rows.filter(pk=contract_id).first()
    if found is None:
        raise NotFound(_("There is no such contract."))
    return found


def issuer() -> QuoteIssuer:
    """What stands on quotes of who sends them; a row that is not stored yet where nobody has set it."""
    found = QuoteIssuer.objects.first()
    if found is not None:
        return found
    name = current_workspace().name
    return QuoteIssuer(
        workspace_id=current_workspace_id(), company=name, company_en=name, payment_terms=_TERMS[0],
        payment_terms_en=_TERMS[1],
    )  # fmt: skip


def subject_of(quote_id: UUID) -> str:
    """What facts of a quote call it."""
    return f"quote:{quote_id}"


def contract_subject(contract_id: UUID) -> str:
    return f"sent_contract:{contract_id}"


def history_of(subject: str) -> QuerySet[JournalEntry]:
    """What happened to a quote or contract, the newest first."""
    # By type as well, or no index leads to them.
    rows = current_facts().filter(type__in=types_of(QuoteMade.group), subject=subject)
    return rows.order_by("-occurred_at", "-pk")
