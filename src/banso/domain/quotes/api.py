"""Quotes and contracts that were sent, over the API."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from banso.domain.quotes import actions, queries
from banso.domain.quotes.models import Quote, SentContract
from banso.domain.quotes.queries.listing import Listing, listed, listed_contracts
from banso.domain.quotes.schemas import (
    AcceptIn,
    ContractIn,
    ContractOut,
    ContractSignIn,
    DeclineIn,
    MailIn,
    NewContractIn,
    NewQuoteIn,
    QuoteIn,
    QuoteOut,
    QuoteSendIn,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.paging import Page, PageOf, page_of
from banso.kit.paper import pdf
from banso.kit.tenancy import today

router = Router(tags=["quotes"])
contracts_router = Router(tags=["quotes"])
_VIEW, _EDIT = ApiAuth("quotes.view"), ApiAuth("quotes.edit")


@router.get("", response=PageOf[QuoteOut], auth=_VIEW)
def list_quotes(
    request: HttpRequest,
    *,
    q: str = "",
    state: str = "",
    number: str = "",
    owner_email: str = "",
    deal_id: UUID | None = None,
    account_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Quote]:
    """Quotes with every version, the newest first; `q` searches number, subject, company and deal."""
    chosen = {name: each for name, each in {"state": state, "owner": owner_email}.items() if each}
    rows = listed(Listing(today(), q, chosen)).prefetch_related("lines")
    if number:
        rows = rows.filter(number=number)
    if deal_id is not None:
        rows = rows.filter(deal=deal_id)
    if account_id is not None:
        rows = rows.filter(deal__account=account_id)
    return page_of(rows, limit=limit, cursor=cursor, order=("-made_at",), request=request)


@router.post("", response={201: QuoteOut}, auth=_EDIT)
def make_quote(request: HttpRequest, payload: NewQuoteIn, response: HttpResponse) -> Status[Quote]:
    """Draw up a quote from a deal's lines; 409 where the deal has none, or is lost."""
    made = actions.make_quote(payload.deal_id, payload.values(), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _shown(made.pk, response))


@router.get("/{uuid:quote_id}", response=QuoteOut, auth=_VIEW)
def read_quote(request: HttpRequest, quote_id: UUID, response: HttpResponse) -> Quote:  # noqa: ARG001
    """One version of a quote with its lines."""
    return _shown(quote_id, response)


