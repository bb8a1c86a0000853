"""Deals of the sample company: open ones at every stage, won ones with their sheets, lost ones, and history.

They are about more for customers who are there, so that the customers' number and past figures stay theirs;
what the won ones sell begins next month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from banso.domain.accounts.queries import contacts_of
from banso.domain.contracts.queries import products
from banso.domain.handoffs.actions import accept_handoff
from banso.domain.handoffs.queries import handoff_of_deal
from banso.domain.sales import actions
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of
from banso.integrations.sample.chronicle import CRM
from banso.integrations.sample.days import Years, at, working_day
from banso.integrations.sample.lives import Life
from banso.integrations.sample.quotes import set_up, write_papers
from banso.integrations.sample.wins import SELLERS, write_wins
from banso.kit.actor import Actor
from banso.kit.clock import freeze
from banso.kit.periods import add_months

_TEXTS = {
    "background": "8月の立入検査で、紙の点検表の記録の抜けを2件指摘され、本社から電子化を求められた。",
    "problem": "点検の記録を監査のときにすぐ出せず、探すのに半日かかっている。",
    "notes": "理事会は毎月27日。隣の拠点にも広げたいとの話があるが、現場の負担には敏感なので急がない。",
}


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of a deal: its name, stage, how much a month, and how long ago it began, in days."""

    name: str
    stage: str
    monthly: int
    began: int
    forecast: str = "pipeline"
    filled: bool = True
    reason: str = ""
    remark: str = ""


COURSES = (
    Course("隣の拠点への展開", "prospecting", 80_000, 9, filled=False),
    Course("夜勤帯の巡回点検", "hearing", 45_000, 24, filled=False),
    Course("帳票の自動作成", "hearing", 30_000, 38),
    Course("全社の設備台帳", "proposal", 220_000, 52, "best_case"),
    Course("監査対応パックの追加", "closing", 120_000, 61, "commit"),
    Course("協力会社の点検記録", "won", 64_000, 70),
    Course("倉庫の入出庫管理", "lost", 150_000, 84, reason="feature", remark="在庫の引き当てができなかった"),
    Course("店舗の開店前点検", "lost", 60_000, 97, reason="price", remark="他社の見積が3割安かった"),
)


def write_deals(
    lives: Sequence[Life], ids: Mapping[str, UUID], people: Mapping[str, Person], years: Years
) -> None:
    """Write them in the open workspace.

    Args:
        lives: the customers' courses.
        ids: of the accounts, by external id.
        people: our own people by their key.
        years: whose last day is today.
    """
    set_up(by=actor_of(people["morita"]), on=years.today - timedelta(days=120))
    staying = [life for life in lives if life.ends_on is None and life.contacts]
    # The oldest first, as numbers of quotes are given out.
    for number, (course, life) in reversed([*enumerate(zip(COURSES, staying, strict=False))]):
        seller = people[SELLERS[number % len(SELLERS)]]
        _write(course, ids[life.customer.external_id], seller, years.today)
    write_wins(staying[len(COURSES) :], ids, people, years.today)
    _history(lives, ids, people, years.today)


def _write(course: Course, account: UUID, seller: Person, today: date) -> None:
    by = actor_of(seller)
    began = working_day(today - timedelta(days=course.began))
    values: dict[str, object] = {
        "name": course.name, "account_id": account, "owner_email": seller.email, "source": "既存顧客",
        "forecast": course.forecast, "created_on": began, "amount": Decimal(course.monthly * 12),
        "expected_close_on": add_months(today, 1) + timedelta(days=course.began % 20),
    }  # fmt: skip
    with freeze(at(began, 11)):
        deal = actions.create_deal(values, by=by)
    if course.filled:
        filled = working_day(began + timedelta(days=5))
        with freeze(at(filled, 16)):
            _fill(deal.pk, account, course, by, today)
        write_papers(course.name, deal.pk, by=by, began=began, filled=filled, today=today)
    # Nothing of the sample is known later than the day before today.
    with freeze(at(min(began + timedelta(days=9), today - timedelta(days=2)), 17)):
        if course.stage == "won":
            actions.win_deal(deal.pk, by=by, reason="fit", remark="現場の試用で入力が半分になった")
            _take(deal.pk, working_day(began + timedelta(days=10)))
        elif course.stage == "lost":
            actions.lose_deal(deal.pk, by=by, reason=course.reason, remark=course.remark)
        else:
            actions.move_deal(deal.pk, course.stage, by=by)


def _take(deal: UUID, day: date) -> None:
    """CS accepts the handoff the next morning."""
    handoff = handoff_of_deal(deal)
    if handoff is not None and handoff.csm is not None:
        with freeze(at(day, 11)):
            accept_handoff(handoff.pk, rest=True, by=actor_of(handoff.csm))


def _fill(deal: UUID, account: UUID, course: Course, by: Actor, today: date) -> None:
    product = products().order_by("name").first()
    contact = contacts_of(account).exclude(email="").first()
    if product is None or contact is None:
        return
    begins = add_months(today, 1)
    line = actions.LineValues(product=product.pk, monthly=Decimal(course.monthly), seats=30, starts_on=begins)
    actions.set_lines(deal, [line], by=by)
    actions.set_texts(deal, _TEXTS, by=by)
    goal = {
        "metric": "日常点検の実施率", "unit": "%", "baseline": "82", "target": "98", "measured_by": "usage",
        "measure": "check_done", "said_by": contact.name, "due_on": add_months(today, 8),
    }  # fmt: skip
    actions.add_entry(deal, "goals", goal, by=by)
    actions.add_entry(deal, "priorities", {"text": "監査のときに5分で記録を出せること"}, by=by)
    actions.add_entry(deal, "stakeholders", {"contact_id": contact.pk, "role": "decider"}, by=by)
    if course.stage == "won":
        concern = {
            "text": "電波の弱い場所で使えるか",
            "state": "resolved",
            "resolution": "現地で試し、問題なく使えた",
        }
        actions.add_entry(deal, "concerns", concern, by=by)
        actions.sign_no_promises(deal, by=by)


def _history(
    lives: Sequence[Life], ids: Mapping[str, UUID], people: Mapping[str, Person], today: date
) -> None:
    """The first contracts of all customers, as the system before Banso had them."""
    rows: list[dict[str, object]] = []
    for number, life in enumerate(lives):
        start, paid = life.customer.start, life.main.versions[0]
        rows.append(
            {
                "external_id": f"DEAL-{life.customer.number:04d}", "name": f"{life.customer.name} 新規契約",
                "account_id": ids[life.customer.external_id], "status": "won", "closed_on": start,
                "created_on": start - timedelta(days=20 + number * 7 % 60),
                "amount": Decimal(paid.monthly * 12), "owner_email": people[SELLERS[number % 3]].email,
                "closed_before_banso": True, "source": ("ウェブ", "展示会", "紹介")[number % 3],
            }
        )  # fmt: skip
    with freeze(at(today - timedelta(days=6), 9)):
        done = actions.upsert_deals(rows, by=CRM, source="sample")
    refused = next((each.error for each in done if each.error is not None), None)
    if refused is not None:
        raise refused
