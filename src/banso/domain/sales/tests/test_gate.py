"""The gate's rules, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from banso.domain.sales.facts import ITEM_WORDS
from banso.domain.sales.rules.gate import (
    ITEMS,
    ConcernSeen,
    Customer,
    Goal,
    PromiseSeen,
    Sheet,
    SheetLine,
    StakeholderSeen,
    missing_items,
)

GOAL = Goal(
    "日常点検の実施率", Decimal(82), Decimal(98), date(2027, 6, 30), "usage", "check_done", "事務部長 森"
)
WHOLE = Sheet(
    today=date(2026, 11, 22),
    address="/w/x/deals/1/",
    customer=Customer("医療法人蒼樹会", described=True, reachable=2),
    lines=(SheetLine("CRM", Decimal(360000), date(2027, 1, 1)),),
    background="8月の立入検査で、記録の抜けを2件指摘された。",
    problem="点検の記録を、監査のときにすぐ出せない。",
    goals=(GOAL,),
    priorities=("監査のときに5分で記録を出せること",),
    concerns=(ConcernSeen("電波の弱い場所で使えるか", resolved=False, resolution=""),),
    no_promises="高橋 健太",
    stakeholders=(StakeholderSeen("森 由紀", "decider"),),
    activities=3,
    notes="理事会は毎月27日。健診センターにも広げたいとの話がある。",
)
_PROMISE = PromiseSeen("院内LANのみで使える設定", "岡本", date(2027, 3, 31), approved=True)


def test_a_whole_sheet_lacks_nothing() -> None:
    assert missing_items(WHOLE) == ()
    assert tuple(ITEMS) == tuple(ITEM_WORDS)


def test_an_empty_sheet_lacks_all_ten_in_order_with_a_link_each() -> None:
    missing = missing_items(Sheet(today=date(2026, 11, 22), address="/w/x/deals/1/"))
    assert [(each.item, each.key, each.href) for each in missing] == [
        (number, key, f"/w/x/deals/1/sheet/{key}/") for number, key in enumerate(ITEMS, start=1)
    ]
    assert all(each.message for each in missing)


@pytest.mark.parametrize(
    ("change", "key", "code"),
    [
        ({"customer": None}, "customer", "no_account"),
        ({"customer": Customer("A", described=True, reachable=0)}, "customer", "no_contact"),
        ({"customer": Customer("A", described=False, reachable=1)}, "customer", "not_described"),
        ({"lines": ()}, "plan", "no_lines"),
        ({"lines": (SheetLine("CRM", Decimal(1), None),)}, "plan", "no_start"),
        ({"lines": (SheetLine("CRM", Decimal(0), date(2027, 1, 1)),)}, "plan", "no_amount"),
        ({"approval_missing": True}, "plan", "approval"),
        ({"background": "未定"}, "background", "no_background"),
        ({"problem": "n/a"}, "background", "no_problem"),
        ({"goals": ()}, "success", "no_goal"),
        ({"goals": (GOAL, replace(GOAL, metric="-"))}, "success", "no_metric"),
        ({"goals": (replace(GOAL, baseline=None),)}, "success", "no_target"),
        ({"goals": (replace(GOAL, target=Decimal(82)),)}, "success", "no_change"),
        ({"goals": (replace(GOAL, due_on=date(2026, 11, 22)),)}, "success", "no_day"),
        ({"goals": (replace(GOAL, measure=""),)}, "success", "no_measure"),
        ({"goals": (replace(GOAL, measured_by=""),)}, "success", "no_measure"),
        ({"goals": (replace(GOAL, said_by="不明"),)}, "success", "no_source"),
        ({"priorities": ("なし", "tbd")}, "priorities", "no_priority"),
        ({"concerns": ()}, "concerns", "no_concern"),
        ({"concerns": (ConcernSeen("電波の弱い場所で使えるか", resolved=True, resolution="-"),)}, "concerns",
         "no_resolution"),
        ({"no_promises": ""}, "promises", "no_promise"),
        ({"promises": (replace(_PROMISE, owner=""),)}, "promises", "promise_open"),
        ({"promises": (replace(_PROMISE, due_on=None),)}, "promises", "promise_open"),
        ({"promises": (replace(_PROMISE, approved=False),)}, "promises", "approval"),
        ({"stakeholders": ()}, "stakeholders", "no_stakeholder"),
        ({"stakeholders": (StakeholderSeen("森", "decider"), StakeholderSeen("谷", ""))}, "stakeholders",
         "no_role"),
        ({"activities": 0}, "communication", "no_communication"),
        ({"notes": "よろしくお願いします"}, "notes", "no_notes"),
    ],
)  # fmt: skip
def test_each_lack_closes_the_gate_at_its_item_alone(change: dict[str, Any], key: str, code: str) -> None:
    assert [(each.key, each.code) for each in missing_items(replace(WHOLE, **change))] == [(key, code)]


@pytest.mark.parametrize(
    "change",
    [
        {"goals": (replace(GOAL, measured_by="reported", measure=""),)},
        {"concerns": (), "no_concerns": "森 由紀"},
        {"no_promises": "", "promises": (_PROMISE,)},
        {"activities": 0, "communication": "紹介で始まり、3回の訪問で要件を決めた。"},
    ],
)
def test_what_fills_an_item_in_another_way(change: dict[str, Any]) -> None:
    assert missing_items(replace(WHOLE, **change)) == ()
