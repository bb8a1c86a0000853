from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "banso.domain.work"
    label = "work"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from banso.domain.privacy.queries import Kept, register_kept  # noqa: PLC0415
        from banso.domain.work import facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.work.actions import KEPT_DAYS, forget_old_notices  # noqa: PLC0415

        about = _("What was read is removed after its time, what nobody read after twice that time.")
        register_kept(Kept("notices", _("Notices"), about, forget_old_notices, usual=KEPT_DAYS))
