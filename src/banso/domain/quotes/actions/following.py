"""When accounts become one, quotes follow with their deals; their facts are brought along."""

from uuid import UUID

from banso.domain.accounts.actions import bring_stragglers
from banso.domain.quotes.models import Quote, SentContract
from banso.domain.quotes.queries.records import contract_subject, subject_of
from banso.kit.actor import SYSTEM


def follow_merge(merged: UUID, into: UUID) -> int:
    """Bring along facts recorded of `merged` between the merge and the deals' following it.

    The deals themselves follow by a reaction of sales, before this or after it. Returns how many moved.
    """
    places = [merged, into]
    quotes = Quote.objects.filter(deal__account__in=places).values_list("pk", flat=True)
    contracts = SentContract.objects.filter(deal__account__in=places).values_list("pk", flat=True)
    subjects = {subject_of(pk) for pk in quotes} | {contract_subject(pk) for pk in contracts}
    return bring_stragglers(merged, subjects, by=SYSTEM)
