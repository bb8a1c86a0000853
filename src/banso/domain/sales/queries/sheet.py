"""The ten items of a deal, as the gate reads them and as pages show them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import contacts_of
from banso.domain.accounts.queries.records import activities_of
from banso.domain.sales.facts import ITEM_WORDS
from banso.domain.sales.models import (
    Concern,
    Deal,
    DealSheet,
    ExpansionHint,
    Priority,
    Stakeholder,
    SuccessGoal,
)
from banso.domain.sales.queries.approvals import discount_role
from banso.domain.sales.queries.deals import lines_of
from banso.domain.sales.queries.promises import promises_seen
from banso.domain.sales.rules.gate import (
    ConcernSeen,
    Customer,
    Goal,
    Missing,
    Sheet,
    SheetLine,
    StakeholderSeen,
    missing_items,
)
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import current_workspace, today

# What a sheet holds in lists, by the name that addresses and the API use.
Entry = SuccessGoal | Priority | Concern | Stakeholder | ExpansionHint
LISTS: dict[str, type[Entry]] = {
    "goals": SuccessGoal,
    "priorities": Priority,
    "concerns": Concern,
    "stakeholders": Stakeholder,
    "hints": ExpansionHint,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One of the ten items as a page shows it; `missing` is None where nothing of it is."""

    number: int
    key: str
    title: str
    missing: Missing | None


def sheet_row(deal: Deal) -> DealSheet:
    """The deal's texts; an empty row that is not stored yet where there is none."""
    found = DealSheet.objects.filter(deal=deal).first()
    return found or DealSheet(deal=deal, workspace_id=deal.workspace_id)


def entries(deal_id: UUID, name: str) -> "QuerySet[Entry]":
    """One of the sheet's lists; `name` is a key of LISTS."""
    rows: QuerySet[Entry] = LISTS[name].objects.filter(deal=deal_id)
    return rows.select_related("contact") if name == "stakeholders" else rows


def entry_by_id(deal_id: UUID, name: str, entry_id: UUID) -> Entry:
    """One entry of one of the sheet's lists.

    Raises:
        NotFound: there is no such list, or no such entry in it.
    """
    found = entries(deal_id, name).filter(pk=entry_id).first() if name in LISTS else None
    if found is None:
        raise NotFound(_("There is no such entry."))
    return found


def sheet_of(deal: Deal) -> Sheet:
    """The ten items of a deal as they stand now."""
    row, lines = sheet_row(deal), lines_of(deal)
    approval = bool(discount_role(deal))
    return Sheet(
        today=today(),
        address=deal_address(deal.pk),
        customer=_customer(deal),
        lines=tuple(
            SheetLine(line.product.name, values.net, line.starts_on)
            for line, values in zip(deal.lines.all(), lines, strict=True)
        ),
        approval_missing=approval,
        background=row.background,
        problem=row.problem,
        goals=tuple(_goal(each) for each in SuccessGoal.objects.filter(deal=deal)),
        priorities=tuple(Priority.objects.filter(deal=deal).values_list("text", flat=True)),
        concerns=tuple(
            ConcernSeen(each.text, each.state == "resolved", each.resolution)
            for each in Concern.objects.filter(deal=deal)
        ),
        no_concerns=row.no_concerns_asked if row.no_concerns_at else "",
        promises=promises_seen(deal.pk),
        no_promises=row.no_promises_by if row.no_promises_at else "",
        stakeholders=tuple(StakeholderSeen(each.contact.name, each.role) for each in _here(deal)),
        activities=held_activities(deal),
        communication=row.communication,
        notes=row.notes,
        hints=tuple(ExpansionHint.objects.filter(deal=deal).values_list("text", flat=True)),
    )


def items_of(sheet: Sheet) -> list[Item]:
    """The ten items by number, each with what is missing of it."""
    missing = {each.key: each for each in missing_items(sheet)}
    return [
        Item(number, key, str(words), missing.get(key))
        for number, (key, words) in enumerate(ITEM_WORDS.items(), start=1)
    ]


def held_activities(deal: Deal) -> int:
    """How many calls, mails, visits and meetings the deal's account has had."""
    if deal.account_id is None:
        return 0
    return activities_of(deal.account_id).filter(occurred_at__lte=now()).count()


def deal_address(deal_id: UUID) -> str:
    return f"/w/{current_workspace().slug}/deals/{deal_id}/"


def _here(deal: Deal) -> "QuerySet[Stakeholder]":
    """Key persons who are still there; the deal may have come to another account since."""
    rows = Stakeholder.objects.filter(deal=deal, contact__account=deal.account_id, contact__left_on=None)
    return rows.select_related("contact")


def _customer(deal: Deal) -> Customer | None:
    account = deal.account
    if account is None:
        return None
    here = contacts_of(account.pk).filter(left_on=None).exclude(email="", phone="")
    described = bool(account.corporate_number or account.industry or account.employees)
    return Customer(account.name, described, here.count())


def _goal(row: SuccessGoal) -> Goal:
    return Goal(row.metric, row.baseline, row.target, row.due_on, row.measured_by, row.measure, row.said_by)
