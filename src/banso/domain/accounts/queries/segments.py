"""Putting conditions to accounts."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import structlog
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.accounts.definitions import (
    Aggregated,
    Measure,
    Selected,
    account_columns,
    account_fields,
    measures,
    register_measure,
)
from banso.domain.accounts.models import Account, SavedView, Segment
from banso.domain.accounts.queries.accounts import accounts, vocabulary
from banso.domain.accounts.rules.values import Vocabulary
from banso.engine.journal.column.errors import TooExpensive, Unavailable
from banso.engine.metrics.ask import look
from banso.kit import tenancy
from banso.kit.conditions import (
    Column,
    Condition,
    Field,
    Value,
    check_condition,
    checks_in,
    condition_q,
    read_condition,
    say_condition,
)
from banso.kit.conditions.database import EVERYTHING
from banso.kit.conditions.plain import asked
from banso.kit.errors import InputError, NotFound, TooBusy

__all__ = [
    "Aggregated",
    "Measure",
    "MeasureColumn",
    "Selected",
    "account_ids_in",
    "checked",
    "condition_of",
    "fields_for",
    "is_in_segment",
    "needs_numbers",
    "register_measure",
    "said",
    "saved_view_by_id",
    "saved_views",
    "segment_by_id",
    "segments",
    "where",
]
_log = structlog.get_logger(__name__)
_PREDICATES = {
    "at_least": "value >= {low:Float64}",
    "at_most": "value <= {low:Float64}",
    "above": "value > {low:Float64}",
    "below": "value < {low:Float64}",
    "is": "value = {low:Float64}",
    "is_not": "value != {low:Float64}",
    "between": "value >= {low:Float64} AND value <= {high:Float64}",
    "fell_by": "value <= -{low:Float64}",
    "rose_by": "value >= {low:Float64}",
    "empty": "value IS NULL",
    "filled": "value IS NOT NULL",
}


def segments() -> QuerySet[Segment]:
    """The segments that are not archived, by name."""
    return Segment.objects.filter(archived_at=None)


def segment_by_id(segment_id: UUID, *, archived: bool = False) -> Segment:
    """One segment of this workspace.

    Raises:
        NotFound: there is none, or it is archived and `archived` is false.
    """
    found = Segment.objects.filter(pk=segment_id).first()
    if found is None or (found.archived_at is not None and not archived):
        raise NotFound(_("there is no such segment"))
    return found


def account_ids_in(segment_id: UUID) -> tuple[UUID, ...]:
    """The accounts of a segment today, in a fixed order; what a KPI question takes as `accounts`."""
    rows = where(accounts(), condition_of(segment_by_id(segment_id)))
    return tuple(rows.order_by("id").values_list("id", flat=True))


def is_in_segment(account_id: UUID, segment_id: UUID) -> bool:
    """Whether an account is in a segment today, for rules that choose by one.

    Nobody is in a segment that is archived, or that asks for a field which is gone. Where the numbers that it
    asks for cannot be had at the moment the rule does not apply either, and the log says so: what waits for
    the choice, a deal that is won, does not wait for the column store.
    """
    try:
        condition = condition_of(segment_by_id(segment_id))
    except (NotFound, InputError):
        return False
    try:
        return where(accounts().filter(pk=account_id), condition).exists()
    except (Unavailable, TooExpensive, TooBusy) as error:
        _log.warning("segment_not_asked", segment=str(segment_id), why=error.message)
        return False


def condition_of(segment: Segment, words: Vocabulary | None = None) -> Condition:
    """A segment's condition, checked against the fields as they are now.

    Raises:
        InputError: a field that it names is gone.
    """
    return checked(segment.condition, words)


def checked(data: object, words: Vocabulary | None = None) -> Condition:
    """The condition that JSON data describes.

    Raises:
        InputError: it is no condition, or names a field, operator or value that cannot be.
    """
    return check_condition(read_condition(data), account_fields(words or vocabulary()))


def said(condition: Condition, words: Vocabulary | None = None) -> str:
    """The condition as a sentence in the active language."""
    return say_condition(condition, fields_for(words))


def fields_for(words: Vocabulary | None = None) -> dict[str, Field]:
    return account_fields(words or vocabulary())


def where(
    rows: QuerySet[Account],
    condition: Condition,
    words: Vocabulary | None = None,
    *,
    today: date | None = None,
) -> QuerySet[Account]:
    """The accounts among `rows` that meet a checked condition.

    Numbers out of facts and usage are asked of the column store, once for each check that names one;
    everything else is one statement of the database.
    """
    day = today or tenancy.today()
    words = words or vocabulary()
    columns: dict[str, Column] = {**account_columns(words, day)}
    for slug, measure in measures().items():
        columns[f"measure.{slug}"] = MeasureColumn(measure)
    return rows.filter(condition_q(condition, columns, day))


def needs_numbers(condition: Condition) -> bool:
    """Whether the condition asks the column store."""
    return any(check.field.startswith("measure.") for check in checks_in(condition))


class MeasureColumn:
    """A measure, as a column: the ids that the column store finds."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure

    def q(self, op: str, value: Value, today: date) -> Q:
        """The accounts that meet the check.

        Accounts that the measure does not name have its default. Where that meets the check, the store is
        asked for those that do not, so that the answer holds only accounts that it knows.
        """
        measure = self._measure
        inverse = asked(measure.kind, measure.default, op, value, today)
        predicate = f"({_PREDICATES[op]})"
        if op not in {"empty", "filled"}:
            predicate = f"ifNull({predicate}, {'1' if op == 'is_not' else '0'})"
        lows = value if isinstance(value, list) else [value]
        params: Mapping[str, object] = {
            "today": today,
            **({"low": float(str(lows[0]))} if lows[0] is not None else {}),
            **({"high": float(str(lows[1]))} if len(lows) > 1 else {}),
        }
        found = look(
            f"SELECT account FROM ({measure.asked.sql.strip()}) "  # noqa: S608 - registered text, names from above
            f"WHERE {'NOT ' if inverse else ''}{predicate}",
            facts=measure.asked.facts,
            params=params,
        )
        ids = Q(pk__among=[line["account"] for line in found])
        return EVERYTHING & ~ids if inverse else ids


def saved_views(person: UUID | None) -> QuerySet[SavedView]:
    """The ways of looking at the list that a person may choose from: their own, and shared ones."""
    return (
        SavedView.objects.filter(Q(shared=True) | Q(person=person))
        if person
        else SavedView.objects.filter(shared=True)
    )


def saved_view_by_id(view_id: UUID, person: UUID | None) -> SavedView:
    found = saved_views(person).filter(pk=view_id).first()
    if found is None:
        raise NotFound(_("there is no such view"))
    return found
