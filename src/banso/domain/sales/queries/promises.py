"""The promises of a deal, out of the ledger below."""

from uuid import UUID

from banso.domain.promises.queries import promises_of_deal
from banso.domain.sales.queries.approvals import limits
from banso.domain.sales.rules.gate import PromiseSeen


def promises_seen(deal_id: UUID) -> tuple[PromiseSeen, ...]:
    """The promises of a deal, the first due first, as its sheet has to answer for them.

    One that was waived asks for nothing any more, and still was made.
    """
    roles = limits().promises
    return tuple(
        PromiseSeen(
            wording=row.wording,
            owner=row.owner_name or ("–" if row.state == "waived" else ""),
            due_on=row.due_on,
            approved=row.approval == "approved" or row.state == "waived" or not roles.get(row.deliverable),
            id=row.pk,
        )
        for row in promises_of_deal(deal_id)
    )
