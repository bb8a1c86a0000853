"""Outcomes: listing what was agreed and measured, writing numbers down, asking the customer to confirm."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.outcomes import actions, queries
from banso.domain.outcomes.models import ConfirmationLink, Outcome
from banso.domain.outcomes.queries.listing import STATES, OutcomeListing, listed
from banso.domain.outcomes.schemas import ConfirmationIn, ConfirmationOut, MeasurementIn, OutcomeOut
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.errors import InputError
from banso.kit.paging import Page, PageOf, page_of
from banso.kit.tenancy import today

router = Router(tags=["outcomes"])


@router.get("", response=PageOf[OutcomeOut], auth=ApiAuth("outcomes.view"))
def list_outcomes(
    request: HttpRequest,
    *,
    q: str = "",
    state: str = "",
    seller_email: str = "",
    account_id: UUID | None = None,
    deal_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Outcome]:
    """Outcomes of won deals, the newest first; `state` is behind, reached, waiting or unconfirmed."""
    if state and state not in STATES:
        raise InputError(_("not one of the choices"), field="state", came=state, wanted=", ".join(STATES))
    chosen = {"state": state, "seller": seller_email}
    known = {name: each for name, each in chosen.items() if each}
    rows = listed(OutcomeListing(today(), search=q, chosen=known))
    if account_id is not None:
        rows = rows.filter(deal__account=account_id)
    if deal_id is not None:
        rows = rows.filter(deal=deal_id)
    return page_of(rows, limit=limit, cursor=cursor, order=("-started_on",), request=request)


@router.get("/{uuid:outcome_id}", response=OutcomeOut, auth=ApiAuth("outcomes.view"))
def read_outcome(request: HttpRequest, outcome_id: UUID, response: HttpResponse) -> Outcome:  # noqa: ARG001
    """One outcome with what was measured at each checkpoint."""
    return _shown(outcome_id, response)


@router.put(
    "/{uuid:outcome_id}/measurements/{checkpoint}", response=OutcomeOut, auth=ApiAuth("outcomes.edit")
)
def report_value(
    request: HttpRequest, outcome_id: UUID, checkpoint: int, payload: MeasurementIn, response: HttpResponse
) -> Outcome:
    """Write down what the number was 30, 90 or 180 days after the winning; again, to correct it."""
    actions.report_value(
        outcome_id, checkpoint, payload.value, told=payload.told, by=access_of(request).actor,
        expected=seen_version(request, outcome_id, queries.outcome_by_id(outcome_id).version),
    )  # fmt: skip
    return _shown(outcome_id, response)


@router.post("/confirmations", response={201: ConfirmationOut}, auth=ApiAuth("deals.edit"))
def ask_confirmation(request: HttpRequest, payload: ConfirmationIn) -> Status[ConfirmationLink]:
    """Make a link by which the customer confirms the goals of a deal; it is mailed to an address."""
    link = actions.ask_confirmation(
        payload.deal_id, email=payload.email, language=payload.language, days=payload.days,
        by=access_of(request).actor,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, link)


def _shown(outcome_id: UUID, response: HttpResponse) -> Outcome:
    outcome = queries.outcome_by_id(outcome_id)
    tagged(response, etag(outcome.pk, outcome.version))
    return outcome
