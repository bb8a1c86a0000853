"""Usage that the column store alone still holds: out of it into a folder, and back.

All of it is taken, not only what the cut log lacks, together with the loader's memory of the same moment: so
every correction, session and position comes back as it was, and loading goes on from there.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from banso.engine.journal.column import schema, store
from banso.engine.journal.column.schema import Table

ROWS = 500_000
# The daily rollup follows from `usage` as it is inserted.
_TABLES = (schema.USAGE, schema.SESSIONS)


def write_usage(folder: Path, *, rows: int = ROWS) -> None:
    """Write both tables into files of about so many rows; nobody may be loading meanwhile.

    Raises:
        ColumnError: the column store does not answer.
    """
    for table in _TABLES:
        for number, part in enumerate(_parts(table, rows)):
            content = store().native(
                f"SELECT {', '.join(table.names)} FROM banso.{table.name} WHERE {part}"  # noqa: S608 - our own
            )
            (folder / f"{table.name}-{number:06}.native").write_bytes(content)


def _parts(table: Table, rows: int) -> Iterator[str]:
    """Conditions that take the table apart: days together as long as they are few, a long day in slices."""
    counted = store().inspect(
        f"SELECT toString(day), count() FROM banso.{table.name} GROUP BY day ORDER BY day"  # noqa: S608
    )
    days: list[str] = []
    held = 0
    for day, count in counted.rows:
        if days and held + count > rows:
            yield f"day BETWEEN '{days[0]}' AND '{days[-1]}'"
            days, held = [], 0
        slices = -(-count // rows)
        if slices > 1:
            # Rows of one person stay together; which ones, any even spread does.
            for number in range(slices):
                yield f"day = '{day}' AND cityHash64(person, recorded_at) % {slices} = {number}"
        else:
            days.append(day)
            held += count
    if days:
        yield f"day BETWEEN '{days[0]}' AND '{days[-1]}'"


def read_usage(folder: Path) -> None:
    """Put the files into the column store, which holds no usage yet.

    Raises:
        ColumnError: the column store does not answer.
    """
    for table in (*_TABLES, schema.USAGE_DAILY):
        store().truncate(table.name)
    # A token of an earlier restore into the same store must not silence this one.
    this = time.time_ns()
    for table in _TABLES:
        for path in sorted(folder.glob(f"{table.name}-*.native")):
            token = f"restored:{this}:{path.name}"
            store().insert_lines(table.name, table.names, path.read_bytes(), form="Native", token=token)
