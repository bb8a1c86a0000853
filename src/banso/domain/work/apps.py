from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "banso.domain.work"
    label = "work"
