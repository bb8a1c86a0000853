"""What a dry pass would have made: each of its batches is rolled back, and later rows may need it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from banso.domain.accounts.actions import upsert_accounts
from banso.integrations.files.kinds.base import Job, Kind, Outcome, Row, text_of


@dataclass(frozen=True, slots=True)
class _Account:
    external_id: str
    name: str
    parent: str


class Promised:
    """The accounts that earlier batches would have made."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._by_id: dict[str, _Account] = {}
        self._by_name: dict[str, list[str]] = {}

    def note(self, row: Row, outcome: Outcome) -> None:
        """Remember the account that a row would have made, if it would."""
        for each in outcome.touched:
            if each.thing == "account" and each.before is None:
                external_id = text_of(row.values, "account_external_id") or str(self._kind.key(row.values))
                made = _Account(external_id, each.label, text_of(row.values, "parent_external_id"))
                self._by_id[external_id] = made
                self._by_name.setdefault(made.name, []).append(external_id)

    def make(self, rows: Iterable[Row], job: Job) -> None:
        """Make those that the rows name, in the transaction that will be rolled back."""
        needed: dict[str, _Account] = {}
        for external_id in {name for row in rows for name in self._named(row)}:
            for each in self._with_parents(external_id):
                needed.setdefault(each.external_id, each)
        upsert_accounts(
            [
                {"external_id": each.external_id, "name": each.name, "parent_external_id": each.parent}
                if each.parent
                else {"external_id": each.external_id, "name": each.name}
                for each in needed.values()
            ],
            by=job.by,
            source=job.source,
        )

    def _named(self, row: Row) -> Iterator[str]:
        yield text_of(row.values, "parent_external_id")
        if external_id := text_of(row.values, "account_external_id"):
            yield external_id
        else:
            yield from self._by_name.get(text_of(row.values, "account_name"), ())

    def _with_parents(self, external_id: str) -> list[_Account]:
        """The account behind those above it, as far as they are of this file."""
        line: list[_Account] = []
        while (found := self._by_id.get(external_id)) is not None and found not in line:
            line.append(found)
            external_id = found.parent
        return line[::-1]
