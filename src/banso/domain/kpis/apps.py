from django.apps import AppConfig

from banso.engine.metrics.registry import registry


class KpisConfig(AppConfig):
    name = "banso.domain.kpis"
    label = "kpis"

    def ready(self) -> None:
        registry.discover("banso.domain.kpis.definitions")
