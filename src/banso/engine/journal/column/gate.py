"""What may be asked: one question, over the views of one workspace, with functions that only calculate.

The text is never judged by its letters. The engine's own parser turns it into a tree (`parseQueryToJSON`,
which takes the text as a value, so nothing in it can run), and the tree is held against lists of what is
known to be harmless. Whatever is not on a list is refused.

Two walls stand behind this one. A reader's session is read-only for ever and sits in an empty database, so a
bare name can only mean a name that the question itself defines. And a view is read for the workspace in the
parameter `workspace`, which the caller binds and the text cannot.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

from banso.engine.journal.column import schema
from banso.engine.journal.column.errors import ACCESS_DENIED, Refused
from banso.engine.journal.column.functions import is_calculation

VIEWS = frozenset(f"{schema.DATABASE}.{name}" for name in schema.VIEWS)
FORMATS = frozenset(
    {"Native", "JSON", "JSONCompact", "JSONEachRow", "JSONCompactEachRow", "TabSeparated", "TSV", "CSV"}
    | {"TabSeparatedWithNames", "TSVWithNames", "CSVWithNames", "RowBinary"}
)
MAX_TEXT = 262_144

_QUERY = "SelectWithUnionQuery"
_NODES = frozenset(
    {_QUERY, "SelectIntersectExceptQuery", "SelectQuery", "Subquery", "WithElement", "ExpressionList"}
    | {"Literal", "Identifier", "TableIdentifier", "QueryParameter", "Function", "DataType"}
    | {"Asterisk", "QualifiedAsterisk", "ColumnsRegexpMatcher", "ColumnsListMatcher"}
    | {"QualifiedColumnsRegexpMatcher", "QualifiedColumnsListMatcher", "ColumnsTransformerList"}
    | {"ColumnsExceptTransformer", "ColumnsReplaceTransformer", "ColumnsReplaceTransformerReplacement"}
    | {"ColumnsApplyTransformer", "TablesInSelectQuery", "TablesInSelectQueryElement", "TableExpression"}
    | {"TableJoin", "ArrayJoin", "OrderByElement", "InterpolateElement", "WindowListElement"}
    | {"WindowDefinition"}
)
_QUERY_KEYS = frozenset(
    {"type", "union_mode", "list_of_modes", "list_of_selects", "children", "alias", "cte_name"}
)
_MEMBERSHIP = frozenset(
    {"in", "notin", "globalin", "globalnotin", "nullin", "notnullin", "globalnullin", "globalnotnullin"}
)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_REMEMBERED = 4096

Node = Mapping[str, Any]
Names = frozenset[str]


class Gate:
    """Judges texts, and remembers those it has let pass.

    Args:
        parse: gives the engine's `parseQueryToJSON` of a text; raises what the engine says of a text that is
            none, or more than one, statement.
    """

    def __init__(self, parse: Callable[[str], str]) -> None:
        self._parse = parse
        self._passed: dict[str, None] = {}
        self._lock = Lock()

    def check(self, text: str) -> None:
        """Let the text pass or raise.

        Raises:
            Refused: it reaches for something that a question may not touch; the message says what.
            ColumnError: the engine's parser does not understand it.
        """
        if text in self._passed:
            return
        if len(text) > MAX_TEXT:
            raise _refusal(f"a question of {len(text)} characters; at most {MAX_TEXT} are read")
        try:
            judge(json.loads(self._parse(text)))
        except RecursionError:
            raise _refusal("a question nested this deep") from None
        with self._lock:
            if len(self._passed) >= _REMEMBERED:
                self._passed.clear()
            self._passed[text] = None


def judge(tree: Node) -> None:
    """Hold a parsed statement against the lists.

    Raises:
        Refused: something in it is on none of them.
    """
    if tree.get("type") != _QUERY:
        raise _refusal(f"a statement other than SELECT ({tree.get('type')})")
    outer = dict(tree)
    wanted = outer.pop("format_ast", None)
    if wanted is not None and wanted.get("name") not in FORMATS:
        raise _refusal(f"the format {wanted.get('name')}")
    _visit(outer, frozenset())


def _refusal(what: str) -> Refused:
    return Refused(f"A question may not contain {what}.", code=ACCESS_DENIED)


def _visit(node: Node, names: Names) -> None:
    kind = node.get("type")
    if kind not in _NODES:
        raise _refusal(f"{kind}" if kind != "SetQuery" else "a SETTINGS clause")
    if kind == _QUERY:
        names = _union(node, names)
    elif kind == "SelectQuery":
        names |= _defined(node)
    elif kind == "TableExpression":
        _table(node, names)
        return
    elif kind == "TableIdentifier":
        raise _refusal(f"the table {node.get('name')} outside FROM")
    elif kind == "Function":
        _function(node)
    elif kind == "QueryParameter" and node.get("param_type") == "Identifier":
        raise _refusal(f"the name {{{node.get('name')}:Identifier}} as a parameter")
    elif kind == "ColumnsApplyTransformer":
        _calculation(node.get("func_name") or "lambda")
    _visit_all(_children(node), names)


def _visit_all(nodes: Iterable[Node], names: Names) -> None:
    for node in nodes:
        _visit(node, names)


def _children(node: Node) -> Iterable[Node]:
    """The nodes right below; a literal's own value is no node, whatever it holds."""
    for key, value in node.items():
        if key == "value" and node.get("type") == "Literal":
            continue
        if isinstance(value, dict):
            yield from _nodes_in(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict | list):
                    yield from _nodes_in(item)


