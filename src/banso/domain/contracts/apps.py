from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "banso.domain.contracts"
    label = "contracts"

    def ready(self) -> None:
        from banso.domain.contracts import definitions, facts, reactions  # noqa: F401, PLC0415 - they register
