from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "banso.project"
    label = "project"
