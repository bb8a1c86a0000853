"""The cluster's tables: the same text, told to every server. No cluster runs here: the engine parses it."""

import re

import pytest

from banso.engine.journal.column import ColumnStore, cluster, schema
from banso.engine.journal.column.errors import ColumnError
from banso.engine.journal.column.target import Target

SCRIPT = cluster.script("banso-1")
STATEMENTS = (*SCRIPT.first, *SCRIPT.rest)


@pytest.mark.parametrize("number", range(len(STATEMENTS)))
def test_the_engine_s_parser_reads_every_statement(column_engine: ColumnStore, number: int) -> None:
    text = STATEMENTS[number]
    once = column_engine.inspect("SELECT formatQuerySingleLine({text:String})", {"text": text}).one()[0]
    again = column_engine.inspect("SELECT formatQuerySingleLine({text:String})", {"text": once}).one()[0]
    assert once == again
    assert "ON CLUSTER `banso-1`" in once


def test_each_server_holds_what_one_server_would(column_engine: ColumnStore) -> None:
    """Without what only several servers can do, the engine makes the local tables, and they are the same."""
    of_table = "WHERE database = 'banso' AND table = {table:String}"
    shown = f"SELECT sorting_key, partition_key FROM system.tables {of_table}"
    columns = f"SELECT name, type FROM system.columns {of_table} ORDER BY position"
    for table in schema.TABLES.values():
        local = next(each for each in STATEMENTS if f"banso.{table.name}_local ON CLUSTER" in each)
        alone = re.sub(r" ON CLUSTER '[^']+'|Replicated|'/clickhouse[^']+', '[^']+',? ?", "", local)
        alone = re.sub(
            r"replicated_deduplication_window_seconds = \d+", "non_replicated_deduplication_window = 9", alone
        )
        alone = re.sub(r", replicated_deduplication_window = \d+", "", alone)
        column_engine.command(alone)
        try:
            found = [
                [list(column_engine.inspect(text, {"table": name}).rows) for text in (shown, columns)]
                for name in (table.name, f"{table.name}_local")
            ]
        finally:
            column_engine.command(f"DROP TABLE banso.{table.name}_local")
        assert found[0] == found[1]


def test_rows_of_one_account_lie_on_one_server_with_their_rollup() -> None:
    spread = [each for each in STATEMENTS if "ENGINE = Distributed(" in each]
    assert len(spread) == len(schema.TABLES)
    assert all(each.endswith("cityHash64(workspace, account))") for each in spread)
    (feed,) = (each for each in STATEMENTS if "MATERIALIZED" in each)
    assert "TO banso.usage_daily_local AS" in feed
    assert "FROM banso.usage_local GROUP BY" in feed


def test_the_views_are_the_same_text() -> None:
    here = {each.partition(" AS ")[2] for each in schema.ONE_SERVER.rest if "OR REPLACE VIEW" in each}
    there = {each.partition(" AS ")[2] for each in STATEMENTS if "OR REPLACE VIEW" in each}
    assert here == there
    assert len(here) == len(schema.VIEWS)


@pytest.mark.parametrize(
    "made", [cluster.truncation("facts", "c"), cluster.deletion("facts", "seq = 1", "c")]
)
def test_upkeep_reaches_every_server(column_engine: ColumnStore, made: str) -> None:
    once = column_engine.inspect("SELECT formatQuerySingleLine({text:String})", {"text": made}).one()[0]
    assert "banso.facts_local ON CLUSTER c" in once


@pytest.mark.parametrize("name", ["", "a b", "x'; DROP TABLE y; --", "a" * 65])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ColumnError, match="no name of a cluster"):
        cluster.script(name)


def test_the_address_names_the_cluster() -> None:
    assert Target.of_url("clickhouse://u:p@host/banso?cluster=main").cluster == "main"
    assert Target.of_url("clickhouse://u:p@host/banso").cluster == ""
    with pytest.raises(ColumnError, match=r"perhaps with \?cluster=name; got shards"):
        Target.of_url("clickhouse://u:p@host/banso?shards=2")
