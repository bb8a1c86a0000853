"""Leads and campaigns over the API."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from banso.domain.leads import actions, queries
from banso.domain.leads.models import Campaign, Lead, LeadActivity
from banso.domain.leads.queries.listing import LeadListing, listed
from banso.domain.leads.schemas import (
    AlikeOut,
    CampaignCostIn,
    CampaignOut,
    ConvertIn,
    LeadActivityIn,
    LeadActivityOut,
    LeadIn,
    LeadOut,
    LeadsIn,
    LeadsOut,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.money import plain
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["leads"])
campaigns_router = Router(tags=["leads"])


@router.get("", response=PageOf[LeadOut], auth=ApiAuth("leads.view"))
def list_leads(
    request: HttpRequest,
    *,
    external_id: str | None = None,
    q: str = "",
    stage: str = "",
    owner_email: str = "",
    source: str = "",
    campaign_id: UUID | None = None,
    updated_since: datetime | None = None,
    archived: bool = False,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Lead]:
    """Leads, the newest first; `q` searches companies, people, mail addresses and phones.

    `stage` is a stage's key, or `open` for every one that is neither converted nor unfit.
    """
    chosen = {"stage": stage, "owner": owner_email, "source": source, "campaign": str(campaign_id or "")}
    rows = listed(LeadListing(search=q, chosen={name: each for name, each in chosen.items() if each},
                              archived=archived))  # fmt: skip
    if external_id is not None:
        rows = rows.filter(external_id=external_id)
    demand_moment("updated_since", updated_since)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    found = queries.with_campaign(rows)
    return page_of(found, limit=limit, cursor=cursor, order=("-created_at",), request=request)


@router.post("", response={201: LeadOut}, auth=ApiAuth("leads.edit"))
def create_lead(request: HttpRequest, payload: LeadIn, response: HttpResponse) -> Status[Lead]:
    """Write down a lead; 409 where its external id is taken."""
    made = actions.create_lead(payload.values(), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _shown(made.pk, response))


@router.put("", response=LeadsOut, auth=ApiAuth("leads.edit"))
def upsert_leads(request: HttpRequest, payload: LeadsIn) -> dict[str, object]:
    """Make or change up to 5,000 leads by their external ids; a row that cannot be used is told apart."""
    rows = [each.values() for each in payload.data]
    return _told(actions.upsert_leads(rows, by=access_of(request).actor))


@router.get("/alike", response=list[AlikeOut], auth=ApiAuth("leads.view"))
def list_alike(
    request: HttpRequest,  # noqa: ARG001
    company: str = "",
    email: str = "",
    phone: str = "",
) -> list[queries.Alike]:
    """Leads, contacts and accounts that may be the same already, by mail address, phone or company name."""
    return queries.alike_to(company, email, phone)


@router.get("/{uuid:lead_id}", response=LeadOut, auth=ApiAuth("leads.view"))
def read_lead(request: HttpRequest, lead_id: UUID, response: HttpResponse) -> Lead:  # noqa: ARG001
    """One lead."""
    return _shown(lead_id, response)


@router.patch("/{uuid:lead_id}", response=LeadOut, auth=ApiAuth("leads.edit"))
def change_lead(request: HttpRequest, lead_id: UUID, payload: LeadIn, response: HttpResponse) -> Lead:
    """Change the fields that are sent."""
    expected = seen_version(request, lead_id, queries.lead_by_id(lead_id).version)
    actions.update_lead(lead_id, payload.values(), expected_version=expected, by=access_of(request).actor)
    return _shown(lead_id, response)


@router.delete("/{uuid:lead_id}", response=LeadOut, auth=ApiAuth("leads.edit"))
def archive_lead(request: HttpRequest, lead_id: UUID) -> Lead:
    """Archive the lead: lists leave it out, nothing is lost."""
    expected = seen_version(request, lead_id, queries.lead_by_id(lead_id).version)
    return actions.archive_lead(lead_id, expected_version=expected, by=access_of(request).actor)


@router.post("/{uuid:lead_id}/restore", response=LeadOut, auth=ApiAuth("leads.edit"))
def restore_lead(request: HttpRequest, lead_id: UUID) -> Lead:
    """Take an archived lead out again."""
    return actions.archive_lead(lead_id, restore=True, by=access_of(request).actor)


@router.get("/{uuid:lead_id}/activities", response=PageOf[LeadActivityOut], auth=ApiAuth("leads.view"))
def list_activities(
    request: HttpRequest, lead_id: UUID, limit: int | None = None, cursor: str | None = None
) -> Page[LeadActivity]:
    """What was tried with the lead, the latest first."""
    rows = queries.activities_of(queries.lead_by_id(lead_id).pk)
    return page_of(rows, limit=limit, cursor=cursor, order=("-occurred_at",), request=request)


@router.post("/{uuid:lead_id}/activities", response={201: LeadActivityOut}, auth=ApiAuth("leads.edit"))
def log_activity(request: HttpRequest, lead_id: UUID, payload: LeadActivityIn) -> Status[LeadActivity]:
    """Write down what was tried; its next step becomes the lead's."""
    values = {**payload.dict(), "occurred_at": payload.occurred_at or now()}
    made = actions.log_activity(lead_id, values, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, made)


