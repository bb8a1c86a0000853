from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "banso.integrations.files"
    label = "files"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from banso.engine.metrics.why import know_sources  # noqa: PLC0415
        from banso.integrations.files.privacy import register  # noqa: PLC0415
        from banso.integrations.files.queries import names_of_sources  # noqa: PLC0415

        know_sources(names_of_sources)
        register()
