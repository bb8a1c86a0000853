from django.apps import AppConfig


class ModelConfig(AppConfig):
    name = "banso.screens.model"
    label = "model"
