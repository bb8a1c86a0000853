from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "banso.domain.questions"
    label = "questions"

    def ready(self) -> None:
        from banso.domain.questions import definitions, facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.questions.actions import account_targets  # noqa: PLC0415 - apps are loaded now

        account_targets.register()
