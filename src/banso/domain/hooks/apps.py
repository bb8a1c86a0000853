from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "banso.domain.hooks"
    label = "hooks"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from banso.domain.hooks import definitions  # noqa: PLC0415
        from banso.domain.hooks.actions import KEPT_DAYS, enqueue, forget_old_deliveries  # noqa: PLC0415
        from banso.domain.privacy.queries import Kept, register_kept  # noqa: PLC0415
        from banso.engine.journal.record import at_recording  # noqa: PLC0415

        at_recording("hooks", frozenset(definitions.EVENTS), enqueue)
        about = _("Deliveries to webhooks are removed after their time, whatever became of them.")
        register_kept(Kept("hooks", _("Webhook deliveries"), about, forget_old_deliveries, usual=KEPT_DAYS))
