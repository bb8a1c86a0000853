from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "banso.domain.privacy"
    label = "privacy"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from banso.domain.privacy.actions.built_in import register  # noqa: PLC0415

        register()
