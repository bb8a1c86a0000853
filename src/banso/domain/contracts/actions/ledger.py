"""Bringing the journal in line with the subscription lines."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from banso.domain.accounts.actions import held_all
from banso.domain.contracts.queries.ledger import facts_of_accounts, recorded_facts
from banso.domain.contracts.queries.lines import chunks, lines_of_accounts
from banso.domain.contracts.queries.money import rates
from banso.engine.journal.record import Recorded, record_all, retract
from banso.kit.actor import Actor


def refresh_ledgers(
    accounts: Iterable[UUID], *, by: Actor, source: str = "", at: datetime | None = None
) -> Recorded:
    """Record exactly the facts of those accounts that differ from what their lines say now.

    Must run in the transaction of the change. Facts that no longer follow are retracted. `at` as in
    `record_all`.

    Raises:
        InputError: an exchange rate is missing.
    """
    known, result = rates(), Recorded()
    # Of two who write lines of one account the second waits here, and then reads what the first has written.
    held = sorted(set(accounts))
    held_all(held)
    for chunk in chunks(held):
        wanted = facts_of_accounts(lines_of_accounts(chunk), known)
        gone = [fact_id for fact_id in recorded_facts(chunk) if fact_id not in wanted]
        retract(gone, by=by, reason="the subscription lines say otherwise now", source=source, at=at)
        part = record_all(wanted.items(), by=by, source=source, at=at)
        result.new += part.new
        result.changed += part.changed + gone
        result.same += part.same
    return result
