from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "banso.domain.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        from banso.domain.outcomes import definitions, facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.outcomes.actions import follow_goals  # noqa: PLC0415 - apps are loaded now
        from banso.domain.sales.actions import at_winning  # noqa: PLC0415

        at_winning(follow_goals)
