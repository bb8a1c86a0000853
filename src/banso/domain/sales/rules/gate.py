"""The gate: a deal is not won while one of the ten items is missing (seed 002).

`missing_items` reads a sheet as it stands and says of each item that is missing what would fill it. It asks
for content, not for presence (see `content`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from banso.kit.errors import Lack, Lacking
from banso.kit.saying import lack_of

# How wide a text must be to say something; a full-width character counts two.
LEAST = {
    "background": 16, "problem": 16, "notes": 16, "communication": 16, "priority": 8, "concern": 8,
    "resolution": 8, "metric": 4, "hint": 8, "person": 2, "measure": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """Item 1.

    Attributes:
        described: the corporate number, industry or size is known.
        reachable: how many contacts have a mail address or telephone number.
    """

    name: str
    described: bool
    reachable: int


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line as the gate reads it; `net` per month after the discount."""

    product: str
    net: Decimal
    starts_on: date | None


@dataclass(frozen=True, slots=True)
class Goal:
    metric: str
    baseline: Decimal | None
    target: Decimal | None
    due_on: date | None
    measured_by: str
    measure: str
    said_by: str


@dataclass(frozen=True, slots=True)
class ConcernSeen:
    text: str
    resolved: bool
    resolution: str


@dataclass(frozen=True, slots=True)
class PromiseSeen:
    """A promise of the ledger. `approved`: its deliverable class needs no approval, or has one."""

    wording: str
    owner: str
    due_on: date | None
    approved: bool
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StakeholderSeen:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The ten items of a deal as they stand on `today`.

    Attributes:
        address: the deal's page, to which the links of what is missing lead.
        approval_missing: a discount goes beyond the limit and nobody approved it.
        no_concerns: who at the customer said that there are none, with who of us signed that; or "".
        no_promises: who of us signed that none were made, or "".
        activities: how many calls, mails, visits and meetings the account has.
    """

    today: date
    address: str = ""
    customer: Customer | None = None
    lines: tuple[SheetLine, ...] = ()
    approval_missing: bool = False
    background: str = ""
    problem: str = ""
    goals: tuple[Goal, ...] = ()
    priorities: tuple[str, ...] = ()
    concerns: tuple[ConcernSeen, ...] = ()
    no_concerns: str = ""
    promises: tuple[PromiseSeen, ...] = ()
    no_promises: str = ""
    stakeholders: tuple[StakeholderSeen, ...] = ()
    activities: int = 0
    communication: str = ""
    notes: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """An item that keeps a deal from being won.

    Attributes:
        item: its number, 1 to 10.
        key: its name in addresses and the API.
        code: what is wrong with it, for programs.
        message: one sentence that says what would fill it.
        href: the page on which it is filled.
    """

    item: int
    key: str
    code: str
    message: str
    href: str


class GateClosed(Lacking):
    """The deal cannot be won yet; one entry for each item that is missing."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        super().__init__(
            _("The deal cannot be won: %(n)s of the ten items are missing.") % {"n": len(missing)},
            [
                Lack(field=each.key, message=each.message, code=each.code, href=each.href, item=each.item)
                for each in missing
            ],
        )


_Found = tuple[str, str]


def missing_items(sheet: Sheet) -> tuple[Missing, ...]:
    """The items that keep the deal from being won, by number; none where it may be won."""
    found = []
    for number, (key, look) in enumerate(ITEMS.items(), start=1):
        lack = look(sheet)
        if lack is not None:
            code, message = lack
            found.append(Missing(number, key, code, message, f"{sheet.address}sheet/{key}/"))
    return tuple(found)


def has_item(key: str, sheet: Sheet) -> bool:
    """Whether nothing of that item is missing."""
    return ITEMS[key](sheet) is None


def _says(text: str, kind: str) -> bool:
    return lack_of(text, least=LEAST[kind]) is None


def _customer(sheet: Sheet) -> _Found | None:
    if sheet.customer is None:
        return "no_account", _("Say which account the deal is with.")
    if not sheet.customer.reachable:
        return "no_contact", _("Add a contact with a mail address or a telephone number to the account.")
    if not sheet.customer.described:
        return "not_described", _("Enter the account's corporate number, industry or number of employees.")
    return None


def _plan(sheet: Sheet) -> _Found | None:
    if not sheet.lines:
        return "no_lines", _("Add a line with product, plan, quantity and amount.")
    if any(not line.product or line.starts_on is None for line in sheet.lines):
        return "no_start", _("Say from which day each line runs.")
    if sum((line.net for line in sheet.lines), Decimal(0)) <= 0:
        return "no_amount", _("The lines come to nothing: enter what the customer pays.")
    if sheet.approval_missing:
        return "approval", _("The discount goes beyond the limit: have it approved.")
    return None


