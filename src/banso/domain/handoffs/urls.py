"""Addresses of this area, inside a workspace."""

from django.urls import path

from banso.domain.handoffs.views import cards, handoff, listing, settings

_HANDOFF = "handoffs/<uuid:handoff_id>/"
page_urls = [
    path("handoffs/", listing.handoff_list, name="handoffs"),
    path("handoffs/export", listing.export, name="handoffs_export"),
    path("handoffs/items/export", listing.export_items, name="handoff_items_export"),
    path("handoffs/sellers/export", listing.export_sellers, name="handoff_sellers_export"),
    path(_HANDOFF, handoff.handoff, name="handoff"),
    path(f"{_HANDOFF}decide/", handoff.decide, name="handoff_decide"),
    path(f"{_HANDOFF}resubmit/", handoff.resubmit, name="handoff_resubmit"),
    path(f"{_HANDOFF}messages/", handoff.say, name="handoff_say"),
    path(f"{_HANDOFF}assign/", handoff.assign, name="handoff_assign"),
    path("deals/<uuid:deal_id>/handoff/", cards.of_deal, name="deal_handoff"),
    path("deals/<uuid:deal_id>/csm/", cards.plan, name="deal_csm"),
    path("settings/handoffs/", settings.settings, name="settings_handoffs"),
    path("settings/handoffs/rules/", settings.save, name="handoff_rules_save"),
    path("settings/handoffs/clock/", settings.save_clock, name="handoff_clock_save"),
]
