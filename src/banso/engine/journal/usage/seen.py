"""Which events were loaded already: a message id counts once per workspace, across restarts."""

from banso.engine.journal.usage.database import Database
from banso.engine.journal.usage.state import chunks, marks


def unseen(database: Database, digests: list[bytes], *, seq: int, source: str) -> set[bytes]:
    """Those of `digests` that never came before; they count as seen from now on.

    Args:
        database: the loader's, inside its transaction.
        digests: of `protocol.digest`, each once.
        seq: the last seq of the batch; larger than that of any batch before.
        source: "" or "import:<id>"; an undone import's events may come again.
    """
    added = database.execute_many(
        "INSERT INTO usage_seen (digest, seq, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(digest, seq, source) for digest in digests],
    )
    if added == len(digests):
        return set(digests)
    fresh: set[bytes] = set()
    for chunk in chunks(digests):
        rows = database.rows(
            f"SELECT digest FROM usage_seen WHERE seq = ? AND source = ?"  # noqa: S608 - placeholders
            f" AND digest IN ({marks(len(chunk))})",
            (seq, source, *chunk),
        )
        fresh.update(bytes(row[0]) for row in rows)
    return fresh


def forget_source(database: Database, source: str) -> None:
    """An import was undone: its rows may be imported again."""
    database.execute("DELETE FROM usage_seen WHERE source = ?", (source,))


def forget_before(database: Database, seq: int) -> int:
    """Drop what products sent up to `seq`; clients send again within days, never after weeks."""
    return database.execute("DELETE FROM usage_seen WHERE seq <= ? AND source = ''", (seq,))
