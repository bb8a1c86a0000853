from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "banso.domain.workspaces"
    label = "workspaces"

    def ready(self) -> None:
        from banso.domain.workspaces import reactions  # noqa: PLC0415 - needs the models

        reactions.connect()
