"""Personal data, below /w/<slug>/settings/."""

from django.urls import path

from banso.screens.privacy import views

page_urls = [
    path("settings/privacy/", views.show, name="settings_privacy"),
    path("settings/privacy/requests/export", views.export_cases, name="privacy_cases_export"),
    path("settings/privacy/person/", views.person, name="privacy_person"),
    path("settings/privacy/export/", views.export, name="privacy_export"),
    path("settings/privacy/erase/", views.erase, name="privacy_erase"),
    path("settings/privacy/keep/", views.keep, name="privacy_keep"),
    path("settings/privacy/welcome/", views.welcome, name="privacy_welcome"),
    path("settings/privacy/<uuid:case_id>/", views.case, name="privacy_case"),
    path("settings/privacy/<uuid:case_id>/file/", views.download, name="privacy_file"),
    path(
        "settings/privacy/<uuid:case_id>/receipt.ja.pdf",
        views.receipt,
        {"language": "ja"},
        name="privacy_receipt_ja",
    ),
    path(
        "settings/privacy/<uuid:case_id>/receipt.en.pdf",
        views.receipt,
        {"language": "en"},
        name="privacy_receipt_en",
    ),
    path("settings/privacy/<uuid:case_id>/again/", views.again, name="privacy_again"),
]
