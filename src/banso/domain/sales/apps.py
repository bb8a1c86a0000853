from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "banso.domain.sales"
    label = "sales"

    def ready(self) -> None:
        from banso.domain.sales import facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.sales.actions import answers  # noqa: PLC0415 - apps are loaded now

        answers.register()
