from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "banso.project"
    label = "project"

    def ready(self) -> None:
        from banso.project import theme  # noqa: PLC0415 - needs the models
        from banso.project.slow import watch_queries  # noqa: PLC0415 - needs the settings

        theme.connect()
        watch_queries()