def _nodes_in(value: Any) -> Iterable[Node]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        if "type" in value:
            yield value
        else:
            for inner in value.values():
                yield from _nodes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes_in(inner)


def _union(node: Node, names: Names) -> Names:
    """A query at any depth: no file to write to, no format, no settings; the first arm's WITH serves all."""
    for key, value in node.items():
        if key not in _QUERY_KEYS and value not in (False, None, ""):
            word = "INTO OUTFILE" if "out" in key else "a SETTINGS clause" if "settings" in key else key
            raise _refusal(word)
    arms = node.get("list_of_selects", {}).get("children", [])
    return names | _defined(arms[0]) if arms else names


def _defined(select: Node) -> Names:
    """The names that a SELECT's own WITH gives to subqueries."""
    elements = (select.get("with") or {}).get("children", [])
    return frozenset(
        str(each["name"])
        for each in elements
        if each.get("type") == "WithElement" and _PLAIN_NAME.fullmatch(str(each["name"]))
    )


def _table(node: Node, names: Names) -> None:
    """One entry of FROM: a subquery, a name the question defines, or one of the views."""
    rest = dict(node)
    named = rest.pop("database_and_table_name", None)
    called = rest.pop("table_function", None)
    # A quoted name may hold a dot: a name the question defines here, a table of ours to the engine.
    if named is not None and (
        named.get("children") or named.get("name_parts") or named.get("name") not in names
    ):
        raise _refusal(f"the table {named.get('name') or 'named by a parameter'}")
    if called is not None:
        _view(called, names)
    _visit_all(_children(rest), names)


def _view(call: Node, names: Names) -> None:
    if call.get("name") not in VIEWS:
        raise _refusal(f"the table function {call.get('name')}")
    given: dict[str, Node] = {}
    for argument in (call.get("arguments") or {}).get("children", []):
        sides = (argument.get("arguments") or {}).get("children", [])
        if argument.get("name") != "equals" or len(sides) != 2 or sides[0].get("type") != "Identifier":  # noqa: PLR2004
            raise _refusal(f"an argument of {call['name']} that is not written name = value")
        given[str(sides[0].get("name"))] = sides[1]
        _visit(sides[1], names)
    workspace = given.get("workspace", {})
    if (workspace.get("type"), workspace.get("name")) != ("QueryParameter", "workspace"):
        raise _refusal(f"{call['name']} for a workspace other than {{workspace:UUID}}")


def _function(node: Node) -> None:
    name = str(node.get("name"))
    _calculation(name)
    if name.lower() in _MEMBERSHIP:
        sides = (node.get("arguments") or {}).get("children", [])
        # A name on the right of IN is read as a table.
        if (
            len(sides) > 1
            and sides[1].get("type") == "Identifier"
            and len(sides[1].get("name_parts", [])) > 1
        ):
            raise _refusal(f"the table {sides[1].get('name')} after IN")


def _calculation(name: str) -> None:
    if not is_calculation(name):
        raise _refusal(f"the function {name}")
