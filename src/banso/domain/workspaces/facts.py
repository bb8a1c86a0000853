"""What can happen to a workspace that numbers depend on."""

from uuid import UUID

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

# It happened to no account.
NO_ACCOUNT = UUID(int=0)


@fact(
    "workspaces.workspace_changed",
    title=Text(en="Currency or time zone changed", ja="通貨またはタイムゾーンを変更した"),
    line=Text(
        en="{currency_before}, {timezone_before} → {currency}, {timezone}",
        ja="{currency_before}、{timezone_before} → {currency}、{timezone}",
    ),
    side="us",
)
class WorkspaceChanged(Fact, frozen=True, kw_only=True):
    """The reporting currency or the zone in which days begin is another one from now on."""

    currency: str
    currency_before: str
    timezone: str
    timezone_before: str
