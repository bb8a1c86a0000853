from django.apps import AppConfig

from banso.kit.words import Text


class AccountsConfig(AppConfig):
    name = "banso.domain.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Models and facts can be imported only once the apps are loaded.
        from banso.domain.accounts import reactions  # noqa: F401, PLC0415
        from banso.domain.accounts.actions.privacy import register  # noqa: PLC0415
        from banso.domain.accounts.facts import (  # noqa: PLC0415
            AccountDescribed,
            AccountsMerged,
            AccountsUnmerged,
        )
        from banso.domain.accounts.queries import merged_accounts  # noqa: PLC0415
        from banso.engine.metrics.ask import know_merged_accounts  # noqa: PLC0415
        from banso.engine.metrics.dimensions import Dimension, dimensions  # noqa: PLC0415

        dimensions.describe(
            AccountDescribed,
            flag="internal",
            label="name",
            moves=(AccountsMerged, AccountsUnmerged),
            dimensions=[
                Dimension("plan", Text(en="Plan", ja="プラン")),
                Dimension("industry", Text(en="Industry", ja="業種")),
                Dimension("stage", Text(en="Stage", ja="段階")),
                Dimension("owner", Text(en="CSM in charge", ja="担当CSM")),
                Dimension("country", Text(en="Country", ja="国")),
                Dimension("region", Text(en="Region", ja="地域")),
                Dimension("tags", Text(en="Tags", ja="タグ"), many=True),
            ],
        )
        know_merged_accounts(merged_accounts)
        register()
