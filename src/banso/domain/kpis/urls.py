"""Addresses of the KPI pages, below /w/<slug>/."""

from django.urls import path

from banso.domain.kpis import views

page_urls = [
    path("kpis/", views.board, name="kpi-board"),
    path("kpis/chart/<slug:name>", views.board_chart, name="kpi-board-chart"),
    path("kpis/published/", views.publications_page, name="kpi-publications"),
    path("kpis/published/export", views.export_publications, name="kpi-publications-export"),
    path("kpis/published/check/", views.check_view, name="kpi-publications-check"),
    path("kpis/published/<uuid:publication>/", views.publication_page, name="kpi-publication"),
    path("kpis/<slug:kpi>/", views.kpi_page, name="kpi"),
    path("kpis/<slug:kpi>/rows", views.export_rows, name="kpi-rows"),
    path("kpis/<slug:kpi>/breakdown", views.export_breakdown, name="kpi-breakdown"),
    path("kpis/<slug:kpi>/publish/", views.publish_view, name="kpi-publish"),
]
