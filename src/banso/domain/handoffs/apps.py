from django.apps import AppConfig


class HandoffsConfig(AppConfig):
    name = "banso.domain.handoffs"
    label = "handoffs"

    def ready(self) -> None:
        from banso.domain.handoffs import definitions, facts, reactions  # noqa: F401, PLC0415 - they register
        from banso.domain.handoffs.actions import submit_handoff  # noqa: PLC0415 - apps are loaded now
        from banso.domain.handoffs.queries import handoffs  # noqa: PLC0415
        from banso.domain.sales.actions import at_winning  # noqa: PLC0415
        from banso.domain.work.queries import Origin, register_origin  # noqa: PLC0415
        from banso.kit.words import Text  # noqa: PLC0415

        at_winning(submit_handoff)
        register_origin(
            Origin(
                "handoff",
                Text(en="Handoff", ja="引継ぎ"),
                "handoffs/{id}/",
                lambda pk: handoffs().filter(pk=pk).exists(),
            )
        )
