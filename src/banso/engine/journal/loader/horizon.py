"""How far the journal may be read: the seq below which no row can appear any more.

On SQLite writers take turns, so a row's seq is its place in the order of commits. On PostgreSQL a sequence
runs ahead of the commits: seq 8 may be there while the transaction that took 7 is still open. A reader that
went past 7 would never load it.

Whoever inserts into the journal takes a ROW EXCLUSIVE lock on the table before it takes a seq, and keeps it
until it has ended. So: look first which seq is the newest, then who holds that lock. Any row up to that seq
which is not visible yet belongs to one of the holders, or to nobody (it was rolled back). When none of them
is left, everything up to that seq is final. (The horizon of pg_snapshot_xmin would not do: a transaction can
have taken its seq before it has a transaction id.)
"""

from dataclasses import dataclass

from django.db import connection

from banso.kit.tenancy import scopes_disabled

_NEWEST = "SELECT COALESCE(MAX(seq), 0) FROM journal_journalentry"
_WRITERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
      AND pid IS DISTINCT FROM pg_backend_pid()
      AND relation = 'journal_journalentry'::regclass
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True, slots=True)
class _Look:
    newest: int
    writers: frozenset[str]


class Horizon:
    """Remembers, between calls, whom it still waits for."""

    def __init__(self) -> None:
        self._final = 0
        self._awaited: _Look | None = None

    def final(self) -> int:
        """The newest seq up to which every row is either visible now or will never be."""
        look = _Look(_newest(), _writers())
        if not look.writers:
            self._final, self._awaited = look.newest, None
        elif self._awaited is None:
            self._awaited = look
        elif not self._awaited.writers & look.writers:
            self._final, self._awaited = self._awaited.newest, look
        return self._final


def _newest() -> int:
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        return int(cursor.fetchone()[0])


def _writers() -> frozenset[str]:
    """The open transactions that may own a seq which is not visible yet."""
    if connection.vendor != "postgresql":
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return frozenset(row[0] for row in cursor.fetchall())
