"""Two accounts made one while others write on both: what was acknowledged follows, and the ledgers add up."""

import random
from typing import Any
from uuid import UUID

from banso.domain.accounts.actions import create_contact
from banso.domain.accounts.actions.records import write_note
from banso.domain.accounts.models import Account, Contact, Note
from banso.domain.contracts.actions import set_line
from banso.domain.contracts.facts import MrrMoved
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.tests.factories import row
from banso.engine.journal.models import ReactionFailure
from banso.engine.journal.queries import current_facts
from banso.engine.journal.reactions import react
from torture.contests.frame import WON, Contest, Said, Start, call, differs, inside, owner
from torture.contests.records import account, ledger_faults, line_of


def _two(name: str) -> Start:
    found: list[str] = []
    for side in "ab":
        made = account(f"{name}-{side}")
        set_line(row(f"{name}-{side}", made.pk, "100", "2026-04-01"), by=owner())
        create_contact(made.pk, {"name": "First", "external_id": f"{name}-{side}"}, by=owner())
        found.append(str(made.pk))
    return {"id": name, "accounts": found}


def _write_or_merge(start: Start, place: int, chance: random.Random) -> Said:
    here, there = start["accounts"] if place % 2 else start["accounts"][::-1]
    if place < 2:
        return call("post", f"accounts/{here}/merge", {"merged_id": there})
    side, name = "ab"[place % 2], f"{start['id']}-{place}"
    line, contact = (
        line_of({"account": here}, name, 10),
        {"account_id": here, "name": "C", "external_id": name},
    )
    known = {**line, "external_id": f"{start['id']}-{side}", "mrr": 300 + place}
    told = {"account_external_id": f"{start['id']}-{'ba'[place % 2]}", "name": "C", "external_id": name}
    acts: list[tuple[str, str, str, Any]] = [
        ("line", "post", "subscriptions", line),
        ("line", "put", "subscriptions", {"data": [line]}),
        ("", "put", "subscriptions", {"data": [known]}),
        ("contact", "post", "contacts", contact),
        ("contact", "put", "contacts", {"data": [told]}),
        ("note", "", here, name),
        ("", "patch", f"accounts/{here}", {"description": name}),
    ]
    kind, method, path, body = chance.choice(acts)
    said = call(method, path, body) if method else _note(path, body)
    return Said(said.status, f"{kind} {name}" if said.won else said.detail)


def _note(account_id: str, body: str) -> Said:
    with inside():
        write_note(UUID(account_id), body, by=owner())
    return Said(WON)


def _followed(start: Start, said: list[Said]) -> list[str]:
    while react():
        pass
    accounts = {str(each.pk): each for each in Account.objects.filter(pk__in=start["accounts"])}
    live = [each for each in accounts.values() if each.merged_into_id is None]
    if len(live) != 1:
        return [f"{len(live)} of two accounts are left"]
    (merged,) = (each for each in accounts.values() if each.merged_into_id is not None)
    left = {
        model.__name__: model.objects.filter(account=merged.pk).count()
        for model in (Subscription, Contact, Note)
    }
    moved = current_facts().filter(type=MrrMoved.type, account=merged.pk).count()
    return (
        differs("merges", sum(each.won for each in said[:2]), 1)
        + differs("left on what was merged", left, dict.fromkeys(left, 0))
        + differs("movements left there", moved, 0)
        + differs(
            "failed reactions", ReactionFailure.objects.filter(entry__account__in=list(accounts)).count(), 0
        )
        + _there(start, said)
        + ledger_faults(live[0].pk)
    )


def _there(start: Start, said: list[Said]) -> list[str]:
    """Whatever was acknowledged under a name of its own is there, and nothing else."""
    mine = f"{start['id']}-"
    found = {
        *(f"line {each.external_id}" for each in Subscription.objects.filter(external_id__startswith=mine)),
        *(f"contact {each.external_id}" for each in Contact.objects.filter(external_id__startswith=mine)),
        *(f"note {each.body}" for each in Note.objects.filter(body__startswith=mine)),
    }
    # Those that both accounts began with.
    found -= {f"{kind} {mine}{side}" for kind in ("line", "contact") for side in "ab"}
    told = {each.detail for each in said[2:] if each.won and not each.detail.startswith(" ")}
    return differs("what is there", sorted(found), sorted(told))


CONTESTS = {"merged-while-written": Contest(_two, _write_or_merge, _followed)}
