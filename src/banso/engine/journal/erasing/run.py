"""Erasing a person from the journal, the usage log and the column store, in an order that may be broken off.

While it is at it nothing is loaded and no number is told: half of a person would be counted twice. Whoever
dies leaves that closed, and the next one who carries the erasure out goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from banso.engine.journal.column import store
from banso.engine.journal.erasing.journal import erase_in_journal, erase_in_store
from banso.engine.journal.erasing.memory import erase_in_memory
from banso.engine.journal.erasing.terms import Terms
from banso.engine.journal.erasing.usage_log import erase_in_log
from banso.engine.journal.erasing.usage_store import Deltas, erase_usage
from banso.engine.journal.loader.run import load_all, loading
from banso.engine.journal.loader.whole import ERASING
from banso.engine.journal.models import LoaderOffset
from banso.engine.journal.usage.database import open_database
from banso.engine.journal.usage.days import UTC_DAY
from banso.engine.journal.usage.state import State
from banso.kit.tenancy import current_workspace_id


@dataclass(frozen=True, slots=True)
class Erased:
    """How many of each were written anew."""

    facts: int
    events: int
    rows: int


def erase_person(
    terms: Terms, *, subjects: Iterable[str] = (), accounts: Iterable[UUID] = (), patience: float = 60.0
) -> Erased:
    """Take a person out of everything that the journal's floor holds of the open workspace.

    Not within a transaction. May run again after it was broken off, with the same terms.

    Args:
        terms: what names them.
        subjects: ids of the records that are theirs.
        accounts: where their full names are looked for as well.
        patience: seconds to wait for whoever loads.

    Raises:
        TooBusy: somebody else loads for longer than that.
        ColumnError: the column store cannot be reached.
    """
    own, places = list(subjects), list(accounts)
    with loading(patience):
        flag, _made = LoaderOffset.objects.get_or_create(name=ERASING)
        if flag.upto is None:
            # What a loader has begun is finished first: its plan speaks of the log as it was.
            load_all()
        LoaderOffset.objects.filter(name=ERASING).update(upto=1)
        facts = erase_in_journal(terms, own, places)
        notes = _Notes(terms.mark)
        events = erase_in_log(terms, on_new_ids=notes.new_ids)
        rows = erase_usage(terms, keep=notes.keep)
        facts = max(facts, erase_in_store(terms))
        erase_in_memory(terms, notes.deltas, notes.days)
        scrub()
        # Answers are kept under these numbers: from now on they are asked for anew.
        LoaderOffset.objects.filter(name=ERASING).update(upto=None, seq=F("seq") + 1)
    return Erased(facts, events, rows)


class _Notes:
    """What one step finds out and another needs: kept by the loader's memory across a death."""

    def __init__(self, mark: str) -> None:
        self._name = f"erasing:{mark}"

    def _read(self) -> dict[str, dict[str, int]]:
        state = State()
        try:
            return state.get(self._name) or {"deltas": {}, "days": {}}
        finally:
            state.close()

    def _write(self, part: str, value: dict[str, int]) -> None:
        held = {**self._read(), part: value}
        state = State()
        try:
            with state.database.transaction():
                state.put(self._name, held)
        finally:
            state.close()

    @property
    def deltas(self) -> Deltas:
        return {int(day): delta for day, delta in self._read()["deltas"].items()}

    @property
    def days(self) -> list[int]:
        return [int(day) for day in self._read()["days"]]

    def keep(self, deltas: Deltas) -> None:
        """The first try's word holds: it was given before anything had changed."""
        if self.deltas:
            return
        self._write("deltas", {str(day): delta for day, delta in deltas.items()})

    def new_ids(self, received_at: int) -> None:
        days = self._read()["days"]
        if str(received_at // UTC_DAY) not in days:
            self._write("days", {**days, str(received_at // UTC_DAY): 1})


def scrub() -> None:
    """Let go of what SQLite keeps of pages as they were: its write-ahead logs."""
    for name in ("usage", "usage_loader"):
        database = open_database(name)
        database.scrub()
        database.close()


def marked_usage(terms: Terms) -> int:
    """How many usage events of the open workspace bear the erasure's mark."""
    found = store().inspect(
        "SELECT sum(sign) FROM banso.usage WHERE workspace = {workspace:UUID}"
        " AND positionUTF8(concat(person, ' ', message_id, ' ', name, ' ', properties), {mark:String}) > 0",
        {"workspace": current_workspace_id(), "mark": terms.mark},
    )
    return int(found.one()[0])
