from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "banso.integrations.exports"
    label = "exports"

    def ready(self) -> None:
        from banso.integrations.exports import notices  # noqa: F401, PLC0415 - they register
        from banso.integrations.exports.privacy import register  # noqa: PLC0415

        register()
