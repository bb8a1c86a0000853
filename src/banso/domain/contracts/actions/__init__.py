"""Every write of contracts. A change of lines brings the account's ledger up to date in its transaction.

lines   subscription lines
ledger  recording what follows from them
money   rates, costs, margins
restating  following the workspace's currency and time zone
catalogue  products and plans
"""

from banso.domain.contracts.actions.catalogue import PlanValues, delete_product, save_plan, save_product
from banso.domain.contracts.actions.lines import (
    LineChange,
    LineEnd,
    change_line,
    delete_line,
    delete_lines,
    end_line,
    patch_line,
    put_lines,
    set_line,
    upsert_lines,
)
from banso.domain.contracts.actions.merging import follow_merge, follow_unmerge
from banso.domain.contracts.actions.money import (
    delete_costs,
    delete_margin,
    delete_rate,
    set_margin,
    set_rate,
    upsert_costs,
)
from banso.domain.contracts.actions.restating import demand_rates, restate_ledgers
from banso.domain.contracts.actions.writing import Rejected, Upserted
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.rules.lines import Line, LineRow

__all__ = [
    "CostRow",
    "Line",
    "LineChange",
    "LineEnd",
    "LineRow",
    "PlanValues",
    "Rejected",
    "Upserted",
    "change_line",
    "delete_costs",
    "delete_line",
    "delete_lines",
    "delete_margin",
    "delete_product",
    "delete_rate",
    "demand_rates",
    "end_line",
    "follow_merge",
    "follow_unmerge",
    "patch_line",
    "put_lines",
    "restate_ledgers",
    "save_plan",
    "save_product",
    "set_line",
    "set_margin",
    "set_rate",
    "upsert_costs",
    "upsert_lines",
]
