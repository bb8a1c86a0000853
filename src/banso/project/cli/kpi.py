"""Ask a KPI: its value, its breakdown, or the rows that make it."""

import argparse
import csv
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from banso.engine.metrics.question import Answer, Question


_POINT = ("period", "group", "value", "numerator", "denominator", "n", "low", "high")
_ROW = ("period", "account", "account_name", "unit", "at", "numerator", "denominator", "part")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG", nargs="?", help="such as nrr; left out with --list")
    parser.add_argument("--list", action="store_true", help="list the KPIs and their variants")
    parser.add_argument("--workspace", metavar="SLUG", help="may be left out when there is one")
    parser.add_argument("--period", help="2019-12, 2019-12-31, 2019-W03, 2019-Q2, 2019-H1 or FY2019")
    parser.add_argument("--to", default="", help="the last period, to ask for a range")
    parser.add_argument("--grain", default="", help="day, week, month, quarter, half or year")
    parser.add_argument("--variant", default="")
    parser.add_argument("--as-of", default="", metavar="TIME", help="as known then: 2020-01-31T18:00")
    parser.add_argument("--by", default="", metavar="FIELD", help="break down by an account attribute")
    parser.add_argument("--rows", action="store_true", help="the rows that make the number")
    parser.add_argument("--format", default="table", choices=["table", "json", "csv"])


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone  # noqa: PLC0415 - what follows needs the app registry

    from banso.domain.workspaces.queries import workspace_by_slug  # noqa: PLC0415
    from banso.kit.errors import InputError  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    if args.list:
        return _list()
    if not args.slug or not args.period:
        missing = "--period" if args.slug else "SLUG"
        raise InputError(f"{missing} is missing", field=missing, wanted="banso kpi SLUG --period 2019-12")
    workspace = workspace_by_slug(args.workspace)
    with scope(workspace=workspace), timezone.override(workspace.timezone):
        return _answer(args)


def _answer(args: argparse.Namespace) -> int:
    from banso.domain.kpis.forms import read_periods  # noqa: PLC0415
    from banso.engine.journal.loader.run import catch_up  # noqa: PLC0415
    from banso.engine.metrics.ask import ask  # noqa: PLC0415
    from banso.engine.metrics.question import Question  # noqa: PLC0415
    from banso.kit.as_of import read_as_of  # noqa: PLC0415

    as_of = read_as_of(args.as_of) if args.as_of else None
    question = Question(
        args.slug, read_periods(args.period, args.to, args.grain), args.variant, as_of, args.by
    )
    catch_up()
    if args.rows:
        return _rows(question, args.format)
    return _points(ask(question), args.format)


def _points(answer: "Answer", form: str) -> int:
    from banso.domain.kpis.schemas import answer_json  # noqa: PLC0415

    shown = answer_json(answer)
    if form == "json":
        print(json.dumps(shown, ensure_ascii=False))
        return 0
    lines = [
        {
            "period": point["period"],
            "group": point.get("group", ""),
            "value": point["value"],
            "numerator": point["numerator"],
            "denominator": point["denominator"],
            "n": point["n"],
            "low": point["interval"] and point["interval"][0],
            "high": point["interval"] and point["interval"][1],
        }
        for point in shown["points"]
    ]
    _print(lines, form, _POINT)
    return 0


def _rows(question: "Question", form: str) -> int:
    from banso.domain.accounts.queries import account_names  # noqa: PLC0415
    from banso.domain.kpis.schemas import row_json  # noqa: PLC0415
    from banso.engine.metrics.ask import rows  # noqa: PLC0415
    from banso.engine.metrics.registry import registry  # noqa: PLC0415

    kpi, variant = registry.variant(question.slug, question.variant)
    page = rows(question, limit=1_000_000)
    names = account_names({row.account for row in page.rows})
    lines = [row_json(row, kpi, variant, names.get(row.account, "")) for row in page.rows]
    if form == "json":
        print(json.dumps({"kpi": kpi.slug, "variant": variant.slug, "rows": lines}, ensure_ascii=False))
    else:
        _print(lines, form, _ROW)
    return 0


def _list() -> int:
    from banso.engine.metrics.registry import registry  # noqa: PLC0415

    for kpi in registry:
        variants = ", ".join(variant.slug for variant in kpi.variants)
        print(f"{kpi.slug}\t{kpi.name}\t{variants}")
    return 0


def _cell(value: object) -> str:
    return "–" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)


def _print(lines: list[dict[str, Any]], form: str, names: tuple[str, ...]) -> None:
    """A table for people, or CSV for programs: there every digit stands, and nothing is nothing."""
    if form == "csv":
        writer = csv.DictWriter(sys.stdout, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        return
    if not lines:
        print("no rows", file=sys.stderr)
        return
    lines = [{name: _cell(line.get(name, "")) for name in names} for line in lines]
    shown = [name for name in names if any(line[name] for line in lines)]
    widths = {name: max(len(name), *(len(line[name]) for line in lines)) for name in shown}
    print("  ".join(name.ljust(widths[name]) for name in shown).rstrip())
    for line in lines:
        print("  ".join(line[name].ljust(widths[name]) for name in shown).rstrip())
