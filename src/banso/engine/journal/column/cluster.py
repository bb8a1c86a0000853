"""The same tables on a cluster: replicated on every shard, and under the old names one table over all shards.

`banso.facts` is what every question and insert names, on one server as on a hundred; on a cluster it only
distributes, and `banso.facts_local` on each shard holds the rows. What belongs to one account of a workspace
lies on one shard, so the daily rollup is fed on the shard on which the event is.

The macros {shard} and {replica} are the servers' own.
"""

import re

from banso.engine.journal.column import schema
from banso.engine.journal.column.errors import ColumnError
from banso.engine.journal.column.schema import DATABASE, EMPTY, Script, Table

SHARDING = "cityHash64(workspace, account)"
LOCAL = "_local"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# As many inserts as one server remembers, for a week.
_DURABLE = (
    "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, replicated_deduplication_window = 10000, "
    "replicated_deduplication_window_seconds = 604800"
)

# What every connection to a cluster says.
SETTINGS = {
    # A question may compare tables with themselves (IN, JOIN): the right side is read once and sent to all.
    "distributed_product_mode": "global",
    # An insert is answered when it is on the shards, on most replicas of each, and a question sees it then.
    "distributed_foreground_insert": "1",
    "insert_quorum": "auto",
    "insert_quorum_parallel": "0",
    "select_sequential_consistency": "1",
}


def script(cluster: str) -> Script:
    """What makes an empty cluster into a column store; each statement may run again.

    Raises:
        ColumnError: that cannot be a cluster's name.
    """
    everywhere = _on(cluster)
    return Script(
        first=(
            f"CREATE DATABASE IF NOT EXISTS {DATABASE}{everywhere}",
            f"CREATE DATABASE IF NOT EXISTS {EMPTY}{everywhere}",
            # The same on every server: whichever is asked knows what has been made.
            (
                f"CREATE TABLE IF NOT EXISTS {DATABASE}.schema_steps{everywhere} ({schema.STEPS}) "
                f"ENGINE = ReplicatedMergeTree('/clickhouse/tables/all/{DATABASE}/schema_steps', "
                "'{shard}-{replica}') ORDER BY version"
            ),
        ),
        rest=(
            *(_local(table, everywhere) for table in schema.TABLES.values()),
            *(_distributed(table, cluster, everywhere) for table in schema.TABLES.values()),
            (
                f"CREATE MATERIALIZED VIEW IF NOT EXISTS {DATABASE}.usage_daily_feed{everywhere} "
                f"TO {DATABASE}.usage_daily{LOCAL} AS\n{schema.DAILY.format(usage=f'usage{LOCAL}')}"
            ),
            *(
                f"CREATE OR REPLACE VIEW {DATABASE}.{name}{everywhere} AS {text.strip()}"
                for name, text in schema.VIEWS.items()
            ),
        ),
    )


def truncation(table: str, cluster: str = "") -> str:
    """The statement that throws a table's rows away."""
    if not cluster:
        return f"TRUNCATE TABLE {DATABASE}.{table}"
    return f"TRUNCATE TABLE {DATABASE}.{table}{LOCAL}{_on(cluster)} SYNC"


def deletion(table: str, where: str, cluster: str = "") -> str:
    """The statement that removes some rows, and is answered when they are gone."""
    if not cluster:
        return f"ALTER TABLE {DATABASE}.{table} DELETE WHERE {where} SETTINGS mutations_sync = 1"
    place = f"{DATABASE}.{table}{LOCAL}{_on(cluster)}"
    return f"ALTER TABLE {place} DELETE WHERE {where} SETTINGS mutations_sync = 2"


def _on(cluster: str) -> str:
    if not _NAME.fullmatch(cluster):
        raise ColumnError(f"{cluster!r} is no name of a cluster: letters, digits, '_', '.' and '-'")
    return f" ON CLUSTER '{cluster}'"


def _local(table: Table, everywhere: str) -> str:
    kind, _, keys = table.engine.partition("MergeTree")
    arguments, _, order = keys.partition(" ") if keys.startswith("(") else ("", "", keys.strip())
    place = f"'/clickhouse/tables/{{shard}}/{DATABASE}/{table.name}', '{{replica}}'"
    given = f", {arguments.strip('()')}" if arguments else ""
    return (
        f"CREATE TABLE IF NOT EXISTS {DATABASE}.{table.name}{LOCAL}{everywhere} ({table.body}) "
        f"ENGINE = Replicated{kind}MergeTree({place}{given}) {order} {_DURABLE}, "
        f"index_granularity = {table.granularity}"
    )


def _distributed(table: Table, cluster: str, everywhere: str) -> str:
    columns = ", ".join(f"{name} {kind}" for name, kind in table.columns)
    return (
        f"CREATE TABLE IF NOT EXISTS {DATABASE}.{table.name}{everywhere} ({columns}) "
        f"ENGINE = Distributed('{cluster}', '{DATABASE}', '{table.name}{LOCAL}', {SHARDING})"
    )
