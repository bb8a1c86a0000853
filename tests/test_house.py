"""The house's measures: file and function lengths, and a rule on every door."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path
    for folder in ("src", "tools", "bench", "torture", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def _is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    too_long = {
        str(path.relative_to(ROOT)): count
        for path, count in lengths.items()
        if count > (500 if _is_test(path) else 400)
    }
    assert too_long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        if not _is_test(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert too_long == []


def _doors(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _doors(pattern, path)
        else:
            yield path, pattern


def test_every_address_carries_an_access_rule() -> None:
    without = [path for path, door in _doors(get_resolver()) if not hasattr(door.callback, "access_rule")]
    assert without == []


# What nobody reads on a page: the command line, the tracking endpoint (a protocol between programs), and what
# only a developer can cause.
_IN_ENGLISH = {
    "engine/journal/loader/usage.py",
    "engine/journal/usage/intake.py",
    "engine/journal/usage/writer.py",
    "integrations/sample/chronicle.py",
    "kit/tabular/workbook_child.py",
    "project/address.py",
    "project/upgrade.py",
}


def _refusals(trees: dict[Path, ast.Module]) -> set[str]:
    """The names of BansoError and of everything that descends from it."""
    names, found = {"BansoError"}, 0
    while found != len(names):
        found = len(names)
        names |= {
            node.name
            for tree in trees.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & names
        }
    return names


def test_every_refusal_is_in_the_reader_s_language() -> None:
    package = ROOT / "src" / "banso"
    trees = {
        path.relative_to(package): ast.parse(path.read_text(encoding="utf-8"))
        for path in SOURCES
        if package in path.parents and not _is_test(path)
    }
    names = _refusals(trees)
    bare = [
        f"{path}:{node.lineno} {ast.unparse(node.args[0])}"
        for path, tree in trees.items()
        if not {"cli", "column", "backup"} & set(path.parts) and path.as_posix() not in _IN_ENGLISH
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names and node.args
        for words in [node.args[0].left if isinstance(node.args[0], ast.BinOp) else node.args[0]]
        if isinstance(words, ast.Constant | ast.JoinedStr)
    ]
    assert bare == []


# What opens a connection by itself, and who may: the one way out, and those who ask this very machine.
_WAYS_OUT = frozenset(
    {"aiohttp", "ftplib", "httpcore", "httplib2", "httpx", "pycurl", "requests", "telnetlib", "urllib3"}
    | {"http.client", "urllib.request", "websockets", "xmlrpc.client"}
)
_MAY_CONNECT = {
    "kit/outbound.py": {"httpcore"},
    "engine/journal/column/local.py": {"urllib.request"},  # the engine on loopback
}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_t17_there_is_one_way_out() -> None:
    package = ROOT / "src" / "banso"
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        if package in path.parents and not _is_test(path):
            names = set(_imported(ast.parse(path.read_text(encoding="utf-8"))))
            ways = {way for way in _WAYS_OUT for name in names if name == way or name.startswith(f"{way}.")}
            if ways:
                found[path.relative_to(package).as_posix()] = ways
    assert found == _MAY_CONNECT