@router.post("/{uuid:lead_id}/convert", response=LeadOut, auth=ApiAuth("leads.edit"))
def convert_lead(request: HttpRequest, lead_id: UUID, payload: ConvertIn, response: HttpResponse) -> Lead:
    """Make the lead's account, contact and deal; needs accounts.edit and deals.edit too."""
    expected = seen_version(request, lead_id, queries.lead_by_id(lead_id).version)
    _demand_makers(request)
    deal: dict[str, object] = {"name": payload.deal_name} if payload.deal_name else {}
    if payload.deal_owner_email:
        deal |= {"owner_email": payload.deal_owner_email, "owner_name": ""}
    into = actions.Conversion(payload.account_id, deal if payload.open_deal else None)
    actions.convert_lead(lead_id, into, expected_version=expected, by=access_of(request).actor)
    return _shown(lead_id, response)


@router.post("/{uuid:lead_id}/convert/undo", response=LeadOut, auth=ApiAuth("leads.edit"))
def undo_conversion(request: HttpRequest, lead_id: UUID, response: HttpResponse) -> Lead:
    """Take the conversion back; 409 where it was not converted, or its deal was closed since."""
    queries.lead_by_id(lead_id)
    _demand_makers(request)
    actions.undo_conversion(lead_id, by=access_of(request).actor)
    return _shown(lead_id, response)


@campaigns_router.get("", response=PageOf[CampaignOut], auth=ApiAuth("leads.view"))
def list_campaigns(
    request: HttpRequest, limit: int | None = None, cursor: str | None = None
) -> Page[dict[str, object]]:
    """Campaigns, the newest first, with what came of them and what they cost."""
    found = page_of(queries.campaigns(), limit=limit, cursor=cursor, order=("-created_at",), request=request)
    gave = queries.yields_by_campaign(found.data)
    return Page([_campaign(row, gave[row.pk]) for row in found.data], found.next_cursor)


@campaigns_router.put("/{uuid:campaign_id}/costs", response=CampaignOut, auth=ApiAuth("leads.manage"))
def set_cost(request: HttpRequest, campaign_id: UUID, payload: CampaignCostIn) -> dict[str, object]:
    """Say what the campaign cost in a month; it counts as marketing cost, in CAC too."""
    actions.set_campaign_cost(
        campaign_id, payload.month, payload.amount, currency=payload.currency.strip().upper(),
        by=access_of(request).actor,
    )  # fmt: skip
    row = queries.campaign_by_id(campaign_id)
    return _campaign(row, queries.yields_by_campaign([row])[row.pk])


def _campaign(row: Campaign, gave: queries.Yield) -> dict[str, object]:
    return {
        "id": row.pk, "name": row.name, "source": row.source, "starts_on": row.starts_on,
        "ends_on": row.ends_on, "leads": gave.leads, "appointments": gave.met, "converted": gave.converted,
        "won": gave.won, "cost": str(plain(gave.cost)),
    }  # fmt: skip


def _demand_makers(request: HttpRequest) -> None:
    access = access_of(request)
    access.require("accounts.edit")
    access.require("deals.edit")


def _shown(lead_id: UUID, response: HttpResponse) -> Lead:
    lead = queries.lead_by_id(lead_id)
    tagged(response, etag(lead.pk, lead.version))
    return lead


def _told(results: Sequence[actions.UpsertedLead]) -> dict[str, object]:
    counts = Counter(result.outcome for result in results)
    return {
        **{name: counts[name] for name in ("created", "changed", "same", "refused")},
        "rows": [_row(result) for result in results],
    }


def _row(result: actions.UpsertedLead) -> dict[str, object]:
    error = result.error
    named = error if isinstance(error, InputError) else None
    return {
        "outcome": result.outcome,
        "external_id": result.external_id,
        "id": result.lead_id,
        "field": named.field if named else "",
        "message": error.message if error else "",
        "came": named.came if named else "",
        "wanted": named.wanted if named else "",
    }
