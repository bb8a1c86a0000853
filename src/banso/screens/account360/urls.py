"""Addresses of an account's own page, below /w/<slug>/."""

from django.urls import path

from banso.screens.account360 import exports, views

page_urls = [
    path("accounts/<uuid:account_id>/", views.account360, name="account"),
    path("accounts/<uuid:account_id>/facts/<uuid:fact_id>/", views.fact_page, name="account_fact"),
    path("accounts/<uuid:account_id>/facts/export", exports.export_facts, name="account_facts_export"),
    path(
        "accounts/<uuid:account_id>/contacts/export",
        exports.export_contacts,
        name="account_contacts_export",
    ),
    path("accounts/<uuid:account_id>/care", views.care, name="account_care"),
    path("accounts/<uuid:account_id>/usage", views.usage_chart, name="account_usage"),
]
