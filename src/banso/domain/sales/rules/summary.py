"""What an item of the sheet says, as plain text: for the journal, and for whoever reads it at a glance."""

from datetime import date
from decimal import Decimal

from django.utils import translation

from banso.domain.sales.facts import STAKEHOLDER_WORDS
from banso.domain.sales.rules.gate import Goal, Sheet, StakeholderSeen
from banso.kit import formats
from banso.kit.money import plain

LONGEST = 2_000


def summary_of(item: str, sheet: Sheet, language: str) -> str:
    """The item's content in one text, its few words of ours in `language`; "" where it is empty."""
    return "\n".join(part for part in _parts(item, sheet, language) if part)[:LONGEST]


def _parts(item: str, sheet: Sheet, language: str) -> list[str]:  # noqa: PLR0911 - one for each item
    match item:
        case "customer":
            return [sheet.customer.name] if sheet.customer else []
        case "plan":
            return [
                " · ".join(
                    part
                    for part in (line.product, f"{plain(line.net):,}", _day(line.starts_on, language))
                    if part
                )
                for line in sheet.lines
            ]
        case "background":
            return [sheet.background, sheet.problem]
        case "success":
            return [_goal(goal, language) for goal in sheet.goals]
        case "priorities":
            return list(sheet.priorities)
        case "concerns":
            told = [f"{each.text} [{each.resolution or '?'}]" if each.resolved else each.text
                    for each in sheet.concerns]  # fmt: skip
            return told or [sheet.no_concerns and f"∅ {sheet.no_concerns}"]
        case "promises":
            return [each.wording for each in sheet.promises] or [
                sheet.no_promises and f"∅ {sheet.no_promises}"
            ]
        case "stakeholders":
            return [_person(each, language) for each in sheet.stakeholders]
        case "communication":
            return [sheet.communication]
        case _:
            return [sheet.notes, *sheet.hints]


def _person(person: StakeholderSeen, language: str) -> str:
    role = STAKEHOLDER_WORDS.get(person.role)
    return f"{person.name} ({role.in_language(language)})" if role else person.name


def _goal(goal: Goal, language: str) -> str:
    said = f"{goal.metric}: {_number(goal.baseline)} → {_number(goal.target)}"
    return f"{said} · {_day(goal.due_on, language)}" if goal.due_on else said


def _day(value: date | None, language: str) -> str:
    with translation.override(language or None):
        return formats.day(value, weekday=False) if value else ""


def _number(value: Decimal | None) -> str:
    return "?" if value is None else str(plain(value))
