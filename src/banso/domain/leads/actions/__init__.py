"""Every write of leads.

leads       making, changing, archiving
activities  what was tried, with outcome and next step
converting  making a lead an account, a contact and a deal, and taking that back
upsert      leads from outside
bulk        many at once
campaigns   campaigns and what they cost
lists       target lists
calling     calls out of a list, and how they are judged
appointments  first meetings
"""

from banso.domain.leads.actions.activities import archive_activity, log_activity, restore_activity
from banso.domain.leads.actions.appointments import close_appointment, move_appointment, set_appointment
from banso.domain.leads.actions.bulk import BulkDone, change_leads, undo_leads
from banso.domain.leads.actions.calling import call_lead, judge_call, save_criteria
from banso.domain.leads.actions.campaigns import archive_campaign, save_campaign, set_campaign_cost
from banso.domain.leads.actions.converting import Conversion, convert_lead, undo_conversion
from banso.domain.leads.actions.leads import archive_lead, create_lead, done_with_step, update_lead
from banso.domain.leads.actions.lists import (
    add_leads,
    archive_list,
    fill_list,
    list_named,
    put_back_on_list,
    remove_leads,
    save_list,
)
from banso.domain.leads.actions.upsert import UpsertedLead, put_back_leads, upsert_leads

__all__ = [
    "BulkDone",
    "Conversion",
    "UpsertedLead",
    "add_leads",
    "archive_activity",
    "archive_campaign",
    "archive_lead",
    "archive_list",
    "call_lead",
    "change_leads",
    "close_appointment",
    "convert_lead",
    "create_lead",
    "done_with_step",
    "fill_list",
    "judge_call",
    "list_named",
    "log_activity",
    "move_appointment",
    "put_back_leads",
    "put_back_on_list",
    "remove_leads",
    "restore_activity",
    "save_campaign",
    "save_criteria",
    "save_list",
    "set_appointment",
    "set_campaign_cost",
    "undo_conversion",
    "undo_leads",
    "update_lead",
    "upsert_leads",
]
