"""Every read of promises; who can say when renewals come is made known through here.

records  promises, versions, states, links
risk     what needs somebody now
ledger   the list as it is filtered, today or as known on a past day
past     the ledger out of the journal
public   what a signed link opens
"""

from banso.domain.promises.definitions import know_approvers, know_deals, know_renewals
from banso.domain.promises.queries.ledger import Listing, listed, page_of_ledger, read_listing, tab_counts
from banso.domain.promises.queries.past import known_promise, known_promises, standing_then
from banso.domain.promises.queries.records import (
    links_of,
    open_promises,
    promise_by_id,
    promises,
    promises_by_external_id,
    promises_of_account,
    promises_of_deal,
    standing_of,
    states_of,
    versions_of,
)
from banso.domain.promises.queries.risk import at_risk, over_or_renewed, risks_of

__all__ = [
    "Listing",
    "at_risk",
    "know_approvers",
    "know_deals",
    "know_renewals",
    "known_promise",
    "known_promises",
    "links_of",
    "listed",
    "open_promises",
    "over_or_renewed",
    "page_of_ledger",
    "promise_by_id",
    "promises",
    "promises_by_external_id",
    "promises_of_account",
    "promises_of_deal",
    "read_listing",
    "risks_of",
    "standing_of",
    "standing_then",
    "states_of",
    "tab_counts",
    "versions_of",
]
