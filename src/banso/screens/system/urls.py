"""The system page, below /w/<slug>/settings/."""

from django.urls import path

from banso.screens.system import views

page_urls = [
    path("settings/system/", views.show, name="settings_system"),
    path("settings/system/jobs/<uuid:job_id>/again/", views.again, name="system_job_again"),
    path("settings/system/work/again/", views.answer_again, name="system_work_again"),
]
