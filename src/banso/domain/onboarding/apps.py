from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "banso.domain.onboarding"
    label = "onboarding"

    def ready(self) -> None:
        from banso.domain.onboarding import definitions, facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.onboarding.actions import propose_at_winning  # noqa: PLC0415 - apps are loaded now
        from banso.domain.onboarding.definitions import ORIGIN  # noqa: PLC0415
        from banso.domain.onboarding.queries import onboardings  # noqa: PLC0415
        from banso.domain.sales.actions import at_winning  # noqa: PLC0415
        from banso.domain.work.queries import Origin, register_origin  # noqa: PLC0415
        from banso.kit.words import Text  # noqa: PLC0415

        at_winning(propose_at_winning)
        words = Text(en="Onboarding", ja="オンボーディング")
        register_origin(
            Origin(ORIGIN, words, "onboarding/{id}/", lambda pk: onboardings().filter(pk=pk).exists())
        )
