from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "banso.domain.usage"
    label = "usage"
