from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "banso.screens.today"
    label = "today"

    def ready(self) -> None:
        from banso.screens.today.feeds import register  # noqa: PLC0415 - apps are loaded now

        register()
