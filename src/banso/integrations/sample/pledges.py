"""What was promised along each customer's course, and what became of it. Pure and deterministic.

Sellers promise before the contract, CSMs while it runs. Most promises are kept; who left had been let down
more often than who stayed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from banso.integrations.sample.customers import Contact
from banso.integrations.sample.days import Years, at, working_day
from banso.integrations.sample.lives import ANALYSIS, INSPECTION, REPORTS, Life

# Wording, kind, product, what shows that it was kept, why it was not.
_SOLD = (
    ("帳票CSVの列順を貴社の様式に合わせる", "feature", REPORTS,
     "新しい列順のCSVをお送りした", "開発の着手が遅れた"),
    ("点検履歴5年分を取り込む", "integration", INSPECTION,
     "全件の取り込みと件数の突き合わせを終えた", "紙の記録が多く、取り込めない年が残った"),
    ("導入から3か月で紙の控えをなくす", "result", INSPECTION,
     "全班が入力に切り替わったことを確認した", "夜勤の班が紙のまま残った"),
    ("基幹システムとの連携を用意する", "integration", INSPECTION,
     "連携の設定を終え、翌朝の取り込みを確認した", "連携先の仕様が変わり、見通しが立たない"),
    ("初年度は値上げをしない", "price", INSPECTION,
     "更新の見積を据え置きでお出しした", "新しい料金表が先に適用された"),
    ("ベトナム語の操作説明書を用意する", "support", INSPECTION,
     "説明書をお送りした", "翻訳の手配ができなかった"),
)  # fmt: skip
_CARED = (
    ("利用状況の月次報告を経営会議の前に送る", "support", INSPECTION,
     "報告書をお送りした", "集計が会議に間に合わなかった"),
    ("夜勤向けの操作説明会を開く", "support", INSPECTION,
     "説明会を開き、参加者の名簿を残した", "日程が合わず流れた"),
    ("写真の保存を3秒以内にする", "feature", INSPECTION,
     "修正した版をお渡しし、現場で確かめた", "原因が分からず、次の版に持ち越した"),
    ("見積の端数を来期から調整する", "price", INSPECTION,
     "調整後の見積をお出しした", "承認が下りなかった"),
    ("第1工場と同じ帳票を第2工場にも用意する", "feature", REPORTS,
     "第2工場の帳票を公開した", "担当の交代で引き継がれなかった"),
    ("集計の画面を部長会議までに見直す", "date", ANALYSIS,
     "新しい画面をご覧いただいた", "会議までに間に合わなかった"),
    ("点検の実施率を九割に上げる計画を出す", "result", INSPECTION,
     "計画書をお渡しし、合意を得た", "計画をまとめられなかった"),
)  # fmt: skip
_SOURCES = ("meeting", "call", "mail", "quote")
_LET_DOWN = {True: (0.34, 0.18), False: (0.05, 0.1)}
_WAIVED = 0.04


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise; `state` is "" while it is open, and came on `closed`.

    Attributes:
        who, owner: keys of our own people; the owner "" for nobody.
        contact: key of the contact.
        confirmed: when the customer confirmed it, if they did.
    """

    key: str
    made: datetime
    who: str
    owner: str
    contact: str
    wording: str
    kind: str
    product: str
    source: str
    deliverable: str
    due: date
    confirmed: datetime | None = None
    state: str = ""
    closed: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Somebody talked to a contact on a day, before the contract (`sold`) or while it ran."""

    key: str
    made: date
    contact: Contact
    sold: bool


def pledges(life: Life, years: Years, seed: str) -> Iterator[Pledge]:
    """A customer's promises in the order in which they were made; nothing of today or later."""
    rng = Random(f"{seed}/promises/{life.customer.number}")
    occasions = [(life.customer.start - timedelta(days=12), True)] if rng.random() < 0.4 else []
    day = life.customer.start + timedelta(days=rng.randint(30, 300))
    last = life.ends_on or years.today
    while day < last - timedelta(days=5):
        occasions.append((day, False))
        day += timedelta(days=rng.randint(200, 600))
    for number, (when, sold) in enumerate(occasions, start=1):
        made = working_day(when)
        contact = next((each for each in life.contacts if each.left is None or each.left > made), None)
        if years.past(made) and contact is not None:
            key = f"PR-{life.customer.number:04d}-{number}"
            yield _pledge(life, years, rng, Occasion(key, made, contact, sold=sold))


def _pledge(life: Life, years: Years, rng: Random, occasion: Occasion) -> Pledge:
    made, sold = occasion.made, occasion.sold
    wording, kind, product, kept, missed = rng.choice(_SOLD if sold else _CARED)
    csm = next((who for day, who in reversed(life.csms) if day <= made), life.customer.csm)
    due = working_day(made + timedelta(days=rng.choice((21, 30, 45, 60, 90, 120))))
    hard = kind in {"feature", "integration"} and rng.random() < 0.3
    agreed = working_day(made + timedelta(days=rng.randint(1, 9)))
    state, closed = _outcome(life, rng, made, due)
    if closed is None or not years.past(closed):
        # Long overdue ones would have been closed by somebody.
        late = working_day(due + timedelta(days=9))
        state, closed = ("broken", late) if state and years.past(late + timedelta(days=12)) else ("", None)
    confirmed = at(agreed, 15) if rng.random() < 0.6 and years.past(agreed) else None
    if closed is not None and (confirmed is None or confirmed >= at(closed, 17)):
        confirmed = None
    return Pledge(
        key=occasion.key, made=at(made, 16, 40),
        who=life.customer.seller if sold else csm, owner="" if rng.random() < 0.06 else csm,
        contact=occasion.contact.key, wording=wording, kind=kind, product=product,
        source=rng.choice(_SOURCES),
        deliverable="approval" if hard else "standard", due=due, confirmed=confirmed, state=state,
        closed=closed, evidence=missed if state == "broken" else kept,
    )  # fmt: skip


def _outcome(life: Life, rng: Random, made: date, due: date) -> tuple[str, date | None]:
    """What becomes of it, and when: the closer to their leaving, the more is missed."""
    broken, late = _LET_DOWN[life.ends_on is not None and due > life.ends_on - timedelta(days=400)]
    draw, early = rng.random(), rng.randint(0, 12)
    if draw < broken:
        return "broken", working_day(due + timedelta(days=rng.randint(0, 8)))
    if draw < broken + late:
        return "kept", working_day(due + timedelta(days=rng.randint(2, 24)))
    if draw < broken + late + _WAIVED:
        return "waived", max(made + timedelta(days=1), due - timedelta(days=rng.randint(1, 14)))
    return "kept", max(made + timedelta(days=1), due - timedelta(days=early))
