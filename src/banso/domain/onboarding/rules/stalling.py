"""Whether an onboarding moves as it should, and why not."""

from dataclasses import dataclass
from datetime import date

from banso.domain.onboarding.rules.days import business_days_between

# A customer's task may be this many business days late before somebody has to ask.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a running onboarding; `waits_since` is the due day of their oldest open task."""

    target_on: date
    progress_on: date
    stall_days: int
    waits_since: date | None = None


def stalled(course: Course, today: date) -> str:
    """Why it does not move: target, customer, quiet; "" where it does. What weighs most comes first."""
    if today > course.target_on:
        return "target"
    if course.waits_since is not None and business_days_between(course.waits_since, today) > PATIENCE:
        return "customer"
    if business_days_between(course.progress_on, today) > course.stall_days:
        return "quiet"
    return ""
