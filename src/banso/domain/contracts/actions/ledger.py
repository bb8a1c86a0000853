"""Bringing the journal in line with the subscription lines."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from banso.domain.contracts.models import Subscription
from banso.domain.contracts.queries.ledger import facts_of_accounts, recorded_facts
from banso.domain.contracts.queries.lines import chunks, lines_of_accounts
from banso.domain.contracts.queries.money import rates
from banso.engine.journal.record import Recorded, record_all, retract
from banso.kit.actor import Actor


def refresh_ledgers(accounts: Iterable[UUID], *, by: Actor, source: str = "") -> Recorded:
    """Record exactly the facts of those accounts that differ from what their lines say now.

    Must run in the transaction of the change. Facts that no longer follow are retracted.

    Raises:
        InputError: an exchange rate is missing.
    """
    known, result = rates(), Recorded()
    for chunk in chunks(accounts):
        wanted = facts_of_accounts(lines_of_accounts(chunk), known)
        gone = [fact_id for fact_id in recorded_facts(chunk) if fact_id not in wanted]
        retract(gone, by=by, reason="the subscription lines say otherwise now", source=source)
        part = record_all(wanted.items(), by=by, source=source)
        result.new += part.new
        result.changed += part.changed + gone
        result.same += part.same
    return result


def refresh_all_ledgers(*, by: Actor) -> Recorded:
    """The same for every account with lines; after the reporting currency or the time zone changed."""
    with transaction.atomic():
        accounts = Subscription.objects.order_by("account_id").values_list("account_id", flat=True).distinct()
        return refresh_ledgers(list(accounts), by=by)
