"""The sample company, loaded: its workspace, its people, three years, and a figure that was published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from banso.domain.accounts.actions.segments import create_segment
from banso.domain.accounts.actions.vocabulary import create_field
from banso.domain.accounts.queries import accounts
from banso.domain.contracts.actions import set_margin, upsert_costs
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.kpis.actions import check_figures, publish_figure
from banso.domain.workspaces.actions import add_member, create_workspace
from banso.domain.workspaces.models import Person, Workspace
from banso.domain.workspaces.queries import actor_of
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.question import Question
from banso.integrations.sample.answers import write_answers
from banso.integrations.sample.chronicle import BILLING, Chronicler, closing
from banso.integrations.sample.costs import GROSS_MARGIN_PERCENT, costs
from banso.integrations.sample.customers import TEAM
from banso.integrations.sample.days import Years, at, working_day
from banso.integrations.sample.deals import write_deals
from banso.integrations.sample.leads import write_leads
from banso.integrations.sample.lives import Life
from banso.integrations.sample.onboardings import Office, write_onboardings
from banso.integrations.sample.sending import send
from banso.integrations.sample.stories import CUSTOMERS, SEED, company, published_month
from banso.integrations.sample.targets import write_targets
from banso.integrations.sample.telling import CHANNEL, SITES
from banso.integrations.sample.unfinished import drop_unfinished, loading_alone
from banso.integrations.sample.usage import usage_by_day
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.periods import Grain, add_months, period_of
from banso.kit.tenancy import scope

SLUG, NAME = "harunire", "ハルニレ株式会社"
OWNER = "morita"
CHANNELS = ("ウェブ", "展示会", "紹介", "テレアポ", "パートナー")
# Name, why it is kept, and the checks that all have to hold.
SEGMENTS: tuple[tuple[str, str, list[dict[str, object]]], ...] = (
    (
        "利用が3割以上減ったお客様",
        "毎週月曜に見て、電話をする",
        [
            {"kind": "check", "field": "measure.weekly_active_users_change", "op": "fell_by", "value": 30},
            {"kind": "check", "field": "stage", "op": "is", "value": "adoption"},
        ],
    ),
    (
        "製造業・100人以上",
        "事例とイベントの案内先",
        [
            {"kind": "check", "field": "industry", "op": "is", "value": "製造業"},
            {"kind": "check", "field": "employees", "op": "at_least", "value": 100},
        ],
    ),
    (
        "オンボーディング中",
        "最初の90日",
        [{"kind": "check", "field": "stage", "op": "is", "value": "onboarding"}],
    ),
)
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: the workspace, its owner, and everybody's course."""

    workspace: Workspace
    owner: Person
    lives: Sequence[Life]


def load_whole(today: date, *, wanted: int = CUSTOMERS, seed: str = SEED, say: Progress = print) -> Loaded:
    """Load the sample company with its published figure; one whose loading was interrupted goes first.

    Raises:
        Conflict: there is a workspace of that name, or another process is at it.
    """
    with loading_alone():
        if drop_unfinished():
            say("what an interrupted loading had left is taken away")
        loaded = load_sample(today, wanted=wanted, seed=seed, say=say)
        publish_sample(loaded, today)
        onboard_sample(loaded, today, seed=seed)
        Workspace.objects.filter(pk=loaded.workspace.pk).update(loading_since=None)
    return loaded


def load_sample(today: date, *, wanted: int = CUSTOMERS, seed: str = SEED, say: Progress = print) -> Loaded:
    """Found the sample workspace and fill it with three years up to the day before `today`.

    Args:
        today: a day in Japan; the same day and seed always give the same company.
        wanted: how many customers.
        seed: chance's beginning.
        say: told what is being done.

    Raises:
        Conflict: there is a workspace of that name.
    """
    years = Years(today)
    lives = company(years, wanted=wanted, seed=seed)
    with freeze(at(years.start - timedelta(days=30), 8)):
        workspace = create_workspace(SLUG, name=NAME, by=SYSTEM, is_sample=True, loading=True)
    with scope(workspace=workspace):
        people = _hire(years)
        fields = _arrange(people[OWNER], years)
        say(f"{len(lives)} customers with their people, contracts and talks")
        chronicler = Chronicler(people, fields)
        chronicler.write(lives, years, seed)
        with transaction.atomic():
            write_deals(lives, chronicler.ids, people, years)
            write_targets(lives, people, years)
            write_leads(lives, chronicler.ids, people, years, seed)
            write_answers(lives, chronicler.ids, people, years, seed)
        _spend(years, seed)
    events = send(usage_by_day(lives, years, seed), workspace=workspace.pk)
    say(f"{events:,} events of their daily use")
    return Loaded(workspace, people[OWNER], lives)


def publish_sample(loaded: Loaded, today: date) -> None:
    """Publish the NRR of a month two days after its end, and then find that two rows have changed since.

    Needs the column store; brings it up to date first.
    """
    catch_up()
    years = Years(today)
    month = published_month(years)
    moment = at(working_day(add_months(month, 1) + timedelta(days=1)), 18)
    with scope(workspace=loaded.workspace):
        question = Question("nrr", (period_of(month, Grain.MONTH),), as_of=moment)
        with freeze(moment):
            publish_figure(question, remark="取締役会の資料", by=actor_of(loaded.owner))
        check_figures(by=SYSTEM)


def onboard_sample(loaded: Loaded, today: date, *, seed: str = SEED) -> None:
    """Write the onboardings; needs the column store to have the use, as `publish_sample` leaves it."""
    emails = {mate.email: mate.key for mate in TEAM}
    with scope(workspace=loaded.workspace), transaction.atomic():
        ids = dict(accounts().exclude(external_id="").values_list("external_id", "pk"))
        people = {emails[each.email]: each for each in Person.objects.filter(email__in=list(emails))}
        write_onboardings(loaded.lives, Office(ids, people, today), seed)


def _hire(years: Years) -> dict[str, Person]:
    people = {}
    for mate in TEAM:
        with freeze(at(years.month(mate.joined_month), 9)):
            person = Person.objects.filter(email=mate.email).first() or Person.objects.create_user(
                mate.email, name=mate.name
            )
            add_member(person, mate.roles, by=SYSTEM)
        people[mate.key] = person
    return people


def _arrange(owner: Person, years: Years) -> dict[str, str]:
    """The workspace's own fields and segments; returns the fields' keys by label."""
    by = actor_of(owner)
    with freeze(at(years.start - timedelta(days=29), 10)):
        made = [
            create_field(SITES, "number", by=by),
            create_field(CHANNEL, "choice", choices=CHANNELS, by=by),
        ]
    with freeze(at(years.month(-3), 10)):
        for name, why, checks in SEGMENTS:
            create_segment(name, {"kind": "all", "parts": checks}, description=why, by=by)
    return {field.label: field.key for field in made}


def _spend(years: Years, seed: str) -> None:
    with freeze(at(years.start, 9)):
        set_margin(Decimal(GROSS_MARGIN_PERCENT) / 100, valid_from=years.start, by=SYSTEM)
    entries = costs(years, seed)
    for month in sorted({month for month, _, _ in entries}):
        rows = [CostRow(month, category, Decimal(yen)) for when, category, yen in entries if when == month]
        with freeze(min(at(years.today, 0), at(closing(month), 17))):
            upsert_costs(rows, by=BILLING)
