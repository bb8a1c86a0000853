from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "banso.domain.leads"
    label = "leads"

    def ready(self) -> None:
        from banso.domain.leads import definitions, facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.leads.actions import privacy  # noqa: PLC0415
        from banso.domain.leads.queries.calls import meeting_days  # noqa: PLC0415
        from banso.domain.work.queries import FeedSource, register_feed  # noqa: PLC0415

        privacy.register()
        register_feed(FeedSource("appointments", "leads.view", meeting_days))
