"""An item as it is frozen: a few plain values under fixed names, so that it reads the same for ever.

customer       name, industry, employees, region, contacts
plan           lines: product, plan, seats, monthly, starts_on, ends_on; currency, monthly
background     background, problem
success        goals: metric, unit, baseline, target, due_on, measured_by, measure, said_by
priorities     texts
concerns       concerns: text, resolved, resolution; asked
promises       promises: id, wording, owner, due_on; signed_by
stakeholders   people: contact, name, title, role, influence, attitude, manner
communication  count, text
notes          text, hints
"""

from collections.abc import Mapping
from typing import Any

from banso.domain.sales.facts import ITEM_WORDS

Content = Mapping[str, Any]
KEYS = tuple(ITEM_WORDS)
# What grows without anybody's writing, and is no mending.
_GROWS = {"communication": {"count"}, "customer": {"contacts"}}


def number_of(key: str) -> int:
    """The item's place among the ten, from 1."""
    return KEYS.index(key) + 1


def mended(key: str, before: Content, after: Content) -> bool:
    """Whether somebody changed what the item says."""
    left_out = _GROWS.get(key, set())
    return {name: value for name, value in before.items() if name not in left_out} != {
        name: value for name, value in after.items() if name not in left_out
    }