def _background(sheet: Sheet) -> _Found | None:
    if not _says(sheet.background, "background"):
        return "no_background", _("Write in a sentence or two what led the customer to look for a solution.")
    if not _says(sheet.problem, "problem"):
        return "no_problem", _("Write which problem the customer most wanted to solve.")
    return None


def _success(sheet: Sheet) -> _Found | None:
    if not sheet.goals:
        return "no_goal", _(
            "Enter what the customer calls success: a metric with today's value, target and day."
        )
    for goal in sheet.goals:
        lack = _goal(goal, sheet.today)
        if lack is not None:
            return lack
    return None


def _goal(goal: Goal, today: date) -> _Found | None:
    named = {"metric": goal.metric}
    measured = goal.measured_by == "reported" or (goal.measured_by and _says(goal.measure, "measure"))
    checks = (
        (_says(goal.metric, "metric"), "no_metric", _("Say which metric tells the customer's success.")),
        (
            goal.baseline is not None and goal.target is not None,
            "no_target",
            _("Enter today's value and the target of “%(metric)s”.") % named,
        ),
        (
            goal.baseline != goal.target,
            "no_change",
            _("Today's value and the target of “%(metric)s” are the same.") % named,
        ),
        (
            goal.due_on is not None and goal.due_on > today,
            "no_day",
            _("Enter a day to come by which “%(metric)s” is to reach its target.") % named,
        ),
        (
            measured,
            "no_measure",
            _("Say what measures “%(metric)s”: a KPI, a usage event, or a number from the customer.") % named,
        ),
        (
            _says(goal.said_by, "person"),
            "no_source",
            _("Say who at the customer decided on “%(metric)s”.") % named,
        ),
    )
    return next(((code, message) for fine, code, message in checks if not fine), None)


def _priorities(sheet: Sheet) -> _Found | None:
    if not any(_says(text, "priority") for text in sheet.priorities):
        return "no_priority", _("Enter at least one point that the customer attached special weight to.")
    return None


def _concerns(sheet: Sheet) -> _Found | None:
    told = [each for each in sheet.concerns if _says(each.text, "concern")]
    if not told:
        if sheet.no_concerns:
            return None
        return "no_concern", _(
            "Enter at least one worry that you heard; if there were none, say with whom you made sure of it."
        )
    for each in told:
        if each.resolved and not _says(each.resolution, "resolution"):
            return "no_resolution", _("Say what resolved the concern “%(text)s”.") % {"text": each.text[:60]}
    return None


def _promises(sheet: Sheet) -> _Found | None:
    if not sheet.promises:
        if sheet.no_promises:
            return None
        return "no_promise", _("Enter the promises that were made, or sign that none were made.")
    for each in sheet.promises:
        if not each.owner or each.due_on is None:
            return "promise_open", _("Say who keeps the promise “%(text)s” after the sale, and by when.") % {
                "text": each.wording[:60]
            }
        if not each.approved:
            return "approval", _("The promise “%(text)s” is not standard: have it approved.") % {
                "text": each.wording[:60]
            }
    return None


def _stakeholders(sheet: Sheet) -> _Found | None:
    if not sheet.stakeholders:
        return "no_stakeholder", _("Enter at least one key person with their role.")
    roleless = next((each for each in sheet.stakeholders if not each.role), None)
    if roleless is not None:
        return "no_role", _("Say which role %(name)s has.") % {"name": roleless.name}
    return None


def _communication(sheet: Sheet) -> _Found | None:
    if not sheet.activities and not _says(sheet.communication, "communication"):
        return "no_communication", _(
            "Record a call, mail, visit or meeting of the account, or sum up what was said so far."
        )
    return None


def _notes(sheet: Sheet) -> _Found | None:
    if not _says(sheet.notes, "notes"):
        return "no_notes", _("Write to CS what they should know: chances to grow, subjects to avoid, timing.")
    return None


ITEMS: Mapping[str, Callable[[Sheet], _Found | None]] = {
    "customer": _customer,
    "plan": _plan,
    "background": _background,
    "success": _success,
    "priorities": _priorities,
    "concerns": _concerns,
    "promises": _promises,
    "stakeholders": _stakeholders,
    "communication": _communication,
    "notes": _notes,
}
