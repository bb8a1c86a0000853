from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "banso.domain.leads"
    label = "leads"

    def ready(self) -> None:
        from banso.domain.leads import facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.leads.actions import privacy  # noqa: PLC0415

        privacy.register()
