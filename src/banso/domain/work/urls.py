"""Addresses of notices, below /w/<slug>/."""

from django.urls import path

from banso.domain.work import views

page_urls = [
    path("notices/", views.notices, name="notices"),
    path("notices/bell/", views.bell, name="notices_bell"),
    path("notices/read/", views.read_all, name="notices_read"),
    path("notices/<uuid:notice_id>/", views.open_notice, name="notice"),
]
