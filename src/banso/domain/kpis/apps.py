from django.apps import AppConfig

from banso.engine.metrics.registry import registry


class KpisConfig(AppConfig):
    name = "banso.domain.kpis"
    label = "kpis"

    def ready(self) -> None:
        registry.discover("banso.domain.kpis.definitions")
        from banso.domain.kpis.definitions.measures import register_measures  # noqa: PLC0415 - reads models

        register_measures(registry)
