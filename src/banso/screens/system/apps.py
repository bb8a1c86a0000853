from django.apps import AppConfig


class SystemConfig(AppConfig):
    name = "banso.screens.system"
    label = "system"

    def ready(self) -> None:
        from banso.screens.system import notices  # noqa: F401, PLC0415 - makes its kind known
