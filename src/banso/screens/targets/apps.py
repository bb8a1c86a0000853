from django.apps import AppConfig


class TargetsPageConfig(AppConfig):
    name = "banso.screens.targets"
    label = "targets_page"
