"""What the loader remembers of the usage log: in a database of its own, changed together with its position.

Everything here follows from the log and the instructions; `rebuild` throws it away and reads them again.
"""

import json
from typing import Any

from banso.engine.journal.usage.database import Database, open_database

# A change of meaning raises it; the next start then rebuilds.
VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS usage_state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
DROP TABLE IF EXISTS usage_seen;
CREATE TABLE IF NOT EXISTS usage_digests (
    seq BIGINT, source TEXT, digests BLOB NOT NULL, PRIMARY KEY (seq, source)) {compact};
CREATE TABLE IF NOT EXISTS usage_person (
    workspace BLOB, person TEXT, external_id TEXT NOT NULL, bound_at BIGINT NOT NULL, traits BLOB NOT NULL,
    first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, events BIGINT NOT NULL,
    PRIMARY KEY (workspace, person)) {compact};
CREATE TABLE IF NOT EXISTS usage_link (
    workspace BLOB, anonymous TEXT, person TEXT NOT NULL, PRIMARY KEY (workspace, anonymous)) {compact};
CREATE TABLE IF NOT EXISTS usage_account (
    workspace BLOB, external_id TEXT, since BIGINT, account BLOB NOT NULL,
    PRIMARY KEY (workspace, external_id, since)) {compact};
CREATE TABLE IF NOT EXISTS usage_group (
    workspace BLOB, external_id TEXT, traits BLOB NOT NULL, last_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, external_id)) {compact};
CREATE TABLE IF NOT EXISTS usage_waiting (
    seq BIGINT, place BIGINT, workspace BLOB NOT NULL, person TEXT NOT NULL, external_id TEXT NOT NULL,
    since BIGINT NOT NULL, source TEXT NOT NULL, event BLOB NOT NULL, PRIMARY KEY (seq, place)) {compact};
CREATE INDEX IF NOT EXISTS usage_waiting_who ON usage_waiting (workspace, person, external_id);
CREATE INDEX IF NOT EXISTS usage_waiting_where ON usage_waiting (workspace, external_id);
CREATE TABLE IF NOT EXISTS usage_span (
    workspace BLOB, account BLOB, person TEXT, started_at BIGINT, ended_at BIGINT NOT NULL,
    events BIGINT NOT NULL, PRIMARY KEY (workspace, account, person, started_at)) {compact};
CREATE TABLE IF NOT EXISTS usage_name (
    workspace BLOB, kind TEXT, name TEXT, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
    events BIGINT NOT NULL, PRIMARY KEY (workspace, kind, name)) {compact};
CREATE TABLE IF NOT EXISTS usage_refusal (
    id {serial}, workspace BLOB NOT NULL, received_at BIGINT NOT NULL, reason TEXT NOT NULL,
    message_id TEXT NOT NULL, what TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS usage_refusal_newest ON usage_refusal (workspace, id);
CREATE TABLE IF NOT EXISTS usage_refused (
    workspace BLOB, day INTEGER, reason TEXT, events BIGINT NOT NULL,
    PRIMARY KEY (workspace, day, reason)) {compact};
CREATE TABLE IF NOT EXISTS usage_received (
    workspace BLOB, day INTEGER, events BIGINT NOT NULL, accepted BIGINT NOT NULL, repeated BIGINT NOT NULL,
    refused BIGINT NOT NULL, repaired BIGINT NOT NULL, renamed BIGINT NOT NULL, digest TEXT NOT NULL,
    last_at BIGINT NOT NULL, PRIMARY KEY (workspace, day)) {compact};
CREATE TABLE IF NOT EXISTS usage_loaded (
    workspace BLOB, day INTEGER, events BIGINT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (workspace, day)) {compact};
CREATE TABLE IF NOT EXISTS usage_applied (instruction BIGINT PRIMARY KEY) {compact}
"""
TABLES = (
    *("state", "digests", "person", "link", "account", "group", "waiting", "span", "name", "refusal"),
    *("refused", "received", "loaded", "applied"),
)


class State:
    """The loader's memory. Its parts (`people`, `seen`, ...) share one database and one transaction."""

    def __init__(self, database: Database | None = None) -> None:
        self.database = database or open_database("usage_loader")
        # Looking first: making tables waits for whoever is writing.
        if not self.database.has_table("usage_digests"):
            self._make()

    def _make(self) -> None:
        compact = "" if self.database.many_writers else "WITHOUT ROWID"
        serial = "BIGSERIAL PRIMARY KEY" if self.database.many_writers else "INTEGER PRIMARY KEY"
        self.database.make(_SCHEMA.format(compact=compact, serial=serial).split(";"))

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any JSON
        rows = self.database.rows("SELECT value FROM usage_state WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else default

    def put(self, name: str, value: object) -> None:
        self.database.execute(
            "INSERT INTO usage_state (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(value)),
        )

    @property
    def position(self) -> int:
        """The last seq of the log that is in the column store."""
        return int(self.get("position", 0))

    def wipe(self) -> None:
        """Forget everything."""
        with self.database.transaction():
            for table in TABLES:
                self.database.execute(f"DELETE FROM usage_{table}")  # noqa: S608 - our own names

    @property
    def is_open(self) -> bool:
        return self.database.is_open

    def close(self) -> None:
        self.database.close()


def marks(count: int) -> str:
    """Placeholders for a list of that many values."""
    return ", ".join("?" * count)


def chunks(values: list[Any], size: int = 500) -> list[list[Any]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
