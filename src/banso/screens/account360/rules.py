"""When the use of an account declines: pure, so that it can be tried by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

WEEK: Final = timedelta(weeks=1)
# The chart of use.
WEEKS: Final = 12
# Two weeks are held against up to eight before them; fewer than four say nothing yet.
LATELY: Final = 2
BEFORE: Final = 8
LEAST: Final = 4
DECLINE: Final = 0.75


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_weeks(people: Mapping[date, int], today: date) -> list[tuple[date, int]]:
    """The last twelve weeks with their people, those without any included; the last is not over."""
    weeks = [monday(today) - number * WEEK for number in range(WEEKS)][::-1]
    return [(week, people.get(week, 0)) for week in weeks]


def declining_weeks(people: Mapping[date, int], today: date) -> set[date]:
    """The Mondays of the weeks in which use declines.

    A week declines when it and the week before both have less than three quarters of the average of the
    eight weeks before them, so that a week of holidays is none; or when nobody is left of whom there were
    some. The week that is not over says nothing of its own: it goes on as the one before.

    Args:
        people: active people by Monday; a week that is missing had none.
        today: the day on which the last week is looked at.
    """
    used = [week for week, count in people.items() if count]
    if not used:
        return set()
    current = monday(today)
    weeks = [min(used) + number * WEEK for number in range((current - min(used)).days // 7 + 1)]
    counts = [people.get(week, 0) for week in weeks]
    found = {week for place, week in enumerate(weeks[:-1]) if _declines(counts, place)}
    if current - WEEK in found:
        found.add(current)
    return found


def declining_since(weeks: set[date], today: date) -> date | None:
    """The Monday from which use has declined without a break until `today`; None where it does not."""
    week = monday(today)
    if week not in weeks:
        return None
    while week - WEEK in weeks:
        week -= WEEK
    return week


def _declines(counts: Sequence[int], place: int) -> bool:
    if counts[place] == 0 and (place == 0 or counts[place - 1] == 0):
        return True
    lately = counts[max(0, place - LATELY + 1) : place + 1]
    before = counts[max(0, place - LATELY + 1 - BEFORE) : max(0, place - LATELY + 1)]
    if len(before) < LEAST:
        return False
    return max(lately) < DECLINE * sum(before) / len(before)
