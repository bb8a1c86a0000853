"""The house's measures: file and function lengths, and a rule on every door."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path
    for folder in ("src", "tools", "bench", "tests")
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
