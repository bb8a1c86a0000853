from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "banso.domain.workspaces"
    label = "workspaces"
