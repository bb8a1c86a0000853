"""Telling the sample company to the areas, day by day, as if somebody had written it down at the time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import assign_role, mark_contact_left, upsert_accounts, upsert_contacts
from banso.domain.contracts.actions import put_lines, set_margin, upsert_costs
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.rules.lines import Line, Version
from banso.domain.workspaces.actions import add_member, create_workspace
from banso.domain.workspaces.models import Person, Workspace
from banso.integrations.sample.costs import GROSS_MARGIN_PERCENT, costs
from banso.integrations.sample.customers import BY_KEY, TEAM
from banso.integrations.sample.days import Years, at
from banso.integrations.sample.lives import Life
from banso.integrations.sample.sending import send
from banso.integrations.sample.stories import CUSTOMERS, SEED, company
from banso.integrations.sample.telling import Day, Paid, days_of
from banso.integrations.sample.usage import usage_by_day
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze
from banso.kit.errors import BansoError
from banso.kit.tenancy import scope

SLUG, NAME = "harunire", "ハルニレ株式会社"
OWNER = "morita"
_BILLING = Actor("import", "sample-billing", "請求システム")
_CRM = Actor("import", "sample-crm", "営業支援システム")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: the workspace, its owner, and everybody's course."""

    workspace: Workspace
    owner: Person
    lives: Sequence[Life]


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
    with freeze(at(years.start, 8)):
        workspace = create_workspace(SLUG, name=NAME, by=SYSTEM, is_sample=True)
    with scope(workspace=workspace):
        people = _hire(years)
        say(f"{len(lives)} customers, their people and contracts")
        _tell(days_of(lives, years))
        _spend(years, seed)
    events = send(usage_by_day(lives, years, seed), workspace=workspace.pk)
    say(f"{events:,} events of their daily use")
    return Loaded(workspace, people[OWNER], lives)


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


def _tell(days: dict[date, Day]) -> None:
    """Write what each day brings; a transaction a month keeps the disk from waiting on every line."""
    ids: dict[str, UUID] = {}
    months: dict[tuple[int, int], list[date]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(day)
    for members in months.values():
        with transaction.atomic():
            for day in members:
                with freeze(at(day, 8, 30)):
                    _tell_day(days[day], ids)


def _tell_day(day: Day, ids: dict[str, UUID]) -> None:
    if day.accounts:
        rows = list(day.accounts.values())
        for row, done in zip(rows, upsert_accounts(rows, by=_CRM), strict=True):
            if done.error is not None or done.account_id is None:
                raise done.error or BansoError(f"the sample account {row['external_id']} was not written")
            ids[str(row["external_id"])] = done.account_id
    if day.contacts:
        for row, contact in zip(day.contacts, upsert_contacts(day.contacts, by=_CRM), strict=True):
            if contact.error is not None or contact.contact_id is None:
                raise contact.error or BansoError(f"the sample contact {row['external_id']} was not written")
            ids[str(row["external_id"])] = contact.contact_id
    for key, gone in day.left:
        mark_contact_left(ids[key], on=gone, by=_CRM)
    for external_id, who in day.sellers:
        assign_role(ids[external_id], "account_executive", email=BY_KEY[who].email, by=_CRM)
    if day.paid:
        put_lines([_line(key, paid, ids) for key, paid in day.paid.items()], by=_BILLING)


def _line(key: str, paid: Paid, ids: dict[str, UUID]) -> Line:
    return Line(
        external_id=key,
        account=ids[paid.customer],
        product=paid.subscription.product,
        starts_on=paid.versions[0].on,
        ends_on=paid.ends_on,
        currency="JPY",
        interval=paid.subscription.interval,
        versions=tuple(
            Version(each.on, Decimal(each.monthly), each.plan, each.seats or None) for each in paid.versions
        ),
    )


def _spend(years: Years, seed: str) -> None:
    with freeze(at(years.start, 9)):
        set_margin(Decimal(GROSS_MARGIN_PERCENT) / 100, valid_from=years.start, by=SYSTEM)
    entries = costs(years, seed)
    for month in sorted({month for month, _, _ in entries}):
        rows = [CostRow(month, category, Decimal(yen)) for when, category, yen in entries if when == month]
        # The books of a month close on the fifth working day or so of the next.
        with freeze(min(at(years.today, 0), at(_closing(month), 17))):
            upsert_costs(rows, by=_BILLING)


def _closing(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 7)
