"""Every read of leads.

leads      leads and their activities
listing    the list, as somebody filters and sorts it
alike      who may be the same already
campaigns  where leads come from, and what that cost
calls      target lists, appointments, how calls went
"""

from banso.domain.leads.queries.alike import Alike, alike_to
from banso.domain.leads.queries.calls import (
    CallerCalls,
    appointment_by_id,
    appointments_in,
    appointments_of,
    call_by_id,
    callers,
    checked_condition,
    counted_lists,
    criteria_for,
    criteria_of,
    criteria_of_call,
    due_appointments,
    entries_of,
    leads_meeting,
    next_entry,
    said_condition,
    scored,
    scores_by_key,
    scores_of,
    target_list_by_id,
    target_lists,
)
from banso.domain.leads.queries.campaigns import (
    Yield,
    campaign_by_id,
    campaign_costs,
    campaigns,
    yields_by_campaign,
    yields_by_source,
)
from banso.domain.leads.queries.leads import (
    activities_of,
    conversion_of,
    history_of,
    lead_by_id,
    lead_of_deal,
    leads,
    leads_by_external_id,
    next_steps_of,
    subject_of,
    with_campaign,
)

__all__ = [
    "Alike",
    "CallerCalls",
    "Yield",
    "activities_of",
    "alike_to",
    "appointment_by_id",
    "appointments_in",
    "appointments_of",
    "call_by_id",
    "callers",
    "campaign_by_id",
    "campaign_costs",
    "campaigns",
    "checked_condition",
    "conversion_of",
    "counted_lists",
    "criteria_for",
    "criteria_of",
    "criteria_of_call",
    "due_appointments",
    "entries_of",
    "history_of",
    "lead_by_id",
    "lead_of_deal",
    "leads",
    "leads_by_external_id",
    "leads_meeting",
    "next_entry",
    "next_steps_of",
    "said_condition",
    "scored",
    "scores_by_key",
    "scores_of",
    "subject_of",
    "target_list_by_id",
    "target_lists",
    "with_campaign",
    "yields_by_campaign",
    "yields_by_source",
]
