"""Reference pages, written from the code they describe.

    python -m tools.reference    write docs/reference/*.md

A test fails where a page and the code say different things.
"""

import argparse
import ast
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from tools.settings_words import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "banso"
FOLDER = ROOT / "docs" / "reference"
_NOTE = "<!-- Written by `make reference` from the code; change the code, not this page. -->"
_READERS = {"text", "flag", "number", "words"}


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable as the code reads it."""

    name: str
    kind: str
    default: str


def _page(title: str, lead: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", _NOTE, lead, *parts]) + "\n"


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _table(head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows)])


def _first_sentence(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def facts() -> str:
    """Every fact type of the catalogue."""
    from banso.engine.journal.fact import Fact, catalogue  # noqa: PLC0415 - needs the settings

    base = set(Fact.__struct_fields__)
    parts = []
    for kind in catalogue:
        if not kind.__module__.startswith("banso.") or ".tests." in kind.__module__:
            continue
        hints = get_type_hints(kind)
        fields = [
            (f"`{name}`", f"`{_type(hints[name])}`") for name in kind.__struct_fields__ if name not in base
        ]
        own = "" if kind.__doc__ in {None, Fact.__doc__} else f"\n\n{_first_sentence(kind.__doc__)}"
        parts.append(
            f"## `{kind.type}`\n\n{kind.title.en} · {kind.title.ja} · version {kind.version}, group "
            f"`{kind.group}`, acted by: {kind.side}{own}\n\n" + _table(("field", "type"), fields)
        )
    lead = (
        "Everything that can happen to a customer. Each fact carries, beside its own fields, the account, "
        "the "
        "time at which it was true (`occurred_at`), the time at which it was learned (`recorded_at`), the "
        "person "
        "and the record it speaks of, and who said so."
    )
    return _page("Facts", lead, *parts)


def _type(hint: object) -> str:
    return getattr(hint, "__name__", "") if isinstance(hint, type) else str(hint).replace("typing.", "")


def kpis() -> str:
    """Every KPI with its variants."""
    from banso.engine.metrics.registry import registry  # noqa: PLC0415 - needs the settings

    parts = []
    for kpi in registry:
        rows = [(f"`{one.slug}`", one.name.en, one.name.ja, one.says.en) for one in kpi.variants]
        source = f" Source: {kpi.source}" if kpi.source else ""
        parts.append(
            f"## `{kpi.slug}` {kpi.name.en} · {kpi.name.ja}\n\n{kpi.question.en} ({kpi.question.ja})\n\n"
            f"Board: {kpi.owner}. Unit: {kpi.unit}. Better: {kpi.better}. Definition version {kpi.version}."
            f"{source}\n\n" + _table(("variant", "English", "日本語", "how it is worked out"), rows)
        )
    lead = "What each number means. The first variant is the default; all of them are shown side by side."
    return _page("KPIs", lead, *(parts or ["No KPI is declared yet."]))


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    if not below:
        yield parser.prog, parser
    for action in below:
        for child in dict.fromkeys(action.choices.values()):
            yield from _commands(child)


def commands() -> str:
    """Every command with what it takes."""
    from banso.project.cli.main import build_parser, command_modules  # noqa: PLC0415

    # A fixed width: the terminal must not change the page.
    os.environ["COLUMNS"] = "100"
    parts = []
    for name, parser in _commands(build_parser(command_modules())):
        text = parser.format_help().strip()
        parts.append(f"## `{name}`\n\n{_first_sentence(parser.description)}\n\n```\n{text}\n```")
    lead = "Exit status: 0 done, 1 failed, 2 misused. `--workspace` may be left out when there is one."
    return _page("Commands", lead, *parts)


def variables() -> list[Variable]:
    """Every environment variable that the code reads through `project.env`, by name."""
    found: dict[str, Variable] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            variable = _variable(node)
            if variable and (variable.name not in found or variable.default):
                found[variable.name] = variable
    return [found[name] for name in sorted(found)]


def _variable(node: ast.AST) -> Variable | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    owner, name = node.func.value, node.args[0]
    is_ours = isinstance(owner, ast.Name) and owner.id == "env" and node.func.attr in _READERS
    if not is_ours or not isinstance(name, ast.Constant):
        return None
    given = [*node.args[1:], *(word.value for word in node.keywords if word.arg == "default")]
    return Variable(str(name.value), node.func.attr, ast.unparse(given[0]).strip("'\"") if given else "")


def settings() -> str:
    """Every environment variable."""
    kinds = {"text": "text", "flag": "True or False", "number": "whole number", "words": "list with commas"}
    rows: list[tuple[object, ...]] = [
        (f"`{each.name}`", kinds[each.kind], _default(each), SETTINGS.get(each.name, ""))
        for each in variables()
    ]
    lead = (
        "Banso is set up by environment variables alone; each has a safe default. A value that cannot be "
        "used "
        "ends the program with a sentence. A variable with `_FILE` behind its name reads the value from that "
        "file, for secrets: `SECRET_KEY_FILE=/run/secrets/key`."
    )
    return _page("Settings", lead, _table(("variable", "kind", "default", "what it is for"), rows))


def _default(variable: Variable) -> str:
    if variable.default.startswith("f"):
        return "`http://localhost:` and the port" if variable.name == "BASE_URL" else ""
    return f"`{variable.default}`" if variable.default else ""


def permissions() -> str:
    """Who may do what: roles, and the doors behind each permission."""
    from banso.domain.workspaces.rules import ROLE_PERMISSIONS  # noqa: PLC0415 - needs the settings

    roles: list[tuple[object, ...]] = [
        (role, ", ".join(f"`{each}`" for each in sorted(held))) for role, held in ROLE_PERMISSIONS.items()
    ]
    doors: list[tuple[object, ...]] = sorted(
        (f"`{rule.permission}`", ", ".join(rule.methods), f"`/{path}`")
        for path, rule in _doors()
        if rule.kind == "page"
    )
    lead = (
        "A person holds one or more roles in a workspace and may do what any of them allows. `*.view` is "
        "every "
        "area's view except people, keys, hooks, audit, workspace and privacy."
    )
    return _page(
        "Permissions", lead, "## Roles", _table(("role", "permissions"), roles), "## Pages",
        _table(("permission", "methods", "address"), doors),
    )  # fmt: skip


def _doors() -> Iterator[tuple[str, Any]]:
    from django.urls import URLResolver, get_resolver  # noqa: PLC0415 - needs the settings

    def walk(resolver: Any, prefix: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Django's resolver
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, path)
            else:
                yield path, pattern.callback.access_rule

    return walk(get_resolver(), "")


def api() -> str:
    """Every operation of the API."""
    from banso.project.api import api as served  # noqa: PLC0415 - needs the settings

    rows: list[tuple[object, ...]] = []
    for path, operations in served.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            rows.append((f"`{method.upper()}`", f"`{path}`", operation.get("summary", "")))
    lead = (
        "The API of one workspace, OpenAPI 3.1 at `/api/v1/openapi.json`, readable at `/api/v1/docs`. "
        "Every call "
        "sends `Authorization: Bearer bns_...`."
    )
    return _page(
        "API", lead, _table(("method", "address", "what it does"), sorted(rows, key=lambda row: str(row[1])))
    )


PAGES: dict[str, Callable[[], str]] = {
    "facts": facts,
    "kpis": kpis,
    "commands": commands,
    "settings": settings,
    "permissions": permissions,
    "api": api,
}


def main() -> int:
    """Write every page."""
    os.environ.setdefault("BANSO_HOME", tempfile.mkdtemp(prefix="banso-reference-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    for name, write in PAGES.items():
        (FOLDER / f"{name}.md").write_text(write(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
