from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "banso.domain.workspaces"
    label = "workspaces"

    def ready(self) -> None:
        from banso.domain.workspaces import facts, reactions  # noqa: F401, PLC0415 - needs the models
        from banso.domain.workspaces.queries import zone_at  # noqa: PLC0415
        from banso.engine.metrics.ask import know_zone  # noqa: PLC0415

        reactions.connect()
        know_zone(zone_at)
