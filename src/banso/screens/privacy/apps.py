from django.apps import AppConfig


class PrivacyPagesConfig(AppConfig):
    name = "banso.screens.privacy"
    label = "privacy_pages"

    def ready(self) -> None:
        from banso.screens.privacy import notices  # noqa: F401, PLC0415 - they register
