"""Leads of the sample company: what the fairs and the website brought, and what came of calling them.

They stay words until they are converted; the converted ones are plants of customers who are there, so that
the customers' number and past figures stay theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from banso.domain.leads import actions
from banso.domain.leads.actions.model import save_step
from banso.domain.leads.models import Lead
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of
from banso.integrations.sample.costs import FAIR_YEN, fairs
from banso.integrations.sample.days import Years, at, working_day
from banso.integrations.sample.lives import Life
from banso.kit.clock import freeze

CALLERS = ("kinoshita", "tamura")
# The share of talks that are judged.
_JUDGED = 0.6
_ENDINGS = ("精密", "食品工業", "化学", "運輸", "病院サービス", "金属")
_STEMS = (
    "楓",
    "葦原",
    "真帆",
    "高砂台",
    "水無瀬",
    "三笠野",
    "白鷺",
    "千歳野",
    "若草",
    "飛鳥井",
    "木立",
    "遠浅",
)
_PEOPLE = (
    "安藤 亮太", "飯塚 美穂", "上村 健", "江口 沙織", "大崎 隆", "川端 由美", "岸 和也", "黒沢 恵",
    "小宮 直樹", "坂口 真理", "志村 徹", "菅野 綾",
)  # fmt: skip
_POSTS = ("設備管理課 課長", "製造部 部長", "品質保証課", "総務部", "工場長")
_SCRIPT = (
    "1. 名乗りと用件：ハルニレの者です。展示会でお立ち寄りいただいた件でお電話しました。\n"
    "2. ヒアリング：いまの点検表は紙ですか。監査の準備に何日かかりますか。\n"
    "3. 打診：同じ業種の例を15分でご覧いただけます。来週の火曜か木曜はいかがですか。"
)


@dataclass(frozen=True, slots=True)
class Course:
    """What became of a lead: how many days ago it came, and what was tried, a (day after, result) each."""

    came: int
    stage: str
    calls: tuple[tuple[int, str], ...] = ()
    source: str = "展示会"


@dataclass(frozen=True, slots=True)
class Office:
    """Who is there, the day on which it is loaded, and chance."""

    people: Mapping[str, Person]
    today: date
    chance: Random

    def late(self, day: date, hour: int = 11) -> datetime:
        """A moment of a working day; nothing of the sample is known later than the day before today."""
        return at(min(working_day(day), self.today - timedelta(days=1)), hour)


COURSES = (
    Course(2, "new", source="ウェブ"),
    Course(3, "new", source="ウェブ"),
    Course(5, "new"),
    Course(6, "new"),
    Course(7, "new"),
    Course(9, "working", ((1, "absent"),)),
    Course(10, "working", ((0, "call_back"),)),
    Course(12, "working", ((2, "absent"), (5, "material"))),
    Course(15, "working", ((1, "talked"),), "ウェブ"),
    Course(17, "working", ((3, "absent"), (6, "absent"))),
    Course(20, "nurturing", ((1, "talked"), (8, "talked"))),
    Course(24, "unfit", ((2, "refused"),)),
    Course(26, "coming", ((1, "call_back"), (20, "appointment"))),
    Course(28, "coming", ((2, "appointment"),), "紹介"),
    Course(31, "open", ((1, "talked"), (4, "appointment"))),
    Course(36, "held", ((0, "appointment"),), "ウェブ"),
    Course(39, "missed", ((3, "absent"), (9, "appointment"))),
    Course(44, "nurturing", ((2, "material"),)),
    Course(47, "unfit", ((1, "absent"), (7, "refused"))),
    Course(52, "converted", ((0, "talked"), (3, "appointment")), "紹介"),
    Course(58, "held", ((5, "appointment"),)),
    Course(63, "converted", ((1, "appointment"),)),
    Course(70, "unfit", ((6, "refused"),), "ウェブ"),
    Course(82, "nurturing", ((2, "talked"),)),
)


def write_leads(
    lives: Sequence[Life], ids: Mapping[str, UUID], people: Mapping[str, Person], years: Years, seed: str
) -> None:
    """Write them in the open workspace.

    Args:
        lives: the customers' courses.
        ids: of the accounts, by external id.
        people: our own people by their key.
        years: whose last day is today.
        seed: chance's beginning.
    """
    _campaigns(people, years)
    office = Office(people, years.today, Random(f"{seed}/leads"))
    latest = next((name for month, name in reversed(fairs(years)) if month <= years.today), "")
    staying = [life for life in lives if life.ends_on is None]
    for number, course in enumerate(COURSES):
        lead = _came(course, number, latest, office)
        who = people[CALLERS[number % len(CALLERS)]]
        for after, result in course.calls:
            _call(lead, course, (after, result), who, office)
        if course.stage == "converted":
            account = ids[staying[number % len(staying)].customer.external_id]
            with freeze(office.late(years.today - timedelta(days=course.came - 12))):
                actions.convert_lead(lead.pk, actions.Conversion(account), by=actor_of(people["takahashi"]))
    _list(office)
    _model(office)


def _campaigns(people: Mapping[str, Person], years: Years) -> None:
    """The fairs, with what each cost in its month."""
    by = actor_of(people["morita"])
    for month, name in fairs(years):
        with freeze(at(working_day(month - timedelta(days=40)), 10)):
            days = {"starts_on": month, "ends_on": month + timedelta(days=3)}
            row = actions.save_campaign(None, {"name": name, "source": "展示会", **days}, by=by)
        if month + timedelta(days=31) <= years.today:
            with freeze(at(working_day(month + timedelta(days=31)), 17)):
                actions.set_campaign_cost(row.pk, month, Decimal(FAIR_YEN), by=by)


def _came(course: Course, number: int, fair: str, office: Office) -> Lead:
    day = working_day(office.today - timedelta(days=course.came))
    stem = _STEMS[number % len(_STEMS)]
    owner = office.people[CALLERS[number % len(CALLERS)]]
    values: dict[str, object] = {
        "company": f"株式会社{stem}{_ENDINGS[number * 5 % len(_ENDINGS)]}", "created_on": day,
        "person": _PEOPLE[number * 7 % len(_PEOPLE)], "title": _POSTS[number % len(_POSTS)],
        "email": f"contact{number + 1}@lead{number + 1}.example",
        "phone": f"03-5555-{office.chance.randrange(1000, 9999)}", "source": course.source,
        "campaign": fair if course.source == "展示会" else "", "external_id": f"LEAD-{number + 1:03d}",
        "owner_email": owner.email if course.stage != "new" or number % 2 else "",
    }  # fmt: skip
    with freeze(at(day, 9, 30)):
        return actions.create_lead(values, by=actor_of(office.people["morita"]))


def _call(lead: Lead, course: Course, call: tuple[int, str], who: Person, office: Office) -> None:
    (after, result), chance = call, office.chance
    by, day = actor_of(who), working_day(lead.created_on + timedelta(days=after))
    moment = office.late(day, hour=10 + chance.randrange(0, 7))
    last = call == course.calls[-1]
    step: dict[str, object] = {}
    if last and course.stage in {"working", "nurturing"}:
        due = min(day + timedelta(days=6), office.today + timedelta(days=chance.randrange(0, 4)))
        step = {
            "next_step": "資料の感想を聞く" if result == "material" else "もう一度電話する",
            "next_step_on": due,
        }
    said = {
        "kind": "call", "result": result, "occurred_at": moment, "minutes": chance.randrange(1, 12),
        "topic": "展示会のお礼" if course.source == "展示会" else "問い合わせへの折り返し", **step,
    }  # fmt: skip
    with freeze(moment):
        talk = actions.log_activity(lead.pk, said, by=by)
    if result not in {"absent", "no_answer"} and chance.random() < _JUDGED:
        with freeze(office.late(day, hour=18)):
            scores = {key: str(chance.randrange(2, 6)) for key in ("opening", "hearing", "closing")}
            actions.judge_call(talk.pk, scores, by=actor_of(office.people["takahashi"]))
    if result == "appointment":
        _meet(lead, course, moment.date(), who, office)
    elif last and course.stage in {"nurturing", "unfit"}:
        reason = {"unfit_reason": "今期は予算がない"} if course.stage == "unfit" else {}
        with freeze(moment):
            actions.update_lead(lead.pk, {"stage": course.stage, **reason}, by=by)


def _meet(lead: Lead, course: Course, day: date, who: Person, office: Office) -> None:
    today, seller = office.today, office.people["takahashi"]
    meets = (
        today + timedelta(days=3)
        if course.stage == "coming"
        else min(day + timedelta(days=6), today - timedelta(days=1))
    )
    values = {
        "starts_at": at(working_day(meets), 14), "place": "先方本社", "who": lead.person,
        "seller_email": seller.email,
    }  # fmt: skip
    with freeze(office.late(day, hour=17)):
        row = actions.set_appointment(lead.pk, values, by=actor_of(who))
    state = {"held": "held", "converted": "held", "missed": "missed"}.get(course.stage)
    if state:
        with freeze(office.late(meets, hour=18)):
            actions.close_appointment(row.pk, state, by=actor_of(seller))


def _list(office: Office) -> None:
    parts = [
        {"kind": "check", "field": "source", "op": "is", "value": "展示会"},
        {"kind": "check", "field": "stage", "op": "in", "value": ["new", "working"]},
    ]
    with freeze(office.late(office.today - timedelta(days=2))):
        actions.save_list(
            None, name="展示会のあとの架電", script=_SCRIPT, condition={"kind": "all", "parts": parts},
            by=actor_of(office.people["kinoshita"]),
        )  # fmt: skip


def _model(office: Office) -> None:
    """Who does which step; the field sales lead sets appointments, too."""
    assigned = {
        "marketing": (("morita",), "leads_created", ("cac", "acquisition_cost")),
        "inside_sales": (("kinoshita", "tamura"), "appointments", ("calls", "lead_response_time")),
        "field_sales": (("takahashi", "kinoshita"), "bookings", ("deals_won", "win_rate", "average_deal")),
    }
    words = {
        "marketing": "課題を持つ人を見つけ、見込み客としてインサイドセールスに渡す。",
        "inside_sales": "見込み客に電話とメールで接触し、課題のある相手との商談を取り付ける。",
        "field_sales": "ヒアリング・提案・クロージングを担い、10の必須情報をCSに渡す。",
    }
    with freeze(office.late(office.today - timedelta(days=30))):
        for key, (who, kgi, kpis) in assigned.items():
            save_step(
                key, responsibility=words[key], kgi=kgi, kpis=kpis,
                people=[office.people[each].pk for each in who], by=actor_of(office.people["morita"]),
            )  # fmt: skip
