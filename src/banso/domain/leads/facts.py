"""What can happen to a lead.

Every fact of a lead has the subject `lead:<id>`. A lead is nobody's account yet: its facts happened to
NO_ACCOUNT until it is converted, and to the account from then on.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

NO_ACCOUNT = UUID(int=0)

STAGE_WORDS = {
    "new": Text(en="Not touched", ja="未接触"),
    "working": Text(en="Approaching", ja="アプローチ中"),
    "nurturing": Text(en="Nurturing", ja="育成中"),
    "appointment": Text(en="Appointment", ja="アポ獲得"),
    "converted": Text(en="Converted", ja="商談化"),
    "unfit": Text(en="Not a fit", ja="対象外"),
}
CHANNEL_WORDS = {
    "call": Text(en="Call", ja="電話"),
    "mail": Text(en="Mail", ja="メール"),
    "visit": Text(en="Visit", ja="訪問"),
    "sns": Text(en="SNS", ja="SNS"),
    "meeting": Text(en="Meeting", ja="打ち合わせ"),
}
RESULT_WORDS = {
    "": Text(en="–", ja="–"),
    "absent": Text(en="Nobody there", ja="不在"),
    "no_answer": Text(en="No answer", ja="返答なし"),
    "talked": Text(en="Talked", ja="会話できた"),
    "call_back": Text(en="Asked to call again", ja="再架電の依頼"),
    "material": Text(en="Material wanted", ja="資料請求"),
    "appointment": Text(en="Appointment", ja="アポ獲得"),
    "refused": Text(en="Refused", ja="断り"),
}


@fact(
    "leads.lead_created",
    title=Text(en="Lead came in", ja="見込み客が入った"),
    line=Text(en="{name}: {source}", ja="{name}：{source}"),
    side="them",
    group="deal",
)
class LeadCreated(Fact, frozen=True, kw_only=True):
    """`day` is the day on which the lead came in."""

    name: str
    day: date
    owner: str
    source: str
    campaign: str


@fact(
    "leads.stage_changed",
    title=Text(en="Stage of a lead changed", ja="見込み客の段階が変わった"),
    line=Text(en="{name}: from {before} to {after}", ja="{name}：{before} → {after}"),
    side="us",
    group="deal",
)
class LeadStageChanged(Fact, frozen=True, kw_only=True):
    words: ClassVar[dict[str, dict[str, Text]]] = {"before": STAGE_WORDS, "after": STAGE_WORDS}

    name: str
    before: str
    after: str
    owner: str
    source: str
    campaign: str


@fact(
    "leads.lead_touched",
    title=Text(en="Lead contacted", ja="見込み客に接触した"),
    line=Text(en="{kind}: {topic} ({result})", ja="{kind}：{topic}（{result}）"),
    side="us",
    group="conversation",
)
class LeadTouched(Fact, frozen=True, kw_only=True):
    """A call, mail, visit or message. `seconds` is the time since the lead came in, of its first one alone.

    `who` is whoever contacted it.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"kind": CHANNEL_WORDS, "result": RESULT_WORDS}

    name: str
    kind: str
    topic: str
    result: str
    who: str
    first: bool
    seconds: int
    source: str
    campaign: str


@fact(
    "leads.lead_converted",
    title=Text(en="Lead became an account", ja="見込み客を顧客・商談にした"),
    line=Text(en="{name}, after {days} days", ja="{name}（{days}日）"),
    side="us",
    group="deal",
)
class LeadConverted(Fact, frozen=True, kw_only=True):
    """`deal` is the deal's id, or "" where none was opened."""

    name: str
    deal: str
    days: int
    owner: str
    source: str
    campaign: str


APPOINTMENT_WORDS = {
    "set": Text(en="Set", ja="予定"),
    "held": Text(en="Held", ja="実施済み"),
    "missed": Text(en="Not held", ja="未実施"),
    "cancelled": Text(en="Called off", ja="キャンセル"),
}


@fact(
    "leads.appointment_set",
    title=Text(en="Appointment set", ja="アポを獲得した"),
    line=Text(en="{name}: {seller}, {place}", ja="{name}：{seller}、{place}"),
    side="both",
    group="deal",
)
class AppointmentSet(Fact, frozen=True, kw_only=True):
    """`caller` is who set it, `seller` who will meet them."""

    name: str
    starts_at: datetime
    place: str
    caller: str
    seller: str
    source: str
    campaign: str


@fact(
    "leads.appointment_closed",
    title=Text(en="Appointment told of", ja="アポの結果を記録した"),
    line=Text(en="{name}: {state}", ja="{name}：{state}"),
    side="both",
    group="deal",
)
class AppointmentClosed(Fact, frozen=True, kw_only=True):
    words: ClassVar[dict[str, dict[str, Text]]] = {"state": APPOINTMENT_WORDS}

    name: str
    state: str
    starts_at: datetime
    caller: str
    seller: str
    source: str
    campaign: str


@fact(
    "leads.call_judged",
    title=Text(en="Call judged", ja="架電を評価した"),
    line=Text(en="{caller}: {score} of 5", ja="{caller}：5点中{score}点"),
    side="us",
    group="conversation",
)
class CallJudged(Fact, frozen=True, kw_only=True):
    """`score` is the weighted mean of its criteria, 1 to 5."""

    name: str
    caller: str
    score: Decimal
    criteria: int
    campaign: str
