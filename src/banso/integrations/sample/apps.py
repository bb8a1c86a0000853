from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "banso.integrations.sample"
    label = "sample"
