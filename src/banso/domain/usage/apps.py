from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "banso.domain.usage"
    label = "usage"

    def ready(self) -> None:
        # Facts can be imported only once the apps are loaded.
        from banso.domain.usage.facts import ActivityDefined  # noqa: PLC0415
        from banso.engine.metrics.activity import activity  # noqa: PLC0415

        activity.leave_out(ActivityDefined, "ignored")
