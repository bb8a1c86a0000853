"""Writing the past: each thing at the moment at which somebody would have written it down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import assign_role, mark_contact_left, upsert_accounts, upsert_contacts
from banso.domain.accounts.actions.records import log_activity, write_note
from banso.domain.contracts.actions import put_lines
from banso.domain.contracts.rules.lines import Line, Version
from banso.domain.promises.actions import (
    Shown,
    approve,
    break_promise,
    confirm_promise,
    keep_promise,
    make_promise,
    waive_promise,
)
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of
from banso.integrations.sample.customers import BY_KEY
from banso.integrations.sample.days import Years, at
from banso.integrations.sample.lives import Life
from banso.integrations.sample.pledges import Pledge, pledges
from banso.integrations.sample.talk import Remark, Touch, conversation
from banso.integrations.sample.telling import Day, Paid, Values, days_of
from banso.kit.actor import Actor
from banso.kit.clock import freeze
from banso.kit.errors import BansoError

BILLING = Actor("import", "sample-billing", "請求システム")
CRM = Actor("import", "sample-crm", "営業支援システム")
Step = tuple[datetime, Callable[[], None]]


@dataclass(slots=True)
class Chronicler:
    """Writes down what became known, in the order in which it did.

    Attributes:
        people: our own people by their key.
        fields: keys of the workspace's own fields, by label.
        ids: of what has been written, by external id.
    """

    people: Mapping[str, Person]
    fields: Mapping[str, str]
    ids: dict[str, UUID] = field(default_factory=dict)

    def write(self, lives: Sequence[Life], years: Years, seed: str) -> None:
        """Everything; a transaction a month keeps the disk from waiting on every line."""
        steps = sorted(self._steps(lives, years, seed), key=lambda step: step[0])
        for _, month in groupby(steps, key=lambda step: (step[0].year, step[0].month)):
            with transaction.atomic():
                for moment, act in month:
                    with freeze(moment):
                        act()

    def _steps(self, lives: Sequence[Life], years: Years, seed: str) -> list[Step]:
        steps = [(at(day, 8, 30), _later(self._day, told)) for day, told in days_of(lives, years).items()]
        for life in lives:
            account = life.customer.external_id
            touches, remarks = conversation(life, years, seed)
            steps += [(touch.known, _later(self._touch, account, touch)) for touch in touches]
            steps += [(remark.at, _later(self._remark, account, remark)) for remark in remarks]
            for pledge in pledges(life, years, seed):
                steps += self._kept(account, pledge)
        return steps

    def _day(self, day: Day) -> None:
        accounts = [self._with_keys(row) for row in day.accounts.values()]
        for row, done in zip(accounts, upsert_accounts(accounts, by=CRM), strict=True):
            self._keep(row, done.account_id, done.error)
        for row, contact in zip(day.contacts, upsert_contacts(day.contacts, by=CRM), strict=True):
            self._keep(row, contact.contact_id, contact.error)
        for key, gone in day.left:
            mark_contact_left(self.ids[key], on=gone, by=CRM)
        for account, who in day.sellers:
            assign_role(self.ids[account], "account_executive", email=BY_KEY[who].email, by=CRM)
        if day.paid:
            put_lines([self._line(key, paid) for key, paid in day.paid.items()], by=BILLING)

    def _with_keys(self, row: Values) -> Values:
        custom = row.get("custom")
        if not isinstance(custom, dict):
            return row
        return {**row, "custom": {self.fields[label]: value for label, value in custom.items()}}

    def _keep(self, row: Mapping[str, object], written: UUID | None, error: BansoError | None) -> None:
        if error is not None or written is None:
            raise error or BansoError(f"{row['external_id']} of the sample was not written")
        self.ids[str(row["external_id"])] = written

    def _touch(self, account: str, touch: Touch) -> None:
        values = {
            "kind": touch.kind,
            "topic": touch.topic,
            "occurred_at": touch.at,
            "side": touch.side,
            "minutes": touch.minutes,
            "outcome": touch.outcome,
            "next_step": touch.next_step,
            "contacts": [self.ids[key] for key in touch.people],
        }
        log_activity(self.ids[account], values, by=actor_of(self.people[touch.who]))

    def _remark(self, account: str, remark: Remark) -> None:
        write_note(self.ids[account], remark.text, by=actor_of(self.people[remark.who]))

    def _kept(self, account: str, pledge: Pledge) -> list[Step]:
        """A promise, its confirmation and its end."""
        steps = [(pledge.made, _later(self._promise, account, pledge))]
        if pledge.confirmed is not None:
            steps.append((pledge.confirmed, _later(self._confirm, pledge)))
        if pledge.closed is not None:
            steps.append((at(pledge.closed, 17), _later(self._close, pledge)))
        return steps

    def _promise(self, account: str, pledge: Pledge) -> None:
        values = {
            "wording": pledge.wording, "kind": pledge.kind, "due_on": pledge.due, "source": pledge.source,
            "said_by_email": BY_KEY[pledge.who].email, "said_to_id": self.ids[pledge.contact],
            "product": pledge.product, "deliverable": pledge.deliverable, "external_id": pledge.key,
            "owner_email": BY_KEY[pledge.owner].email if pledge.owner else "",
        }  # fmt: skip
        made = make_promise(self.ids[account], values, by=actor_of(self.people[pledge.who]))
        self.ids[pledge.key] = made.pk
        if pledge.deliverable == "approval":
            approve(made.pk, "次の版に入れる", by=actor_of(self.people["morita"]))

    def _confirm(self, pledge: Pledge) -> None:
        by = actor_of(self.people[pledge.who])
        confirm_promise(self.ids[pledge.key], Shown("メールでご確認いただいた"), by=by)

    def _close(self, pledge: Pledge) -> None:
        act = {"kept": keep_promise, "broken": break_promise, "waived": waive_promise}[pledge.state]
        evidence = "お客様の計画が変わり、不要になった" if pledge.state == "waived" else pledge.evidence
        by = actor_of(self.people[pledge.owner or pledge.who])
        act(self.ids[pledge.key], Shown(evidence), by=by)

    def _line(self, key: str, paid: Paid) -> Line:
        return Line(
            external_id=key,
            account=self.ids[paid.customer],
            product=paid.subscription.product,
            starts_on=paid.versions[0].on,
            ends_on=paid.ends_on,
            currency="JPY",
            interval=paid.subscription.interval,
            versions=tuple(
                Version(each.on, Decimal(each.monthly), each.plan, each.seats or None)
                for each in paid.versions
            ),
        )


def _later(act: Callable[..., None], *words: object) -> Callable[[], None]:
    return lambda: act(*words)


def closing(month: date) -> date:
    """The day on which the books of a month close: the seventh of the next."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 7)
