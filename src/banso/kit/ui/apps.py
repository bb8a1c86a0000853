from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "banso.kit.ui"
    label = "ui"
