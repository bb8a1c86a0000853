from django.urls import path

from banso.screens.styleguide import views

page_urls = [
    path("_styleguide/", views.styleguide, name="styleguide"),
    path("_styleguide/chart/", views.chart, name="styleguide_chart"),
    path("_styleguide/act/", views.act, name="styleguide_act"),
]
