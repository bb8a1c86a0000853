"""What the sample company asked its customers: in talks, by links, some of it twice; and what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from banso.domain.questions import actions
from banso.domain.questions.models import QuestionForm
from banso.domain.questions.queries import forms, known_answers, known_of, questions, token_for
from banso.domain.sales.queries import deals
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of
from banso.integrations.sample.days import Years, at, working_day
from banso.integrations.sample.lives import Life
from banso.kit.actor import Actor
from banso.kit.clock import freeze

# Their answers by the question's key; those that need the customer are made in `_said`.
_SAID: dict[str, tuple[object, ...]] = {
    "background": (
        "紙の点検表が月に四千枚を超え、集計に三日かかるようになった。",
        "監査で記録の抜けを指摘され、年度内の改善を約束している。",
        "ベテランの退職が続き、点検の要領が人によって違ってきた。",
    ),
    "main_problem": (
        "点検の抜けと遅れに、翌週まで気づけないこと。",
        "拠点ごとに様式が違い、比べられないこと。",
        "記録を探すのに毎回半日かかること。",
    ),
    "success_metric": ("点検の期限内実施率", "集計にかかる日数", "記録を出すまでの時間"),
    "priorities": (
        "現場が迷わず使えること。手袋のまま押せるとなお良い。",
        "監査のときに5分で記録を出せること。",
        "拠点を増やしても費用が読めること。",
    ),
    "concerns": (
        "電波の弱い倉庫で使えるか。",
        "年配の作業者が続けられるか。",
        "今の表計算の記録を引き継げるか。",
    ),
    "people_manner": (
        "数字から入ると話が早い。電話よりメールを好まれる。",
        "現場を見てからでないと決めない方。",
    ),
    "budget": ("1800000", "2400000", "3600000"),
    "tools_now": (["paper"], ["paper", "spreadsheet"], ["spreadsheet", "own_system"]),
    "notes_to_cs": ("第二工場にも同じ課題がある。秋の予算で話せそう。", "値引きの話は今期は出さない。"),
    "single_sign_on": ("yes", "no"),
    "training_wanted": ("online", "on_site", "video"),
    "recommend": ("9", "8", "7", "10", "6"),
    "better": (
        "写真をまとめて送れるようにしてほしい。",
        "集計の列の順を自分で変えたい。",
        "通知が多いので、拠点ごとに選べるとよい。",
    ),
}
_CUSTOMERS, _APART, _HEARD, _DEALS = 14, 26, 8, 3


@dataclass(frozen=True, slots=True)
class _Talks:
    """Whom is asked by whom: the account, its course, and the day of the first talk."""

    account: UUID
    life: Life
    by: Actor
    day: date
    chance: Random

    @property
    def person(self) -> str:
        return self.life.contacts[0].name


def write_answers(
    lives: Sequence[Life], ids: Mapping[str, UUID], people: Mapping[str, Person], years: Years, seed: str
) -> None:
    """Write them in the open workspace: a hearing, an onboarding form by link, a survey; a year back.

    Args:
        lives: the customers' courses.
        ids: of the accounts, by external id.
        people: our own people by their key.
        years: whose last day is today.
        seed: chance's beginning.
    """
    with freeze(at(working_day(years.month(-13)), 10)):
        actions.add_preset(by=actor_of(next(iter(people.values()))))
    known = {form.key: form for form in forms()}
    staying = [life for life in lives if life.ends_on is None and life.contacts and life.csms]
    for number, life in enumerate(staying[:_CUSTOMERS]):
        day = years.today - timedelta(days=12 + number * _APART)
        chance, by = Random(f"{seed}/answers/{life.customer.number}"), actor_of(people[life.csms[-1][1]])
        talks = _Talks(ids[life.customer.external_id], life, by, day, chance)
        _hear(talks, known["hearing_sheet"])
        _send(talks, known["onboarding_form"], years.today, number)
        if number % 2:
            _survey(talks, known["survey"], years.today, number)
    _of_deals(known["hearing_sheet"], years.today, seed)


def _hear(talks: _Talks, form: QuestionForm) -> None:
    """The hearing: nothing that we know, and a part stays open; and what they tell by themselves later."""
    asked = [item.question for item in form.items.all()]
    known = known_of(talks.account, asked)
    given = _chosen(talks, form, _HEARD, among=[each.key for each in asked if each.pk not in known])
    with freeze(at(working_day(talks.day - timedelta(days=30)), 15)):
        actions.fill_form(talks.account, form.pk, given, said_by=talks.person, by=talks.by)
    if talks.chance.random() < 0.4:
        concern = questions().get(key="concerns")
        with freeze(at(working_day(talks.day - timedelta(days=21)), 11)):
            said = "担当の交代があるので、引継ぎの資料がほしい。"
            actions.write_answer(talks.account, concern.pk, said, said_by=talks.person, by=talks.by)


def _send(talks: _Talks, form: QuestionForm, today: date, number: int) -> None:
    """The onboarding form; of every third some colleague asks again what the hearing had told."""
    day = working_day(talks.day - timedelta(days=10))
    asked = [item.question for item in form.items.all() if item.question.shared]
    known = known_answers(talks.account, [each.pk for each in asked])
    again = [each.pk for each in asked if each.pk in known][:1] if number % 3 == 0 else []
    with freeze(at(day, 10)):
        # Handed over by hand: these people have no mailbox.
        link = actions.ask_by_link(talks.account, form.pk, again=again, days=60, by=talks.by)
    answered = working_day(day + timedelta(days=3))
    if answered < today:
        with freeze(at(answered, 14)):
            put = [each.question.key for each in link.asked.filter(put=True).select_related("question")]
            told = _chosen(talks, form, len(put), among=put)
            actions.answer_link(token_for(link), told, name=talks.person)


def _survey(talks: _Talks, form: QuestionForm, today: date, number: int) -> None:
    """A short survey of this month, some of which wait for their answer."""
    with freeze(at(working_day(today - timedelta(days=9)), 10)):
        link = actions.ask_by_link(talks.account, form.pk, days=30, by=talks.by)
    if number % 4 == 1:
        with freeze(at(working_day(today - timedelta(days=7)), 12)):
            told = _chosen(talks, form, 2, among=("recommend", "better"))
            actions.answer_link(token_for(link), told, name=talks.person)


def _of_deals(form: QuestionForm, today: date, seed: str) -> None:
    """Hearings of the newest deals, whose answers wait to be taken over into the handoff sheet."""
    keys = ("background", "main_problem", "success_metric", "priorities", "concerns", "budget")
    rows = (
        deals().filter(status="open", closed_before_banso=False).exclude(account=None).order_by("-created_on")
    )
    for deal in rows.select_related("owner")[:_DEALS]:
        if deal.account_id is None or deal.owner is None:
            continue
        chance = Random(f"{seed}/answers/{deal.name}")
        asked = list(questions().filter(key__in=keys))
        known = known_of(deal.account_id, asked, deal.pk)
        given = {each.pk: chance.choice(_SAID[each.key]) for each in asked if each.pk not in known}
        if not given:
            continue
        with freeze(at(working_day(today - timedelta(days=6)), 16)):
            actions.fill_form(deal.account_id, form.pk, given, deal_id=deal.pk, by=actor_of(deal.owner))


def _chosen(
    talks: _Talks, form: QuestionForm, most: int, *, among: Sequence[str] | None = None
) -> dict[UUID, object]:
    """Answers to at most so many questions of a form, or of those among it."""
    asked = [item.question for item in form.items.all() if among is None or item.question.key in among]
    picked = asked if len(asked) <= most else talks.chance.sample(asked, most)
    return {each.pk: _said(talks, each.key) for each in picked}


def _said(talks: _Talks, key: str) -> object:
    customer, people = talks.life.customer, talks.life.contacts
    made: dict[str, object] = {
        "industry": customer.industry,
        "employees": customer.employees,
        "decider": people[-1].name,
        "champion": people[0].name,
        "administrator": people[0].name,
        "users_planned": customer.seats,
        "start_on": working_day(talks.day + timedelta(days=7)),
        "success_by": working_day(talks.day + timedelta(days=180)),
        "decision_on": working_day(talks.day + timedelta(days=20)),
    }
    return made[key] if key in made else talks.chance.choice(_SAID[key])
