from django.apps import AppConfig


class UsageLogConfig(AppConfig):
    name = "banso.engine.journal.usage"
    label = "usage_log"
