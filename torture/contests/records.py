"""Accounts and subscription lines: the same external id, the same line, many lines of one account."""

from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.facts import AccountCreated, AccountDescribed
from banso.domain.accounts.models import Account
from banso.domain.contracts.actions import set_line
from banso.domain.contracts.facts import MrrMoved
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.tests.factories import row
from banso.engine.journal.queries import current_facts
from banso.kit.api import etag
from torture.contests.frame import Contest, Start, call, differs, one_winner, owner, somebody_won

_BEGAN, _CHANGED = "2026-04-01", "2026-05-01"


def account(name: str) -> Account:
    return create_account({"name": name, "external_id": name}, by=owner())


def ledger_faults(account_id: UUID) -> list[str]:
    """The movements that the journal holds add up to what an account's lines come to, and begin once."""
    entries = current_facts().filter(type=MrrMoved.type, account=account_id).order_by("occurred_at", "seq")
    moved = [entry.payload for entry in entries]
    lines = Subscription.objects.filter(account=account_id).prefetch_related("versions")
    monthly = sum(
        (max(line.versions.all(), key=lambda v: v.valid_from).monthly for line in lines), Decimal(0)
    )
    first = [each["kind"] for each in moved].count("new")
    found = differs("ledger", sum((Decimal(each["amount"]) for each in moved), Decimal(0)), monthly)
    return found + differs("first movements", first, 1 if monthly else 0)


def _account_faults(start: Start) -> list[str]:
    rows = list(Account.objects.filter(external_id=start["id"]))
    if len(rows) != 1:
        return [f"{len(rows)} accounts with one external id"]
    facts = current_facts().filter(account=rows[0].pk)
    names = [entry.payload["name"] for entry in facts.filter(type=AccountDescribed.type)]
    found = differs("facts of its birth", facts.filter(type=AccountCreated.type).count(), 1)
    return found + differs("its names in the journal", names, [rows[0].name])


def _with_account(name: str) -> Start:
    return {"id": name, "account": str(account(name).pk)}


def _with_line(name: str) -> Start:
    made = account(name)
    line = set_line(row(name, made.pk, "100", _BEGAN), by=owner())
    return {"id": name, "account": str(made.pk), "line": str(line.pk), "seen": etag(line.pk, line.version)}


def line_of(start: Start, name: str, mrr: int) -> dict[str, Any]:
    return {"external_id": name, "account_id": start["account"], "starts_on": _BEGAN, "mrr": mrr}


def _lines_of(start: Start, count: int) -> list[str]:
    lines = Subscription.objects.filter(account=start["account"]).count()
    return differs("lines", lines, count) + ledger_faults(start["account"])


CONTESTS = {
    "account-upserted": Contest(
        lambda name: {"id": name},
        lambda start, place, _: call(
            "put", "accounts", {"data": [{"external_id": start["id"], "name": f"by {place}"}]}
        ),
        lambda start, said: _account_faults(start) + somebody_won(said),
    ),
    "account-made": Contest(
        lambda name: {"id": name},
        lambda start, place, _: call("post", "accounts", {"external_id": start["id"], "name": f"by {place}"}),
        lambda start, said: _account_faults(start) + one_winner(said),
    ),
    "line-upserted": Contest(
        _with_account,
        lambda start, place, _: call(
            "put", "subscriptions", {"data": [line_of(start, start["id"], 100 + place)]}
        ),
        lambda start, said: _lines_of(start, 1) + somebody_won(said),
    ),
    "known-line-upserted": Contest(
        _with_line,
        lambda start, place, _: call(
            "put", "subscriptions", {"data": [line_of(start, start["id"], 200 + place)]}
        ),
        lambda start, said: _lines_of(start, 1) + somebody_won(said),
    ),
    "lines-of-one-account": Contest(
        _with_account,
        lambda start, place, _: call("post", "subscriptions", line_of(start, f"{start['id']}-{place}", 100)),
        lambda start, said: _lines_of(start, len(said))
        + differs("answers", dict(Counter(each.status for each in said)), {201: len(said)}),
    ),
    "line-changed": Contest(
        _with_line,
        lambda start, place, _: call(
            "patch", f"subscriptions/{start['line']}", {"valid_from": _CHANGED, "mrr": 200 + place},
            {"If-Match": start["seen"]},
        ),
        lambda start, said: _lines_of(start, 1) + one_winner(said),
    ),
}  # fmt: skip
