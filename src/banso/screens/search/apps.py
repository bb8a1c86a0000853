from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "banso.screens.search"
    label = "search"
