"""Every write of promises.

making     writing one down, many by their external ids, taking back a mistake
changing   amending, handing over, approving, linking to a deal
closing    confirmed, kept, broken, waived, opened again
links      the signed link by which the customer confirms
"""

from banso.domain.promises.actions.changing import amend_promise, approve, hand_over, link_deal, move_dates
from banso.domain.promises.actions.closing import (
    break_promise,
    confirm_promise,
    keep_promise,
    reopen_promise,
    waive_promise,
)
from banso.domain.promises.actions.links import address_of, answer_link, ask_confirmation, revoke_link
from banso.domain.promises.actions.making import (
    PromiseRow,
    UpsertedPromise,
    make_promise,
    put_back,
    take_back,
    upsert_promises,
)
from banso.domain.promises.actions.writing import Shown

__all__ = [
    "PromiseRow",
    "Shown",
    "UpsertedPromise",
    "address_of",
    "amend_promise",
    "answer_link",
    "approve",
    "ask_confirmation",
    "break_promise",
    "confirm_promise",
    "hand_over",
    "keep_promise",
    "link_deal",
    "make_promise",
    "move_dates",
    "put_back",
    "reopen_promise",
    "revoke_link",
    "take_back",
    "upsert_promises",
    "waive_promise",
]
