from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "banso.domain.work"
    label = "work"

    def ready(self) -> None:
        from banso.domain.work import facts, reactions  # noqa: F401, PLC0415 - they register
