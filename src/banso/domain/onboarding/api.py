"""Onboardings and their templates, over the API."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.accounts.queries import account_ids_by_external_id
from banso.domain.onboarding import actions
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries import onboarding_by_id, onboardings, steps_of, template_by_id, templates
from banso.domain.onboarding.schemas import (
    OfferIn,
    OnboardingIn,
    OnboardingOut,
    OnboardingPage,
    PlanIn,
    PlanLinkIn,
    PlanLinkOut,
    PlanOut,
    StartIn,
    TemplateIn,
    TemplateOut,
    TemplatesOut,
    WhyIn,
    out_of,
    step_out,
    template_out,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.errors import InputError
from banso.kit.paging import page_of

router = Router(tags=["onboardings"])
_VIEW, _EDIT, _MANAGE = (ApiAuth(f"onboarding.{verb}") for verb in ("view", "edit", "manage"))
_WHERE = "/{uuid:onboarding_id}"


@router.get("", response=OnboardingPage, auth=_VIEW)
def list_onboardings(
    request: HttpRequest,
    *,
    account_id: UUID | None = None,
    deal_id: UUID | None = None,
    external_id: str | None = None,
    state: str | None = None,
    stalled: bool | None = None,
    owner_email: str | None = None,
    updated_since: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> dict[str, object]:
    """Onboardings in the order in which they were proposed."""
    demand_moment("updated_since", updated_since)
    asked = {
        "account": account_id, "deal_id": deal_id, "external_id": external_id, "state": state,
        "owner_email": owner_email.strip().lower() if owner_email is not None else None,
        "updated_at__gte": updated_since,
    }  # fmt: skip
    rows = onboardings().filter(Q(**{name: value for name, value in asked.items() if value is not None}))
    if stalled is not None:
        rows = rows.exclude(stalled="") if stalled else rows.filter(stalled="")
    page = page_of(rows, limit=limit, cursor=cursor, order=("id",), request=request)
    data = [out_of(row) for row in page.data]
    return {"data": data, "next_cursor": page.next_cursor, "has_more": page.has_more}


@router.post("", response={201: OnboardingOut}, auth=_EDIT)
def propose_onboarding(
    request: HttpRequest, payload: OnboardingIn, response: HttpResponse
) -> Status[dict[str, object]]:
    """Propose an onboarding; 409 where its external id is taken."""
    account = payload.account_id
    if account is None and payload.account_external_id is not None:
        account = account_ids_by_external_id([payload.account_external_id]).get(payload.account_external_id)
    if account is None:
        raise InputError(
            _("there is no such account"), field="account_external_id", came=payload.account_external_id,
            wanted=_("an account's identifier"),
        )  # fmt: skip
    values = payload.dict(exclude={"account_id", "account_external_id"})
    made = actions.propose_onboarding(account, values, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _told(made, response))


@router.get("/templates", response=TemplatesOut, auth=_VIEW)
def list_templates(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """The templates that are in use."""
    return {"data": [template_out(row) for row in templates()]}


@router.post("/templates", response={201: TemplateOut}, auth=_MANAGE)
def make_template(request: HttpRequest, payload: TemplateIn) -> Status[dict[str, object]]:
    """Make a template."""
    made = actions.save_template(None, payload.values(), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, template_out(made))


@router.patch("/templates/{uuid:template_id}", response=TemplateOut, auth=_MANAGE)
def change_template(request: HttpRequest, template_id: UUID, payload: TemplateIn) -> dict[str, object]:
    """Change a template; onboardings that have begun keep theirs."""
    row = template_by_id(template_id)
    expected = seen_version(request, row.pk, row.version)
    saved = actions.save_template(
        template_id, payload.values(), expected=expected, by=access_of(request).actor
    )
    return template_out(saved)


@router.delete("/templates/{uuid:template_id}", response={204: None}, auth=_MANAGE)
def archive_template(request: HttpRequest, template_id: UUID) -> Status[None]:
    """Propose a template no more."""
    actions.archive_template(template_id, by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get(_WHERE, response=OnboardingOut, auth=_VIEW)
def read_onboarding(
    request: HttpRequest,  # noqa: ARG001
    onboarding_id: UUID,
    response: HttpResponse,
) -> dict[str, object]:
    """One onboarding, with its completion rule and how far each part is."""
    return _told(onboarding_by_id(onboarding_id), response)


@router.get(f"{_WHERE}/plan", response=PlanOut, auth=_VIEW)
def read_plan(request: HttpRequest, onboarding_id: UUID) -> dict[str, object]:  # noqa: ARG001
    """The tasks of an onboarding's plan, in their order."""
    return {"data": [step_out(step) for step in steps_of(onboarding_by_id(onboarding_id))]}


