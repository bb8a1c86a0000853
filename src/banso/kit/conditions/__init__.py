"""Conditions: one tree, read from JSON, checked against an allow-list, said in words, put to a database.

tree = read_condition(data)                 what came, as a tree; no names are looked at yet
tree = check_condition(tree, fields)        every field, operator and value is known and usable
say_condition(tree, fields)                 "Plan is Pro and employees are at least 100"
condition_q(tree, columns, today)           the same for Django, two-valued on SQLite and PostgreSQL
holds(tree, record, today)                  the same in plain Python: what the others must agree with
"""

from banso.kit.conditions.database import Column, condition_q
from banso.kit.conditions.fields import OPERATORS, Field, Kind, Operator, operators_of
from banso.kit.conditions.plain import holds
from banso.kit.conditions.reading import check_condition, read_condition
from banso.kit.conditions.saying import say_check, say_condition
from banso.kit.conditions.tree import Check, Condition, Every, Nor, Some, Value, as_data, checks_in

__all__ = [
    "OPERATORS",
    "Check",
    "Column",
    "Condition",
    "Every",
    "Field",
    "Kind",
    "Nor",
    "Operator",
    "Some",
    "Value",
    "as_data",
    "check_condition",
    "checks_in",
    "condition_q",
    "holds",
    "operators_of",
    "read_condition",
    "say_check",
    "say_condition",
]
