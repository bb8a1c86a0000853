"""Leads for tests, and rows in every table of the area."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from banso.domain.leads import actions
from banso.domain.leads.actions.merging import follow_merge
from banso.domain.leads.actions.model import save_step
from banso.domain.leads.models import Lead, LeadActivity
from banso.kit.actor import Actor

CALLER = Actor("person", "00000000-0000-0000-0000-0000000000c1", "小川 葵")


def on(text: str) -> datetime:
    """A moment in Tokyo."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tokyo"))


def lead(company: str = "株式会社みどり建材", **values: object) -> Lead:
    given = {
        "company": company, "person": "林 一郎", "email": "hayashi@midori.example", "phone": "03-1234-5678",
        "source": "展示会", "campaign": "秋の展示会", **values,
    }  # fmt: skip
    return actions.create_lead(given, by=CALLER)


def call(of: Lead, at: str = "2026-11-20T10:00", **values: object) -> LeadActivity:
    given = {"kind": "call", "occurred_at": on(at), "topic": "紹介の電話", **values}
    return actions.log_activity(of.pk, given, by=CALLER)


def furnish_leads(
    account_id: UUID, other_id: UUID, *, say: Callable[[int], str], by: Actor, **more: Any
) -> dict[str, UUID]:
    """Rows in every table of leads, every text made by `say`, which gets how long it may be.

    One lead may be converted, another one is. Returns the id that stands for each word of an address.
    """
    campaign = actions.save_campaign(
        None, {"name": say(100), "source": say(70), "note": say(300), "starts_on": "2024-04-01"}, by=by
    )
    actions.set_campaign_cost(campaign.pk, date(2024, 4, 1), Decimal(300_000), by=by)
    values = {
        "person": say(100), "title": say(100), "phone": say(40), "source": say(70), "note": say(300),
        "owner_name": say(100), "campaign": campaign.name, "created_on": "2024-04-02", **more,
    }  # fmt: skip
    unfit = {"stage": "unfit", "unfit_reason": say(200), "external_id": say(100), "company": say(150)}
    made = actions.create_lead({**values, **unfit}, by=by)
    actions.update_lead(made.pk, {"stage": "unfit", "unfit_reason": say(200)}, by=by)
    talk = {
        "kind": "call", "result": "talked", "occurred_at": on("2024-04-03T10:00"), "topic": say(150),
        "outcome": say(300), "next_step": say(200), "next_step_on": "2024-04-10",
    }  # fmt: skip
    activity = actions.log_activity(made.pk, talk, by=Actor(by.kind, by.id, say(200)))
    done = actions.change_leads([made.pk], "owner", str(more.get("owner_email", "")), by=by)
    if done.change is None:
        done = actions.change_leads([made.pk], "stage", "nurturing", by=by)
        actions.update_lead(made.pk, {"stage": "unfit", "unfit_reason": say(200)}, by=by)
    assert done.change is not None
    more_words = _furnish_calls(made, activity, say, by, str(more.get("owner_email", "")))
    gone = actions.create_lead({**values, "company": say(150)}, by=by)
    actions.convert_lead(gone.pk, actions.Conversion(other_id, {"name": say(150)}), by=by)
    follow_merge(other_id, account_id)
    return {
        "lead_id": made.pk, "lead_activity_id": activity.pk, "lead_change_id": done.change,
        "campaign_id": campaign.pk, "converted_lead_id": gone.pk,
        **more_words,
    }  # fmt: skip


def _furnish_calls(
    of: Lead, activity: LeadActivity, say: Callable[[int], str], by: Actor, email: str
) -> dict[str, UUID]:
    check = {"kind": "check", "field": "source", "op": "is", "value": of.source}
    row = actions.save_list(
        None, name=say(100), script=say(300), condition={"kind": "all", "parts": [check]},
        by=Actor(by.kind, by.id, say(200)),
    )  # fmt: skip
    actions.add_leads(row.pk, [of.pk], by=by)
    met = {
        "starts_at": on("2024-04-20T10:00"), "place": say(200), "who": say(200), "note": say(300),
        "seller_email": email, "seller_name": "" if email else say(120),
    }  # fmt: skip
    meeting = actions.set_appointment(of.pk, met, by=Actor(by.kind, by.id, say(200)))
    save_step("marketing", responsibility=say(300), kgi="leads_created", kpis=["calls"], people=[], by=by)
    rows = [{"name": say(100), "weight": "2", "key": "opening"}]
    actions.save_criteria(None, rows, by=by)
    actions.judge_call(activity.pk, {"opening": "4"}, by=Actor(by.kind, by.id, say(200)))
    return {"list_id": row.pk, "appointment_id": meeting.pk}