@router.post(f"{_WHERE}/start", response=OnboardingOut, auth=_EDIT)
def start_onboarding(request: HttpRequest, onboarding_id: UUID, payload: StartIn) -> dict[str, object]:
    """Start a proposed onboarding: its template becomes a plan with days and tasks."""
    expected, by = _seen(request, onboarding_id), access_of(request).actor
    return out_of(
        actions.start_onboarding(
            onboarding_id, payload.kickoff_on, template_id=payload.template_id,
            owner_email=payload.owner_email, expected=expected, by=by,
        )
    )  # fmt: skip


@router.patch(_WHERE, response=OnboardingOut, auth=_EDIT)
def replan_onboarding(request: HttpRequest, onboarding_id: UUID, payload: PlanIn) -> dict[str, object]:
    """Put the kick-off on another day, or have somebody else run it."""
    row, by = onboarding_by_id(onboarding_id), access_of(request).actor
    expected = _seen(request, onboarding_id)
    if payload.kickoff_on is not None:
        row = actions.move_kickoff(onboarding_id, payload.kickoff_on, expected=expected, by=by)
        expected = None
    if payload.owner_email is not None:
        row = actions.hand_on(onboarding_id, payload.owner_email, expected=expected, by=by)
    return out_of(row)


@router.post(f"{_WHERE}/evaluate", response=OnboardingOut, auth=_EDIT)
def evaluate_onboarding(request: HttpRequest, onboarding_id: UUID) -> dict[str, object]:
    """Work its completion rule out now; Banso does so by itself every ten minutes."""
    return out_of(actions.evaluate_onboarding(onboarding_id, by=access_of(request).actor))


@router.post(f"{_WHERE}/cancel", response=OnboardingOut, auth=_EDIT)
def cancel_onboarding(request: HttpRequest, onboarding_id: UUID, payload: WhyIn) -> dict[str, object]:
    """Call it off; its open tasks go with it."""
    expected, by = _seen(request, onboarding_id), access_of(request).actor
    return out_of(actions.cancel_onboarding(onboarding_id, payload.why, expected=expected, by=by))


@router.post("/{uuid:cancelled_id}/reopen", response=OnboardingOut, auth=_EDIT)
def reopen_onboarding(request: HttpRequest, cancelled_id: UUID, payload: WhyIn) -> dict[str, object]:
    """Undo calling off."""
    expected, by = _seen(request, cancelled_id), access_of(request).actor
    return out_of(actions.reopen_onboarding(cancelled_id, payload.why, expected=expected, by=by))


@router.post(f"{_WHERE}/links", response={201: PlanLinkOut}, auth=_EDIT)
def share_plan(request: HttpRequest, onboarding_id: UUID, payload: PlanLinkIn) -> Status[dict[str, object]]:
    """Make a link to the plan for the customer, and mail it; links of before open nothing any more."""
    link = actions.share_plan(
        onboarding_id, email=payload.email, language=payload.language, days=payload.days,
        by=access_of(request).actor, expected=_seen(request, onboarding_id),
    )  # fmt: skip
    told = {"id": link.pk, "url": actions.address_of(link), "email": link.email, "language": link.language,
            "expires_at": link.expires_at, "sent_at": link.sent_at}  # fmt: skip
    return Status(HTTPStatus.CREATED, told)


@router.delete("/links/{uuid:plan_link_id}", response={204: None}, auth=_EDIT)
def revoke_link(request: HttpRequest, plan_link_id: UUID) -> Status[None]:
    """Take a link back."""
    actions.revoke_plan_link(plan_link_id, by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post(f"{_WHERE}/handover", response=OnboardingOut, auth=_EDIT)
def offer_handover(request: HttpRequest, onboarding_id: UUID, payload: OfferIn) -> dict[str, object]:
    """Offer the account to whoever is to look after it from now on."""
    expected, by = _seen(request, onboarding_id), access_of(request).actor
    return out_of(
        actions.offer_handover(onboarding_id, payload.email, payload.note, expected=expected, by=by)
    )


@router.post("/{uuid:offered_id}/handover/accept", response=OnboardingOut, auth=_EDIT)
def accept_handover(request: HttpRequest, offered_id: UUID) -> dict[str, object]:
    """Accept the account: from today it is theirs."""
    access, expected = access_of(request), _seen(request, offered_id)
    may = access.may("onboarding.manage")
    return out_of(actions.accept_handover(offered_id, may_manage=may, expected=expected, by=access.actor))


@router.post("/{uuid:offered_id}/handover/return", response=OnboardingOut, auth=_EDIT)
def return_handover(request: HttpRequest, offered_id: UUID, payload: WhyIn) -> dict[str, object]:
    """Say what is missing before the account can be accepted."""
    access, expected = access_of(request), _seen(request, offered_id)
    may = access.may("onboarding.manage")
    return out_of(
        actions.return_handover(offered_id, payload.why, may_manage=may, expected=expected, by=access.actor)
    )


def _seen(request: HttpRequest, onboarding_id: UUID) -> int | None:
    row = onboarding_by_id(onboarding_id)
    return seen_version(request, row.pk, row.number)


def _told(row: Onboarding, response: HttpResponse) -> dict[str, object]:
    tagged(response, etag(row.pk, row.number))
    return out_of(row)
