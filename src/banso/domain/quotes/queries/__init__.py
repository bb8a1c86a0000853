"""Every read of quotes.

records    quotes, their versions, contracts that were sent, what stands of the sender
approving  what keeps a quote from being sent
listing    the lists as somebody filters and sorts them
paper      what a quote says, for page and PDF
"""

from banso.domain.quotes.queries.approving import Lacks, lacks_of
from banso.domain.quotes.queries.paper import Paper, html_of, paper_of, pdf_name
from banso.domain.quotes.queries.records import (
    contract_by_id,
    contract_subject,
    contracts,
    history_of,
    issuer,
    lines_of,
    quote_by_id,
    quotes,
    quotes_of_deal,
    sent_after,
    subject_of,
    versions_of,
)

__all__ = [
    "Lacks",
    "Paper",
    "contract_by_id",
    "contract_subject",
    "contracts",
    "history_of",
    "html_of",
    "issuer",
    "lacks_of",
    "lines_of",
    "paper_of",
    "pdf_name",
    "quote_by_id",
    "quotes",
    "quotes_of_deal",
    "sent_after",
    "subject_of",
    "versions_of",
]
