"""The ten items of a deal as they stand now, in the shape in which they are frozen (`rules.frozen`)."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from banso.domain.accounts.queries import account_by_id, contacts_of
from banso.domain.handoffs.rules.frozen import KEYS
from banso.domain.promises.queries import promises_of_deal
from banso.domain.sales.queries import deal_by_id, entries, held_activities, lines_of, sheet_row
from banso.kit.money import plain

if TYPE_CHECKING:
    from banso.domain.sales.models import Deal


def frozen(deal_id: UUID, keys: Iterable[str] = KEYS) -> dict[str, dict[str, Any]]:
    """The named items' contents, by key."""
    deal = deal_by_id(deal_id)
    return {key: _CONTENTS[key](deal) for key in keys}


def _customer(deal: "Deal") -> dict[str, Any]:
    if deal.account_id is None:
        return {}
    account = account_by_id(deal.account_id)
    return {
        "name": account.name,
        "industry": account.industry,
        "employees": account.employees,
        "region": account.region,
        "contacts": contacts_of(account.pk).filter(left_on=None).count(),
    }


def _plan(deal: "Deal") -> dict[str, Any]:
    lines = [
        {
            "product": row.product.name,
            "plan": row.plan.name if row.plan else "",
            "seats": row.seats,
            "monthly": str(plain(values.net)),
            "starts_on": _day(row.starts_on),
            "ends_on": _day(row.ends_on),
        }
        for row, values in zip(deal.lines.all(), lines_of(deal), strict=True)
    ]
    return {"lines": lines, "currency": deal.currency, "monthly": str(plain(deal.monthly))}


def _background(deal: "Deal") -> dict[str, Any]:
    row = sheet_row(deal)
    return {"background": row.background, "problem": row.problem}


def _success(deal: "Deal") -> dict[str, Any]:
    plainly = ("metric", "unit", "measured_by", "measure", "said_by")
    return {
        "goals": [
            {name: getattr(row, name) for name in plainly}
            | {name: _number(getattr(row, name)) for name in ("baseline", "target")}
            | {"due_on": _day(getattr(row, "due_on", None))}
            for row in entries(deal.pk, "goals")
        ]
    }


def _priorities(deal: "Deal") -> dict[str, Any]:
    return {"texts": list(entries(deal.pk, "priorities").values_list("text", flat=True))}


def _concerns(deal: "Deal") -> dict[str, Any]:
    row = sheet_row(deal)
    told = entries(deal.pk, "concerns").values_list("text", "state", "resolution")
    return {
        "concerns": [
            {"text": text, "resolved": state == "resolved", "resolution": resolution}
            for text, state, resolution in told
        ],
        "asked": row.no_concerns_asked if row.no_concerns_at else "",
    }


def _promises(deal: "Deal") -> dict[str, Any]:
    row = sheet_row(deal)
    return {
        "promises": [
            {
                "id": str(each.pk),
                "wording": each.wording,
                "owner": each.owner_name,
                "due_on": _day(each.due_on),
            }
            for each in promises_of_deal(deal.pk)
        ],
        "signed_by": row.no_promises_by if row.no_promises_at else "",
    }


def _stakeholders(deal: "Deal") -> dict[str, Any]:
    plainly = ("role", "influence", "attitude", "manner")
    return {
        "people": [
            {"contact": str(row.contact.pk), "name": row.contact.name, "title": row.contact.title}
            | {name: getattr(row, name) for name in plainly}
            for row in _key_persons(deal.pk)
        ]
    }


def _key_persons(deal_id: UUID) -> list[Any]:
    """The stakeholders with their contacts; of all entries they alone have one."""
    return list(entries(deal_id, "stakeholders"))


def roles_now(deal_id: UUID) -> dict[str, str]:
    """The roles of the key persons as the sheet says them now, by contact."""
    return {str(row.contact_id): row.role for row in _key_persons(deal_id)}


def _communication(deal: "Deal") -> dict[str, Any]:
    return {"count": held_activities(deal), "text": sheet_row(deal).communication}


def _notes(deal: "Deal") -> dict[str, Any]:
    hints = entries(deal.pk, "hints").values_list("text", flat=True)
    return {"text": sheet_row(deal).notes, "hints": list(hints)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: Decimal | None) -> str:
    return "" if value is None else str(plain(value))


_CONTENTS: dict[str, Callable[["Deal"], dict[str, Any]]] = {
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
