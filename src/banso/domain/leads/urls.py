"""Addresses of this area, inside a workspace."""

from django.urls import path

from banso.domain.leads.views import acts, calls, campaigns, cards, lead, listing, lists

_LEAD = "leads/<uuid:lead_id>/"
_ACTIVITY = "leads/activities/<uuid:lead_activity_id>/"
_LIST = "lists/<uuid:list_id>/"
_CAMPAIGN = "campaigns/<uuid:campaign_id>/"
page_urls = [
    path("leads/", listing.lead_list, name="leads"),
    path("leads/export", listing.export, name="leads_export"),
    path("leads/bulk/", listing.bulk, name="leads_bulk"),
    path("leads/bulk/<uuid:lead_change_id>/undo/", listing.bulk_undo, name="leads_bulk_undo"),
    path("leads/new/", lead.new, name="lead_new"),
    path("leads/alike/", lead.alike, name="leads_alike"),
    path(_LEAD, lead.lead, name="lead"),
    path(f"{_LEAD}edit/", lead.edit, name="lead_edit"),
    path(f"{_LEAD}activities/", acts.log, name="lead_log"),
    path(f"{_ACTIVITY}archive/", acts.archive_activity, name="lead_activity_archive"),
    path(f"{_ACTIVITY}restore/", acts.restore_activity, name="lead_activity_restore"),
    path(f"{_LEAD}done/", acts.done, name="lead_step_done"),
    path(f"{_LEAD}archive/", acts.archive, name="lead_archive"),
    path(f"{_LEAD}restore/", acts.restore, name="lead_restore"),
    path(f"{_LEAD}convert/", acts.convert, name="lead_convert"),
    path(f"{_LEAD}convert/undo/", acts.convert_undo, name="lead_convert_undo"),
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/export", campaigns.export, name="campaigns_export"),
    path("campaigns/new/", campaigns.new, name="campaign_new"),
    path(_CAMPAIGN, campaigns.campaign, name="campaign"),
    path(f"{_CAMPAIGN}costs/", campaigns.cost, name="campaign_cost"),
    path(f"{_CAMPAIGN}archive/", campaigns.archive, name="campaign_archive"),
    path(f"{_CAMPAIGN}restore/", campaigns.restore, name="campaign_restore"),
    path("lists/", lists.target_lists, name="target_lists"),
    path("lists/export", lists.export, name="target_lists_export"),
    path("lists/new/", lists.new, name="target_list_new"),
    path(_LIST, lists.target_list, name="target_list"),
    path(f"{_LIST}export", lists.export_entries, name="target_entries_export"),
    path(f"{_LIST}edit/", lists.edit, name="target_list_edit"),
    path(f"{_LIST}fill/", lists.fill, name="target_list_fill"),
    path(f"{_LIST}change/", lists.change, name="target_list_change"),
    path(f"{_LIST}change/<uuid:lead_change_id>/undo/", lists.put_back, name="target_list_put_back"),
    path(f"{_LIST}archive/", lists.archive, name="target_list_archive"),
    path(f"{_LIST}restore/", lists.restore, name="target_list_restore"),
    path(f"{_LIST}call/", calls.next_call, name="next_call"),
    path(f"{_LIST}call/<uuid:lead_id>/", calls.call, name="call"),
    path("appointments/", calls.appointments, name="appointments"),
    path("appointments/export", calls.export_appointments, name="appointments_export"),
    path(
        "appointments/<uuid:appointment_id>/<slug:state>/", calls.close_appointment, name="appointment_close"
    ),
    path(f"{_LEAD}appointment/", calls.new_appointment, name="appointment_new"),
    path(f"{_ACTIVITY}judge/", calls.judge, name="call_judge"),
    path("calls/", calls.calls, name="calls"),
    path("calls/export", calls.export_calls, name="calls_export"),
    path("settings/calls/", calls.settings, name="settings_calls"),
    path("settings/calls/criteria/", calls.save_criteria, name="call_criteria_save"),
    path("deals/<uuid:deal_id>/lead/", cards.of_deal, name="deal_lead"),
]
