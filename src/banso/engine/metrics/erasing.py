"""Published figures after an erasure: the same numbers, made of pseudonyms."""

from typing import Any

from banso.engine.journal.erasing.terms import Terms
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.publish import hash_of
from banso.engine.metrics.why import patched


def publications_of(_subject: object, terms: Terms) -> list[dict[str, Any]]:
    """The published figures whose rows or words name the person."""
    return [
        {"kpi": each.kpi, "label": each.label, "published_at": each.published_at.isoformat()}
        for each in Publication.objects.all()
        if _clean_rows(each.rows, terms) != each.rows or terms.text(each.note) != each.note
    ]


def erase_in_publications(_subject: object, terms: Terms) -> int:
    """Put pseudonyms into the frozen rows, and their hashes right; returns how many figures changed.

    In the caller's transaction.
    """
    count = 0
    for each in Publication.objects.select_for_update():
        rows, note = _clean_rows(each.rows, terms), terms.text(each.note)
        told = list(Restatement.objects.filter(publication=each).order_by("found_at", "pk"))
        changes = [_clean_changes(restated.changes, terms) for restated in told]
        if rows == each.rows and note == each.note and all(
            clean == restated.changes for clean, restated in zip(changes, told, strict=True)
        ):  # fmt: skip
            continue
        for restated, clean in zip(told, changes, strict=True):
            again = restated.rows_hash == each.rows_hash
            restated.changes = clean
            restated.rows_hash = hash_of(rows if again else sorted(patched(rows, clean)))
            restated.save(update_fields=["changes", "rows_hash"])
        each.rows, each.note, each.rows_hash = rows, note, hash_of(rows)
        each.save(update_fields=["rows", "note", "rows_hash"])
        count += 1
    return count


def _clean_rows(rows: list[list[Any]], terms: Terms) -> list[list[Any]]:
    return sorted([account, terms.text(terms.person(unit)), *rest] for account, unit, *rest in rows)


def _clean_changes(changes: list[dict[str, Any]], terms: Terms) -> list[dict[str, Any]]:
    return [
        {
            **{name: terms.value(value) for name, value in each.items()},
            "unit": terms.text(terms.person(each["unit"])),
        }
        for each in changes
    ]
