"""Every write of sales.

deals     making, changing, moving, archiving
requiring what stages ask for
winning   winning, losing, reopening: `win_deal` is the only way in which a deal becomes won
lines     what a deal sells, and approved discounts
approvals asking for approvals, and answering
sheet     the ten items
upsert    deals from outside
bulk      many at once
vocabulary  stages, reasons, the limit of discounts
"""

from banso.domain.sales.actions.approvals import answer_approval, ask_approval
from banso.domain.sales.actions.bulk import BulkDone, change_deals, undo_deals
from banso.domain.sales.actions.deals import archive_deal, create_deal, move_deal, update_deal
from banso.domain.sales.actions.lines import (
    add_line,
    approve_discount,
    change_line,
    remove_line,
    set_lines,
    withdraw_approval,
)
from banso.domain.sales.actions.requests import settle_promise, what_of, withdraw_request
from banso.domain.sales.actions.requiring import StageClosed
from banso.domain.sales.actions.sheet import (
    add_entry,
    change_entry,
    confirm_goals,
    order_priorities,
    remove_entry,
    set_texts,
    sign_no_concerns,
    sign_no_promises,
)
from banso.domain.sales.actions.taking_back import put_back_deals
from banso.domain.sales.actions.upsert import UpsertedDeal, upsert_deals
from banso.domain.sales.actions.vocabulary import save_reasons, save_stages, set_limits
from banso.domain.sales.actions.winning import lose_deal, reopen_deal, win_deal
from banso.domain.sales.definitions import WinningStep, Won, at_winning
from banso.domain.sales.rules.gate import GateClosed, Missing, Sheet, missing_items
from banso.domain.sales.rules.worth import LineValues

__all__ = [
    "BulkDone",
    "GateClosed",
    "LineValues",
    "Missing",
    "Sheet",
    "StageClosed",
    "UpsertedDeal",
    "WinningStep",
    "Won",
    "add_entry",
    "add_line",
    "answer_approval",
    "approve_discount",
    "archive_deal",
    "ask_approval",
    "at_winning",
    "change_deals",
    "change_entry",
    "change_line",
    "confirm_goals",
    "create_deal",
    "lose_deal",
    "missing_items",
    "move_deal",
    "order_priorities",
    "put_back_deals",
    "remove_entry",
    "remove_line",
    "reopen_deal",
    "save_reasons",
    "save_stages",
    "set_limits",
    "set_lines",
    "set_texts",
    "settle_promise",
    "sign_no_concerns",
    "sign_no_promises",
    "undo_deals",
    "update_deal",
    "upsert_deals",
    "what_of",
    "win_deal",
    "withdraw_approval",
    "withdraw_request",
]
