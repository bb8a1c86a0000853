from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "banso.domain.promises"
    label = "promises"

    def ready(self) -> None:
        from banso.domain.promises import facts, reactions  # noqa: F401, PLC0415 - they register