@router.get("/{uuid:quote_id}/pdf", auth=_VIEW)
def read_pdf(request: HttpRequest, quote_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The quote as a PDF, in its own language."""
    answer = HttpResponse(pdf(queries.html_of(queries.quote_by_id(quote_id))), content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@router.patch("/{uuid:quote_id}", response=QuoteOut, auth=_EDIT)
def change_quote(request: HttpRequest, quote_id: UUID, payload: QuoteIn, response: HttpResponse) -> Quote:
    """Change a draft; 409 for a version that was sent, which never changes."""
    actions.change_quote(
        quote_id, payload.values(), expected=_seen(request, quote_id), by=access_of(request).actor
    )
    return _shown(quote_id, response)


@router.delete("/{uuid:quote_id}", response={204: None}, auth=_EDIT)
def remove_quote(request: HttpRequest, quote_id: UUID) -> Status[None]:
    """Throw a draft away."""
    actions.remove_quote(quote_id, expected=_seen(request, quote_id), by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post("/{uuid:quote_id}/lines", response=QuoteOut, auth=_EDIT)
def retake_lines(request: HttpRequest, quote_id: UUID, response: HttpResponse) -> Quote:
    """Take the deal's lines over into a draft, as they are now."""
    actions.retake_lines(quote_id, expected=_seen(request, quote_id), by=access_of(request).actor)
    return _shown(quote_id, response)


@router.post("/{uuid:sent_quote_id}/versions", response={201: QuoteOut}, auth=_EDIT)
def new_version(request: HttpRequest, sent_quote_id: UUID, response: HttpResponse) -> Status[Quote]:
    """Copy a version that was sent into the next one of its number."""
    made = actions.new_version(sent_quote_id, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _shown(made.pk, response))


@router.post("/{uuid:quote_id}/send", response=QuoteOut, auth=_EDIT)
def send_quote(request: HttpRequest, quote_id: UUID, payload: QuoteSendIn, response: HttpResponse) -> Quote:
    """Send a draft; 422 with one entry in `errors` for each thing that somebody has to approve first."""
    actions.send_quote(
        quote_id, email=payload.email, message=payload.message, on=payload.on,
        expected=_seen(request, quote_id), by=access_of(request).actor,
    )  # fmt: skip
    return _shown(quote_id, response)


@router.post("/{uuid:sent_quote_id}/unsend", response=QuoteOut, auth=_EDIT)
def take_back(request: HttpRequest, sent_quote_id: UUID, response: HttpResponse) -> Quote:
    """It was marked as sent by mistake; 409 where it went out by mail, or was answered."""
    actions.take_sending_back(sent_quote_id, by=access_of(request).actor)
    return _shown(sent_quote_id, response)


@router.post("/{uuid:sent_quote_id}/mail", response=QuoteOut, auth=_EDIT)
def mail_again(request: HttpRequest, sent_quote_id: UUID, payload: MailIn, response: HttpResponse) -> Quote:
    """Mail the PDF of a version that was sent once more."""
    actions.mail_again(
        sent_quote_id, email=payload.email, message=payload.message,
        expected=_seen(request, sent_quote_id), by=access_of(request).actor,
    )  # fmt: skip
    return _shown(sent_quote_id, response)


@router.post("/{uuid:sent_quote_id}/accept", response=QuoteOut, auth=_EDIT)
def accept_quote(
    request: HttpRequest, sent_quote_id: UUID, payload: AcceptIn, response: HttpResponse
) -> Quote:
    """The customer accepts it."""
    actions.accept_quote(
        sent_quote_id, who=payload.who, on=payload.on, expected=_seen(request, sent_quote_id),
        by=access_of(request).actor,
    )  # fmt: skip
    return _shown(sent_quote_id, response)


@router.post("/{uuid:sent_quote_id}/decline", response=QuoteOut, auth=_EDIT)
def decline_quote(
    request: HttpRequest, sent_quote_id: UUID, payload: DeclineIn, response: HttpResponse
) -> Quote:
    """The customer declines it, and why."""
    actions.decline_quote(
        sent_quote_id, reason=payload.reason, who=payload.who, on=payload.on,
        expected=_seen(request, sent_quote_id), by=access_of(request).actor,
    )  # fmt: skip
    return _shown(sent_quote_id, response)


@router.post("/{uuid:answered_quote_id}/reopen", response=QuoteOut, auth=_EDIT)
def take_answer_back(request: HttpRequest, answered_quote_id: UUID, response: HttpResponse) -> Quote:
    """Take an acceptance or refusal back."""
    actions.take_answer_back(answered_quote_id, by=access_of(request).actor)
    return _shown(answered_quote_id, response)


@contracts_router.get("", response=PageOf[ContractOut], auth=_VIEW)
def list_contracts(
    request: HttpRequest,
    *,
    q: str = "",
    signed: bool | None = None,
    deal_id: UUID | None = None,
    account_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[SentContract]:
    """Contracts that were sent, the newest first; `signed` false gives those that did not come back yet."""
    chosen = {} if signed is None else {"signed": "yes" if signed else "no"}
    rows = listed_contracts(Listing(today(), q, chosen))
    if deal_id is not None:
        rows = rows.filter(deal=deal_id)
    if account_id is not None:
        rows = rows.filter(deal__account=account_id)
    return page_of(rows, limit=limit, cursor=cursor, order=("-sent_on",), request=request)


@contracts_router.post("", response={201: ContractOut}, auth=_EDIT)
def record_contract(request: HttpRequest, payload: NewContractIn) -> Status[SentContract]:
    """Write down that a contract document went to the customer."""
    made = actions.record_contract(payload.deal_id, payload.values(), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, made)


@contracts_router.get("/{uuid:sent_contract_id}", response=ContractOut, auth=_VIEW)
def read_contract(request: HttpRequest, sent_contract_id: UUID) -> SentContract:  # noqa: ARG001
    """One contract that was sent."""
    return queries.contract_by_id(sent_contract_id)


@contracts_router.patch("/{uuid:sent_contract_id}", response=ContractOut, auth=_EDIT)
def change_contract(request: HttpRequest, sent_contract_id: UUID, payload: ContractIn) -> SentContract:
    """Correct what was written of it."""
    found = queries.contract_by_id(sent_contract_id)
    return actions.record_contract(
        found.deal_id, payload.values(), contract_id=found.pk, by=access_of(request).actor,
        expected=seen_version(request, found.pk, found.revision),
    )  # fmt: skip


@contracts_router.post("/{uuid:sent_contract_id}/sign", response=ContractOut, auth=_EDIT)
def sign_contract(request: HttpRequest, sent_contract_id: UUID, payload: ContractSignIn) -> SentContract:
    """It came back signed."""
    return actions.sign_contract(
        sent_contract_id, on=payload.on, who=payload.who, by=access_of(request).actor
    )


@contracts_router.post("/{uuid:sent_contract_id}/unsign", response=ContractOut, auth=_EDIT)
def unsign_contract(request: HttpRequest, sent_contract_id: UUID) -> SentContract:
    """It was not signed."""
    return actions.unsign_contract(sent_contract_id, by=access_of(request).actor)


@contracts_router.delete("/{uuid:sent_contract_id}", response={204: None}, auth=_EDIT)
def remove_contract(request: HttpRequest, sent_contract_id: UUID) -> Status[None]:
    """It was written down by mistake."""
    actions.remove_contract(sent_contract_id, by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


def _seen(request: HttpRequest, quote_id: UUID) -> int | None:
    return seen_version(request, quote_id, queries.quote_by_id(quote_id).revision)


def _shown(quote_id: UUID, response: HttpResponse) -> Quote:
    found = queries.quote_by_id(quote_id)
    tagged(response, etag(found.pk, found.revision))
    return found
