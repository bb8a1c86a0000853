"""Every read of outcomes.

records    outcomes, their measurements and links
listing    the list as somebody filters it
comparing  what comparable customers reached
public     what a customer's link opens
"""

from banso.domain.outcomes.queries.comparing import ambition_of, ambitions_of
from banso.domain.outcomes.queries.public import is_open, open_link, token_for
from banso.domain.outcomes.queries.records import (
    Told,
    definition_of,
    goals_of,
    links_of,
    outcome_by_id,
    outcomes,
    outcomes_of_account,
    outcomes_of_deal,
    subject_of,
    told,
)

__all__ = [
    "Told",
    "ambition_of",
    "ambitions_of",
    "definition_of",
    "goals_of",
    "is_open",
    "links_of",
    "open_link",
    "outcome_by_id",
    "outcomes",
    "outcomes_of_account",
    "outcomes_of_deal",
    "subject_of",
    "token_for",
    "told",
]
