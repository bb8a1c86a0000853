"""Addresses of long exports, below /w/<slug>/."""

from django.urls import path

from banso.integrations.exports import views

page_urls = [
    path("exports/", views.exports, name="exports"),
    path("exports/<uuid:export_id>/file/", views.download, name="export_file"),
    path("exports/<uuid:export_id>/again/", views.again, name="export_again"),
    path("exports/<uuid:export_id>/remove/", views.remove, name="export_remove"),
]
