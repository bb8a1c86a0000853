"""The addresses of the targets, below /w/<slug>/."""

from django.urls import path

from banso.screens.targets import views

page_urls = [
    path("targets/", views.show, name="targets"),
    path("targets/export", views.export, name="targets_export"),
    path("targets/people/<uuid:seat_id>/", views.of_person, name="targets_person"),
    path("targets/teams/<uuid:team_id>/", views.of_team, name="targets_team"),
    path("targets/people/<uuid:seat_id>/cell/", views.person_cell, name="targets_person_cell"),
    path("targets/people/<uuid:seat_id>/undo/", views.person_undo, name="targets_person_undo"),
    path("targets/teams/<uuid:team_id>/cell/", views.team_cell, name="targets_team_cell"),
    path("targets/teams/<uuid:team_id>/undo/", views.team_undo, name="targets_team_undo"),
]
