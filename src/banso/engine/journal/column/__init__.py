"""The column store: facts and usage as every number reads them.

The names below are loaded when they are first used: the engine's own process lives in this package too, has
no use for a client, and has to start fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from banso.engine.journal.column.client import ColumnStore, Rows, store
    from banso.engine.journal.column.errors import (
        BadQuestion,
        ColumnError,
        NotWritten,
        Refused,
        TooExpensive,
        Unavailable,
    )
    from banso.engine.journal.column.limits import Limits

__all__ = [
    "BadQuestion",
    "ColumnError",
    "ColumnStore",
    "Limits",
    "NotWritten",
    "Refused",
    "Rows",
    "TooExpensive",
    "Unavailable",
    "store",
]

_HOMES = {"ColumnStore": "client", "Rows": "client", "store": "client", "Limits": "limits"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
