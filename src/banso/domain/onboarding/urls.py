"""The addresses of onboardings, below /w/<slug>/; and the page behind a customer's link, outside of it."""

from django.urls import path

from banso.domain.onboarding.views import files, listing, onboarding, public, templates

root_urls = [
    path("plan/<str:token>/", public.plan, name="onboarding_plan"),
    path("plan/<str:token>/files/<uuid:file_id>/", public.file, name="onboarding_plan_file"),
]

page_urls = [
    path("onboarding/", listing.onboarding_list, name="onboardings"),
    path("onboarding/export", listing.export, name="onboardings_export"),
    path("onboarding/new/", listing.propose, name="onboarding_new"),
    path("onboarding/links/<uuid:plan_link_id>/revoke/", onboarding.revoke, name="onboarding_link_revoke"),
    path("onboarding/<uuid:onboarding_id>/", onboarding.show, name="onboarding"),
    path("onboarding/<uuid:onboarding_id>/start/", onboarding.start, name="onboarding_start"),
    path("onboarding/<uuid:onboarding_id>/plan/", onboarding.replan, name="onboarding_replan"),
    path("onboarding/<uuid:onboarding_id>/add/", onboarding.add, name="onboarding_add"),
    path("onboarding/<uuid:onboarding_id>/evaluate/", onboarding.evaluate, name="onboarding_evaluate"),
    path("onboarding/<uuid:onboarding_id>/cancel/", onboarding.cancel, name="onboarding_cancel"),
    path("onboarding/<uuid:onboarding_id>/reopen/", onboarding.reopen, name="onboarding_reopen"),
    path("onboarding/<uuid:onboarding_id>/share/", onboarding.share, name="onboarding_share"),
    path("onboarding/<uuid:onboarding_id>/files/", files.add, name="onboarding_files"),
    path("onboarding/<uuid:onboarding_id>/files/<uuid:file_id>/share/", files.share, name="onboarding_file"),
    path(
        "onboarding/<uuid:onboarding_id>/files/<uuid:file_id>/withdraw/",
        files.withdraw,
        name="onboarding_file_withdraw",
    ),
    path("onboarding/<uuid:onboarding_id>/handover/", onboarding.offer, name="onboarding_offer"),
    path("onboarding/<uuid:onboarding_id>/handover/answer/", onboarding.answer, name="onboarding_answer"),
    path("settings/onboarding/", templates.settings, name="settings_onboarding"),
    path("settings/onboarding/new/", templates.create, name="settings_onboarding_new"),
    path("settings/onboarding/<uuid:template_id>/", templates.change, name="settings_onboarding_template"),
    path(
        "settings/onboarding/<uuid:template_id>/archive/",
        templates.archive,
        name="settings_onboarding_archive",
    ),
    path(
        "settings/onboarding/<uuid:template_id>/restore/",
        templates.restore,
        name="settings_onboarding_restore",
    ),
]
