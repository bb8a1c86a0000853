from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "banso.engine.metrics"
    label = "metrics"
