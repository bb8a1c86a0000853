from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "banso.screens.today"
    label = "today"
