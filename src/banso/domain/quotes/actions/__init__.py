"""Every write of quotes.

making     drawing up, changing, copying, throwing away drafts
sending    the step after which a version never changes, and its mail
answering  what the customer says, and the end of validity
contracts  contracts that were sent and signed
issuing    what stands on quotes of who sends them
"""

from banso.domain.quotes.actions.answering import accept_quote, decline_quote, expire_due, take_answer_back
from banso.domain.quotes.actions.contracts import (
    record_contract,
    remove_contract,
    restore_contract,
    sign_contract,
    unsign_contract,
)
from banso.domain.quotes.actions.issuing import save_issuer
from banso.domain.quotes.actions.making import (
    change_quote,
    make_quote,
    new_version,
    remove_quote,
    restore_quote,
    retake_lines,
)
from banso.domain.quotes.actions.sending import ApprovalMissing, mail_again, send_quote, take_sending_back

__all__ = [
    "ApprovalMissing",
    "accept_quote",
    "change_quote",
    "decline_quote",
    "expire_due",
    "mail_again",
    "make_quote",
    "new_version",
    "record_contract",
    "remove_contract",
    "remove_quote",
    "restore_contract",
    "restore_quote",
    "retake_lines",
    "save_issuer",
    "send_quote",
    "sign_contract",
    "take_answer_back",
    "take_sending_back",
    "unsign_contract",
]
