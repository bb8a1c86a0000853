"""Deals that were won over the past half year, and what CS made of their handoffs: good ones and bad ones.

They lie about the first day of the last whole month, so that its numbers tell of each. What they sell begins
next month, as all that the sample's deals are about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from banso.domain.accounts.models import Contact
from banso.domain.accounts.queries import contacts_of
from banso.domain.contracts.queries import products
from banso.domain.handoffs import actions as handoffs
from banso.domain.handoffs.actions.grading import grade_goals
from banso.domain.handoffs.queries import handoffs as all_handoffs
from banso.domain.onboarding.actions import cancel_onboarding
from banso.domain.onboarding.queries import onboardings
from banso.domain.outcomes import actions as outcomes
from banso.domain.outcomes.queries import goals_of, token_for
from banso.domain.outcomes.queries.records import outcomes_of_deal
from banso.domain.promises import actions as promises
from banso.domain.promises.actions import Shown
from banso.domain.sales import actions
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of
from banso.integrations.sample.days import at, working_day
from banso.integrations.sample.lives import INSPECTION, Life
from banso.kit.actor import Actor
from banso.kit.clock import freeze
from banso.kit.periods import add_months

SELLERS = ("takahashi", "kinoshita", "tamura")


@dataclass(frozen=True, slots=True)
class Win:
    """A deal that was won, its handoff, and what the customer reached.

    Attributes:
        name, monthly: what it is about, and yen a month.
        won: how many days before the tenth of the last whole month; None for a few days ago.
        hours: of business until CS had answered; None while they have not.
        returned: item, reason and what CS wanted, where one went back.
        target: in per cent, of 82 before.
        reached: what the customer told after 30, 90 and 180 days, as far as they have come.
        rewritten: the target that was agreed after the handoff, "" where it stood.
        promise: what was promised, and how it ended: kept, broken or "" for none.
    """

    name: str
    monthly: int
    won: int | None
    hours: int | None
    target: str
    reached: tuple[str, ...] = ()
    returned: tuple[str, str, str] | None = None
    rewritten: str = ""
    promise: tuple[str, str] = ("", "")


WINS = (
    Win("受入検査の記録", 90_000, 180, 3, "95", ("88", "93", "96"),
        promise=("検査表の様式を3種類まで作り込む", "kept")),
    Win("設備保全の予定表", 140_000, 140, 21, "98", ("84", "86"), rewritten="90",
        promise=("基幹システムの設備番号を取り込む", "broken")),
    Win("夜間巡回の写真記録", 52_000, 90, 5, "97", ("91", "94"),
        returned=("stakeholders", "wrong", "決裁者は総務部長ではなく工場長とのこと。確かめてください。"),
        promise=("夜勤者向けの説明会を2回開く", "kept")),
    Win("協力工場の品質記録", 76_000, 30, 2, "96", ("95",)),
    Win("安全パトロールの指摘管理", 68_000, 0, 12, "95",
        returned=("success", "unclear", "実施率の分母が拠点ごとに違うため、対象の拠点を書いてください。")),
    Win("始業前点検の対象拡大", 48_000, None, None, "97"),
)  # fmt: skip
_TEXTS = {
    "background": "監査で記録の抜けを指摘され、年度内に電子化することを経営会議で決めた。",
    "problem": "拠点ごとに様式が違い、月末の集計に三日かかっている。",
    "notes": "推進担当は現場の経験が長い。価格の話より先に、夜勤での使い方を見せると早い。",
}


def write_wins(
    lives: Sequence[Life], ids: Mapping[str, UUID], people: Mapping[str, Person], today: date
) -> None:
    """Write them in the open workspace, the oldest first.

    Args:
        lives: the customers that they are about, one each.
        ids: of the accounts, by external id.
        people: our own people by their key.
        today: the day after the last of which anything is known.
    """
    left = list(lives)
    for number, win in enumerate(WINS):
        on = _day(win, today)
        life = next((each for each in left if _there(each, on)), None)
        if life is None:
            continue
        left.remove(life)
        account = ids[life.customer.external_id]
        contact = contacts_of(account).filter(left_on=None).exclude(email="").first()
        if contact is not None:
            seller, csm = people[SELLERS[number % len(SELLERS)]], people[life.csms[-1][1]]
            _Course(win, account, contact, seller, csm, on, today).write()


def _day(win: Win, today: date) -> date:
    """The day on which it was won."""
    if win.won is not None:
        return working_day(add_months(today.replace(day=1), -1) + timedelta(days=9 - win.won))
    day = today - timedelta(days=3)
    while working_day(day) != day:
        day -= timedelta(days=1)
    return day


def _there(life: Life, on: date) -> bool:
    """Whether they had been a customer for a while, and somebody looks after them."""
    return bool(life.csms) and life.customer.start < on - timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _Course:
    """A win with whom it is about, and the day on which it was won."""

    win: Win
    account: UUID
    contact: Contact
    seller: Person
    csm: Person
    on: date
    today: date

    @property
    def by(self) -> Actor:
        return actor_of(self.seller)

    def write(self) -> None:
        deal = self._sell()
        promise = self._promise(deal)
        with freeze(at(working_day(self.on - timedelta(days=2)), 15)):
            # Handed over by hand: these people have no mailbox.
            link = outcomes.ask_confirmation(deal, by=self.by)
            outcomes.answer_link(token_for(link), agrees=True, name=self.contact.name)
        with freeze(at(self.on, 10)):
            handoffs.plan_csm(deal, self.csm.email, by=self.by)
            actions.win_deal(deal, by=self.by, reason="fit", remark="現場の試用で入力が半分になった")
        if self.win.hours is None:
            return
        self._hand_over(deal, self.win.hours)
        self._reach(deal)
        if promise is not None:
            self._end(promise)

    def _sell(self) -> UUID:
        win, began = self.win, working_day(self.on - timedelta(days=40))
        values: dict[str, object] = {
            "name": win.name, "account_id": self.account, "owner_email": self.seller.email,
            "source": "既存顧客", "forecast": "commit", "created_on": began,
            "amount": Decimal(win.monthly * 12), "expected_close_on": self.on,
        }  # fmt: skip
        with freeze(at(began, 11)):
            deal = actions.create_deal(values, by=self.by).pk
        product = products().get(name=INSPECTION).pk
        line = actions.LineValues(
            product=product, monthly=Decimal(win.monthly), seats=20, starts_on=add_months(self.today, 1)
        )
        goal = {
            "metric": "点検の期限内実施率", "unit": "%", "baseline": "82", "target": win.target,
            "measured_by": "reported", "said_by": self.contact.name, "due_on": add_months(self.on, 8),
        }  # fmt: skip
        concern = {"text": "年配の作業者が続けられるか", "state": "resolved",
                   "resolution": "2班で1か月試し、全員が続けられた"}  # fmt: skip
        with freeze(at(working_day(began + timedelta(days=9)), 16)):
            actions.set_lines(deal, [line], by=self.by)
            actions.set_texts(deal, _TEXTS, by=self.by)
            actions.add_entry(deal, "goals", goal, by=self.by)
            actions.add_entry(deal, "priorities", {"text": "拠点を増やしても費用が読めること"}, by=self.by)
            actions.add_entry(deal, "concerns", concern, by=self.by)
            person = {"contact_id": self.contact.pk, "role": "decider"}
            actions.add_entry(deal, "stakeholders", person, by=self.by)
            if not self.win.promise[0]:
                actions.sign_no_promises(deal, by=self.by)
        return deal

    def _promise(self, deal: UUID) -> UUID | None:
        """What was promised before the winning, and stands in the handoff."""
        wording, _end = self.win.promise
        if not wording:
            return None
        made = working_day(self.on - timedelta(days=12))
        values = {
            "wording": wording, "kind": "support", "due_on": working_day(self.on + timedelta(days=45)),
            "made_on": made, "said_by_email": self.seller.email, "said_to_id": self.contact.pk,
            "source": "meeting", "deliverable": "standard", "owner_email": self.seller.email,
            "deal_id": deal,
        }  # fmt: skip
        with freeze(at(made, 17)):
            return promises.make_promise(self.account, values, by=self.by).pk

    def _end(self, promise: UUID) -> None:
        due = working_day(self.on + timedelta(days=45))
        kept = self.win.promise[1] == "kept"
        with freeze(at(working_day(due - timedelta(days=3) if kept else due + timedelta(days=9)), 17)):
            by = actor_of(self.csm)
            if kept:
                promises.keep_promise(promise, Shown("先方に確認いただいた"), by=by)
            else:
                why = "連携先の仕様が変わり、見通しが立たない"
                promises.break_promise(promise, Shown(why), by=by)

    def _hand_over(self, deal: UUID, within: int) -> None:
        """CS answers after so many business hours; where an item went back, a day later once more."""
        handoff, by = all_handoffs().get(deal=deal), actor_of(self.csm)
        days, hours = divmod(within, 9)
        day = self.on
        for _day in range(days):
            day = working_day(day + timedelta(days=1))
        if days:
            with freeze(handoff.due_at):
                handoffs.escalate_late()
        if self.win.returned is not None:
            key, reason, wanted = self.win.returned
            with freeze(at(day, 10 + hours)):
                handoffs.mark_item(handoff.pk, key, "return", reason=reason, wanted=wanted, by=by)
                handoffs.return_handoff(handoff.pk, rest=True, by=by)
            answer = "先方に電話で確かめ、このとおりで間違いないとのことでした。"
            day = working_day(day + timedelta(days=1))
            with freeze(at(day, 11)):
                handoffs.resubmit_handoff(handoff.pk, answer=answer, by=self.by)
            hours = 4
        with freeze(at(day, 10 + hours, 20)):
            handoffs.accept_handoff(handoff.pk, rest=True, by=by)
            for row in onboardings().filter(deal_id=deal, state="proposed"):
                why = "すでにご利用中のため、追加分は通常の支援の中で進める"
                cancel_onboarding(row.pk, why, by=by)

    def _reach(self, deal: UUID) -> None:
        """The customer tells what they reached; a goal that is soon rewritten grades the handoff."""
        if self.win.rewritten:
            moment = at(working_day(self.on + timedelta(days=25)), 14)
            with freeze(moment):
                (goal,) = goals_of(deal)
                actions.change_entry(
                    deal, "goals", goal.pk, {"target": self.win.rewritten}, by=actor_of(self.csm)
                )
                outcomes.follow_sheet(deal)
                grade_goals(deal, moment)
        (outcome,) = outcomes_of_deal(deal)
        for days, value in zip((30, 90, 180), self.win.reached, strict=False):
            told = working_day(self.on + timedelta(days=days))
            with freeze(at(told, 16)):
                outcomes.report_value(
                    outcome.pk, days, value, told=f"{self.contact.name}様より", by=actor_of(self.csm)
                )
