"""The addresses of The Model, below /w/<slug>/."""

from django.urls import path

from banso.screens.model.views import edit, reset, the_model

page_urls = [
    path("model/", the_model, name="the_model"),
    path("model/<slug:step>/", edit, name="model_step"),
    path("model/<slug:step>/preset/", reset, name="model_step_preset"),
]
