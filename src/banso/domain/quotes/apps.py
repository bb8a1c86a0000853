from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "banso.domain.quotes"
    label = "quotes"

    def ready(self) -> None:
        from banso.domain.quotes import definitions, facts, reactions  # noqa: F401, PLC0415 - they register
