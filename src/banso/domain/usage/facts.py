"""What was decided about the meaning of usage: which events are a feature, and which count as activity.

Both are facts of the workspace itself, so that a number asked as of a past day keeps to what was decided
then.
"""

from uuid import UUID

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

# These happened to no account.
NO_ACCOUNT = UUID(int=0)


@fact(
    "usage.feature_defined",
    title=Text(en="Feature defined", ja="機能を定義した"),
    line=Text(en="{name}: {events}", ja="{name}：{events}"),
    group="usage",
)
class FeatureDefined(Fact, frozen=True, kw_only=True):
    """A feature of the product; `subject` is its id, one fact per feature.

    Attributes:
        events: names of the events by which its use is known.
        plans: accounts on these plans are entitled to it; empty for every plan.
    """

    name: str
    events: tuple[str, ...]
    plans: tuple[str, ...] = ()


@fact(
    "usage.activity_defined",
    title=Text(en="Activity defined", ja="アクティブの定義を決めた"),
    line=Text(en="not counted as activity: {ignored}", ja="アクティブとみなさないイベント：{ignored}"),
    group="usage",
)
class ActivityDefined(Fact, frozen=True, kw_only=True):
    """Which events do not make a person active, such as a mail sent to them; one fact a workspace."""

    ignored: tuple[str, ...]
