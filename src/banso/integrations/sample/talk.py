"""What was said: calls, mails, visits, meetings and notes along each customer's course. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from banso.integrations.sample.customers import BY_KEY, Contact
from banso.integrations.sample.days import Years
from banso.integrations.sample.lives import Life


@dataclass(frozen=True, slots=True)
class Touch:
    """An activity: `known` is when it was entered, mostly the same day; `people` are contacts' keys."""

    at: datetime
    known: datetime
    kind: str
    topic: str
    who: str
    people: tuple[str, ...]
    side: str
    minutes: int | None
    outcome: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note that somebody of ours wrote."""

    at: datetime
    who: str
    text: str


_REGULAR = (
    (
        "meeting",
        "定例ミーティング",
        60,
        "利用状況を一緒に確認。{post}から新しい点検表の相談あり",
        "点検表のひな形を送る",
    ),
    ("meeting", "定例ミーティング", 45, "現場の声を聞いた。写真の添付が好評", "写真の使い方の事例を共有する"),
    ("call", "活用の相談", 20, "帳票の出し方を案内した", ""),
    ("call", "ご様子うかがい", 15, "大きな困りごとはなし。{post}の異動の予定を確認", ""),
    ("mail", "新しい機能のお知らせ", None, "", ""),
    ("mail", "操作説明会のご案内", None, "2名が参加の予定", ""),
    (
        "visit",
        "現場を訪問",
        90,
        "朝の点検に立ち会った。紙の控えがまだ一部に残っている",
        "紙の控えをやめる手順を提案する",
    ),
    (
        "meeting",
        "四半期の振り返り",
        60,
        "点検の実施率が上がった。次は帳票の集計を短くしたい",
        "集計の事例を用意する",
    ),
)
_START = (
    (
        2,
        "meeting",
        "キックオフ",
        60,
        "目的と進め方を確認。成功の定義を次回までに決める",
        "利用者の名簿を受け取る",
    ),
    (13, "meeting", "初期設定の支援", 90, "点検表を3種類つくった", "残りの点検表を先方でつくる"),
    (27, "visit", "現場での操作説明会", 120, "班ごとに2回。全員が入力まで体験した", ""),
    (55, "call", "使い始めの確認", 20, "毎朝の点検で使えている", ""),
)
_MARKS = {
    "release": (
        "call", "アプリの不具合についてのお電話", 25, "them",
        "更新のあと、写真の保存で止まるとのこと。現場の入力が紙に戻り始めている",
        "開発に急ぎで伝え、翌日に返事をする",
    ),
    "champion": (
        "call", "推進役の異動・退職について", 18, "both",
        "推進役の方が離れたことを、このお電話で初めて伺った。後任はまだ決まっていない",
        "後任の方への操作説明を申し込む",
    ),
}  # fmt: skip
REASONS = {
    "champion": "解約の理由：推進役が離れたあと、現場に広がらなかった。後任に会えたのは2か月後",
    "release": "解約の理由：アプリの不具合で現場が紙に戻り、直ったあとも使われなかった",
    "quiet": "解約の理由：担当の交代後に連絡が途切れ、更新の案内が最初の連絡になった",
    "unused": "解約の理由：初期設定のあと使う人が増えず、費用に見合わないと判断された",
    "budget": "解約の理由：全社の経費の見直し。使い勝手への不満はない",
    "merger": "解約の理由：親会社の仕組みに統一することになった",
}
_GAPS = {"high": 40, "mid": 88, "low": 150}


def _owner(life: Life, day: date) -> str:
    return next(who for since, who in reversed(life.csms) if since <= day or since == life.csms[0][0])


def _present(contacts: list[Contact], day: date) -> list[Contact]:
    return [each for each in contacts if each.left is None or day < each.left] or contacts[:1]


class Talker:
    """Writes down one customer's conversation."""

    def __init__(self, life: Life, years: Years, seed: str) -> None:
        self.life, self.years = life, years
        self.rng = Random(f"{seed}/talk/{life.customer.number}")

    def _touch(self, day: date, kind: str, topic: str, minutes: int | None, **words: str) -> Touch:
        at = self.years.office_hour(self.rng, day)
        people = _present(self.life.contacts, at.date())
        chosen = tuple(
            each.key for each in self.rng.sample(people, k=min(len(people), self.rng.choice((1, 1, 2))))
        )
        late = self.rng.random() < 0.08
        known = (
            self.years.office_hour(self.rng, at.date() + timedelta(days=self.rng.randint(2, 9)))
            if late
            else at
        )
        side = words.get("side") or {"mail": "us", "call": "us"}.get(kind, "both")
        post = f"{people[-1].department}の{people[-1].title}"
        who = words.get("who") or _owner(self.life, day)
        return Touch(
            at, max(at, known), kind, topic, who, chosen, side, minutes,
            words.get("outcome", "").format(post=post), words.get("next_step", ""),
        )  # fmt: skip

    def touches(self) -> Iterator[Touch]:
        customer, end = self.life.customer, self.life.ends_on or self.years.today
        yield self._touch(
            customer.start - timedelta(days=16), "meeting", "ご提案と条件の確認", 60, who=customer.seller,
            outcome=f"{customer.plan} {customer.seats}席で合意", next_step="担当CSMへの引継ぎを書く",
        )  # fmt: skip
        for after, kind, topic, minutes, outcome, next_step in _START:
            day = customer.start + timedelta(days=after)
            if day < end:
                yield self._touch(day, kind, topic, minutes, outcome=outcome, next_step=next_step)
        yield from self._regular(end)
        for day, mark in self.life.marks:
            kind, topic, minutes, side, outcome, next_step = _MARKS[mark]
            if day < self.years.today:
                who = "nakamura" if mark == "release" else ""
                yield self._touch(
                    day, kind, topic, minutes, side=side, outcome=outcome, next_step=next_step, who=who
                )  # fmt: skip

    def _regular(self, end: date) -> Iterator[Touch]:
        gap = _GAPS[self.life.customer.touch]
        day = self.life.customer.start + timedelta(days=75)
        while (day := day + timedelta(days=int(gap * self.rng.uniform(0.7, 1.4)))) < end:
            if any(since <= day < until for since, until in self.life.quiet):
                continue
            kind, topic, minutes, outcome, next_step = self.rng.choice(_REGULAR)
            yield self._touch(day, kind, topic, minutes, outcome=outcome, next_step=next_step)

    def remarks(self) -> Iterator[Remark]:
        customer = self.life.customer
        hour = self.years.office_hour
        yield Remark(
            hour(self.rng, customer.start - timedelta(days=5)), customer.seller,
            f"引継ぎ：{customer.source}からのお客様。いちばん解決したかったのは、紙の点検表の集計にかかる時間。"
            f"決める人は{customer.contacts[0].title}の{customer.contacts[0].name}様。",
        )  # fmt: skip
        for since, until in self.life.quiet:
            if until < self.years.today:
                yield Remark(
                    hour(self.rng, until + timedelta(days=3)), _owner(self.life, until),
                    f"{BY_KEY['yamane'].name}さんからの引継ぎが漏れていた。"
                    f"最後のやりとりから{(until - since).days}日たっている。まず状況を伺う。",
                )  # fmt: skip
        ended = self.life.ends_on
        if ended is not None and self.life.reason:
            known = self.life.main.end_known or ended
            yield Remark(hour(self.rng, known), _owner(self.life, known), REASONS[self.life.reason])


def conversation(life: Life, years: Years, seed: str) -> tuple[list[Touch], list[Remark]]:
    """A customer's activities and notes, each in order; all before today."""
    talker = Talker(life, years, seed)
    touches = [each for each in talker.touches() if years.past(each.at.date())]
    remarks = [each for each in talker.remarks() if years.past(each.at.date())]
    return sorted(touches, key=lambda each: each.at), sorted(remarks, key=lambda each: each.at)
