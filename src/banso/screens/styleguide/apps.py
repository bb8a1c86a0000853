from django.apps import AppConfig


class StyleguideConfig(AppConfig):
    name = "banso.screens.styleguide"
    label = "styleguide"
