from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "banso.domain.targets"
    label = "targets"

    def ready(self) -> None:
        from banso.domain.targets import facts, reactions  # noqa: F401, PLC0415 - they register
