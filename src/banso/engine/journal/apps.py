from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "banso.engine.journal"
    label = "journal"
