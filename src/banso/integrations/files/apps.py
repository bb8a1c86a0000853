from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "banso.integrations.files"
    label = "files"
