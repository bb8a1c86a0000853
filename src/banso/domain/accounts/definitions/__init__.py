"""What may be asked of accounts: their fields, and the measures that other areas add."""

from banso.domain.accounts.definitions.columns import account_columns
from banso.domain.accounts.definitions.fields import account_fields
from banso.domain.accounts.definitions.measures import (
    Aggregated,
    Measure,
    Selected,
    measures,
    register_measure,
)

__all__ = [
    "Aggregated",
    "Measure",
    "Selected",
    "account_columns",
    "account_fields",
    "measures",
    "register_measure",
]
