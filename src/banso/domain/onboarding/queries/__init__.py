"""Every read of onboardings.

records    onboardings, plans, links, templates
measuring  use and tasks, for the completion rule
proposing  templates and people for a new one
listing    the list
public     what a customer's link opens
"""

from banso.domain.onboarding.queries.records import (
    OPEN,
    files_shared,
    history_of,
    links_of,
    milestones_of,
    onboarding_by_id,
    onboarding_of_task,
    onboardings,
    onboardings_of_account,
    steps_among,
    steps_of,
    template_by_id,
    templates,
)

__all__ = [
    "OPEN",
    "files_shared",
    "history_of",
    "links_of",
    "milestones_of",
    "onboarding_by_id",
    "onboarding_of_task",
    "onboardings",
    "onboardings_of_account",
    "steps_among",
    "steps_of",
    "template_by_id",
    "templates",
]
