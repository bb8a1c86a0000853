"""T24, T25: what a question may not touch. Each refusal is asked of a real engine."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from banso.engine.journal.column import BadQuestion, ColumnStore, Limits, Refused, TooExpensive, schema
from banso.engine.journal.column.functions import AGGREGATES, PLAIN, is_calculation

WORKSPACE = UUID(int=1)
FACTS = "banso.facts_of(workspace = {workspace:UUID}, as_of = '2030-01-01', types = ['a.b'])"
PARAMS = {"workspace": WORKSPACE, "name": "banso.facts"}

TABLES = {
    "base table": "SELECT * FROM banso.facts",
    "base table of usage": "SELECT * FROM banso.usage",
    "rollup": "SELECT * FROM banso.usage_daily",
    "quoted": "SELECT * FROM `banso`.`facts`",
    "quoted as one": "SELECT * FROM `banso.facts`",
    "system": "SELECT * FROM system.tables",
    "system settings": "SELECT * FROM system.settings",
    "information schema": "SELECT * FROM information_schema.tables",
    "bare name": "SELECT * FROM facts",
    "bare view": "SELECT * FROM facts_of",
    "path": "SELECT * FROM `/etc/passwd`",
    "path in default": "SELECT * FROM default.`/etc/passwd`",
    "joined": "WITH f AS (SELECT 1 AS a) SELECT * FROM f JOIN banso.facts AS g ON f.a = g.version",
    "comma": "WITH f AS (SELECT 1 AS a) SELECT * FROM f, banso.facts AS g",
    "subquery": "SELECT * FROM (SELECT * FROM (SELECT * FROM banso.facts))",
    "scalar subquery": "SELECT (SELECT count() FROM banso.facts)",
    "in subquery": "SELECT 1 WHERE 1 IN (SELECT version FROM banso.facts)",
    "exists": "SELECT 1 WHERE EXISTS (SELECT 1 FROM banso.facts)",
    "union": "SELECT 1 UNION ALL SELECT count() FROM banso.facts",
    "intersect": "SELECT 1 INTERSECT SELECT count() FROM banso.facts",
    "in cte": "WITH f AS (SELECT * FROM banso.facts) SELECT * FROM f",
    "in unused cte": "WITH f AS (SELECT * FROM banso.facts) SELECT 1",
    "in having": "SELECT 1 AS a GROUP BY a HAVING a IN (SELECT version FROM banso.facts)",
    "in order by": "SELECT 1 AS a ORDER BY (SELECT count() FROM banso.facts)",
    "in limit": "SELECT 1 LIMIT (SELECT count() FROM banso.facts)",
    "in join condition": "SELECT 1 FROM (SELECT 1 AS a) AS x JOIN (SELECT 1 AS a) AS y "
    "ON x.a = y.a AND x.a IN (SELECT version FROM banso.facts)",
    "in window": "SELECT sum(1) OVER (PARTITION BY (SELECT count() FROM banso.facts))",
    "in array join": "SELECT x FROM (SELECT 1) ARRAY JOIN (SELECT groupArray(version) FROM banso.facts) AS x",
    "in lambda": "SELECT arrayMap(x -> (SELECT count() FROM banso.facts), [1])",
    "in view argument": "SELECT * FROM banso.facts_of(workspace = {workspace:UUID}, "
    "as_of = (SELECT max(recorded_at) FROM banso.facts), types = ['a.b'])",
    "in replace": "WITH f AS (SELECT 1 AS a) SELECT * REPLACE ((SELECT 1 FROM banso.facts) AS a) FROM f",
    "in table": "SELECT 1 WHERE 1 IN banso.facts",
    "not in table": "SELECT 1 WHERE 1 NOT IN banso.facts",
    "global in table": "SELECT 1 WHERE 1 GLOBAL IN banso.facts",
    "in as function": "SELECT in(1, banso.facts)",
    "parameter": "SELECT * FROM {name:Identifier}",
    "parameter in": "SELECT 1 WHERE 1 IN {name:Identifier}",
    "comment": "SELECT * FROM /* WITH facts AS (SELECT 1) */ banso/**/./**/facts",
    "line comment": "SELECT * -- FROM f\nFROM banso.facts",
    "cte of an inner query": "SELECT * FROM (WITH facts AS (SELECT 1) SELECT * FROM facts) JOIN facts ON 1",
    "cte named like a table": "WITH `banso.facts` AS (SELECT 1 AS a) SELECT * FROM banso.facts",
    "cte named in a comment": "/* WITH usage AS (SELECT 1) */ SELECT * FROM usage",
    "alias": "SELECT 1 AS facts, version FROM facts",
    "pipe": "SELECT * FROM banso.facts |> SELECT version",
    "from first": "FROM banso.facts SELECT *",
}
TABLE_FUNCTIONS = {
    "file": "file('/etc/passwd', 'LineAsString')",
    "url": "url('http://127.0.0.1/', 'LineAsString')",
    "s3": "s3('http://127.0.0.1/b/k', 'LineAsString')",
    "remote": "remote('127.0.0.1', 'banso', 'facts')",
    "cluster": "cluster('default', 'banso', 'facts')",
    "merge": "merge('banso', '^facts$')",
    "view": "view(SELECT * FROM banso.facts)",
    "view if permitted": "viewIfPermitted(SELECT 1 ELSE null('a UInt8'))",
    "loop": "loop(banso.facts)",
    "numbers": "numbers(10)",
    "executable": "executable('true', 'TabSeparated', 'a UInt8')",
    "sqlite": "sqlite('/tmp/x', 'y')",
    "python": "Python(x)",
    "dictionary": "dictionary('d')",
    "merge tree index": "mergeTreeIndex('banso', 'facts')",
    "explain": "viewExplain('EXPLAIN AST', '', (SELECT 1))",
    "of another database": "default.facts_of(workspace = {workspace:UUID})",
}
SCALARS = {
    "file": "file('/etc/passwd')",
    "dictionary": "dictGet('d', 'a', 1)",
    "join table": "joinGet('banso.facts', 'version', 1)",
    "setting": "getSetting('readonly')",
    "server setting": "getServerSetting('max_connections')",
    "macro": "getMacro('shard')",
    "host": "hostName()",
    "user": "currentUser()",
    "database": "currentDatabase()",
    "version": "version()",
    "column": "hasColumnInTable('banso', 'facts', 'payload')",
    "wait": "sleep(3)",
    "wait by row": "sleepEachRow(1)",
    "error": "throwIf(1)",
    "disk": "filesystemAvailable()",
    "present": "now()",
    "chance": "rand()",
    "introspection": "addressToSymbol(1)",
    "model": "aiGenerate('x')",
    "parser": "parseQueryToJSON('SELECT 1')",
    "in a filter": "1 IN file('/etc/passwd')",
    "in an aggregate": "sum(length(file('/etc/passwd')))",
    "in a lambda": "arrayMap(x -> file(x), ['/etc/passwd'])",
    "by a combinator": "fileIf('/etc/passwd', 1)",
    "in capitals": "FILE('/etc/passwd')",
    "applied": "* APPLY(file) FROM (SELECT '/etc/passwd')",
    "applied lambda": "* APPLY(x -> file(x)) FROM (SELECT '/etc/passwd')",
}
STATEMENTS = {
    "insert": "INSERT INTO banso.facts (version) SELECT 1",
    "create": "CREATE TABLE banso.mine (a UInt8) ENGINE = Memory",
    "drop": "DROP TABLE banso.facts",
    "set": "SET readonly = 0",
    "use": "USE banso",
    "system": "SYSTEM FLUSH LOGS",
    "show": "SHOW TABLES FROM banso",
    "describe": "DESCRIBE TABLE banso.facts",
    "explain": "EXPLAIN SELECT 1",
    "kill": "KILL QUERY WHERE 1",
    "attach": "ATTACH TABLE banso.facts",
    "parallel": "SELECT 1 PARALLEL WITH SELECT 2",
    "two": "SELECT 1; SELECT 2",
    "two with a comment": "SELECT 1 /* ; */ ; SELECT 2",
}
CLAUSES = {
    "settings": "SELECT 1 SETTINGS max_threads = 1",
    "read-only setting": "SELECT 1 SETTINGS readonly = 0",
    "settings inside": "SELECT * FROM (SELECT 1 SETTINGS max_execution_time = 0)",
    "settings in a union": "SELECT 1 UNION ALL (SELECT 2 SETTINGS max_threads = 1)",
    "into outfile": "SELECT 1 INTO OUTFILE '/tmp/banso-test-outfile'",
    "into outfile and stdout": "SELECT 1 INTO OUTFILE '/tmp/banso-test-outfile' AND STDOUT",
    "format": "SELECT 1 FORMAT Null",
}
WORKSPACES = {
    "literal": FACTS.replace("{workspace:UUID}", "'00000000-0000-0000-0000-000000000002'"),
    "other parameter": FACTS.replace("{workspace:UUID}", "{other:UUID}"),
    "cast": FACTS.replace("{workspace:UUID}", "toUUID({workspace:String})"),
    "column": FACTS.replace("{workspace:UUID}", "(SELECT {workspace:UUID})"),
    "none": "banso.facts_of(as_of = '2030-01-01', types = ['a.b'])",
    "by place": "banso.facts_of({workspace:UUID})",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES.keys())
def test_t24_a_question_reaches_no_table(column_engine: ColumnStore, text: str) -> None:
    with pytest.raises(Refused, match=r"A question may not contain the (table|name|function)"):
        column_engine.ask(text, PARAMS)


@pytest.mark.parametrize("call", TABLE_FUNCTIONS.values(), ids=TABLE_FUNCTIONS.keys())
@pytest.mark.parametrize(
    "around",
    [
        "SELECT * FROM {}",
        "SELECT 1 WHERE 1 IN (SELECT * FROM (SELECT * FROM {}))",
        "WITH f AS (SELECT * FROM {}) SELECT 1",
    ],
    ids=["from", "nested", "cte"],
)
def test_t24_a_question_calls_no_table_function(column_engine: ColumnStore, around: str, call: str) -> None:
    with pytest.raises(Refused, match="A question may not contain the table function"):
        column_engine.ask(around.replace("{}", call), PARAMS)


@pytest.mark.parametrize("call", SCALARS.values(), ids=SCALARS.keys())
def test_t24_a_question_calls_only_calculations(column_engine: ColumnStore, call: str) -> None:
    with pytest.raises(Refused, match="A question may not contain the function"):
        column_engine.ask(f"SELECT {call}", PARAMS)


@pytest.mark.parametrize("text", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_t24_a_question_is_one_select(column_engine: ColumnStore, text: str) -> None:
    with pytest.raises((Refused, BadQuestion)):
        column_engine.ask(text, PARAMS)


@pytest.mark.parametrize("text", CLAUSES.values(), ids=CLAUSES.keys())
def test_t24_a_question_sets_nothing_and_writes_nowhere(column_engine: ColumnStore, text: str) -> None:
    with pytest.raises((Refused, BadQuestion)):
        column_engine.ask(text, PARAMS)


@pytest.mark.parametrize("view", WORKSPACES.values(), ids=WORKSPACES.keys())
def test_t25_a_text_names_no_workspace(column_engine: ColumnStore, view: str) -> None:
    with pytest.raises(Refused, match=r"for a workspace other than|not written name = value"):
        column_engine.ask(f"SELECT count() FROM {view}", PARAMS | {"other": UUID(int=2)})


@pytest.mark.parametrize("name", sorted(schema.VIEWS))
def test_t25_every_view_holds_the_workspace_and_the_moment_on_each_table(name: str) -> None:
    text = schema.VIEWS[name]

    tables = text.count("FROM banso.")
    assert tables > 0
    assert text.count("workspace = {workspace:UUID}") == tables
    assert text.count("{as_of:DateTime64(6, 'UTC')}") >= tables


def test_a_question_over_its_own_names_is_answered(column_store: ColumnStore) -> None:
    text = f"""
        WITH facts AS (SELECT * FROM {FACTS}), usage AS (SELECT 3 AS number),
        again AS (SELECT number FROM usage WHERE number IN (SELECT number FROM usage))
        SELECT (SELECT count() FROM facts) AS counted, sumIf(number, number > 1) AS total,
            row_number() OVER (ORDER BY total) AS place, arrayMap(x -> x + 1, [1, 2]) AS mapped,
            toDecimal64('1.50', 2) AS amount, CASE WHEN total = 3 THEN 'three' END AS said,
            quantileExact(0.5)(number) AS middle
        FROM again WHERE number IN usage GROUP BY number
        UNION ALL SELECT 1, number, 2, [], 0, 'x', 1 FROM usage
    """

    found = column_store.ask(text, PARAMS)

    assert found.columns == ("counted", "total", "place", "mapped", "amount", "said", "middle")
    assert sorted(list(row[:4]) for row in found.rows) == [[0, 3, 1, [2, 3]], [1, 3, 2, []]]


def test_a_refused_question_leaves_the_engine_as_it_was(column_store: ColumnStore) -> None:
    with pytest.raises(Refused):
        column_store.ask("SELECT 1 SETTINGS readonly = 2")
    column_store.ask("SELECT 1")
    column_store.command("CREATE TABLE IF NOT EXISTS banso.kept (a UInt8) ENGINE = Memory")
    column_store.command("DROP TABLE banso.kept")

    assert column_store.ask("SELECT 2 AS a").rows == [(2,)]


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ("SELECT max(sipHash64(a, b)) FROM {} AS x CROSS JOIN {} AS y", Limits(seconds=0.2), 159),
        ("SELECT length(groupArray(a)) FROM {} AS x", Limits(memory=2_000_000), 241),
        ("SELECT a FROM {} AS x ORDER BY a", Limits(rows=10), 396),
    ],
    ids=["time", "memory", "rows"],
)
def test_a_question_that_costs_too_much_is_stopped(
    column_engine: ColumnStore, text: str, limits: Limits, code: int
) -> None:
    many = ("(SELECT arrayJoin(range(1000000)) AS a)", "(SELECT arrayJoin(range(1000000)) AS b)")
    with pytest.raises(TooExpensive) as refused:
        column_engine.ask(text.format(*many), limits=limits)
    assert refused.value.code == code


def test_a_question_that_reads_too_much_is_stopped(column_store: ColumnStore) -> None:
    kinds = dict(schema.FACTS.columns)
    values: dict[str, Any] = {name: 0 if kind.startswith("UInt") else "" for name, kind in kinds.items()}
    values |= {name: UUID(int=1) for name in ("workspace", "fact", "account")}
    at = datetime(2026, 1, 1, tzinfo=UTC)
    values |= {"type": "a.b", "occurred_at": at, "recorded_at": at}
    rows = [[(values | {"seq": number})[name] for name in schema.FACTS.names] for number in range(20_000)]
    column_store.insert("facts", schema.FACTS.names, rows, token="many", types=schema.FACTS.types)
    text, asked = f"SELECT count() FROM {FACTS}", PARAMS | {"workspace": UUID(int=1)}
    assert column_store.ask(text, asked).one() == (1,)
    with pytest.raises(TooExpensive) as refused:
        column_store.ask(text, asked, limits=Limits(rows_read=10_000))
    assert refused.value.code == 158


def test_a_deep_question_is_refused(column_engine: ColumnStore) -> None:
    with pytest.raises((Refused, BadQuestion, TooExpensive)):
        column_engine.ask("SELECT " + "(" * 800 + "1" + ")" * 800 + " IN (SELECT 1)")


def test_every_allowed_function_is_one_of_the_engines(column_engine: ColumnStore) -> None:
    found = column_engine.inspect("SELECT lower(name) FROM system.functions")
    # These stand in the grammar or the analyzer and not in the engine's list.
    known = {name for (name,) in found.rows} | {"exists", "grouping", "lambda", "untuple"}

    assert sorted(name for name in PLAIN | AGGREGATES if name.lower() not in known) == []


@pytest.mark.parametrize(
    "name", ["sumIf", "uniqExactArrayIf", "argMaxOrNull", "COUNT", "quantilesExactInclusiveIf"]
)
def test_aggregates_take_their_combinators(name: str) -> None:
    assert is_calculation(name)


@pytest.mark.parametrize("name", ["lowerIf", "OrNull", "fileIf", "dictGetOrNull", "remote", ""])
def test_a_combinator_makes_no_function_harmless(name: str) -> None:
    assert not is_calculation(name)
