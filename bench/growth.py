"""How the time of a KPI grows with the events behind it: 1, 10 and 100 million, and a picture of it.

    python -m bench.growth [--sizes 1000000 10000000 100000000] [--plot docs/images/growth.svg]

The people stay the same and use the product more: what a KPI on daily rollups costs must follow people and
days. 100 million events take about 8 GB of disk and ten minutes to make.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
os.environ["BANSO_HOME"] = tempfile.mkdtemp(prefix="banso-bench-")

import django
import vl_convert

django.setup()

from django.core.management import call_command

from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import store
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from bench.figures import Figure, tell, with_json
from bench.generated import ACCOUNT, use
from bench.kpi import MONTHS, NOW

_ACCOUNTS = 2_000
_SLUGS = ("mau", "dau", "adoption")
_TIMES = 5
# A hundred days a person: the days on which somebody is there do not grow with what they do on them.
_DAYS = "(sipHash64(number, 1) % 100) * 7 + who % 7"
_BAR = 2.0


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000_000, 10_000_000, 100_000_000])
    parser.add_argument("--plot", type=Path, help="draw the picture there")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    workspace = create_workspace("bench", name="Bench", by=SYSTEM, timezone="UTC")
    source = store()
    taken: dict[str, list[float]] = {slug: [] for slug in _SLUGS}
    there = 0
    with scope(workspace=workspace):
        for size in given.sizes:
            use(
                source, workspace.pk, ACCOUNT.format(f"who % {_ACCOUNTS}"),
                people=_ACCOUNTS * 5, events=size - there, first=there, days=_DAYS,
            )  # fmt: skip
            # As after a quiet night: the rollup's parts are put together.
            source.command("OPTIMIZE TABLE banso.usage_daily FINAL")
            there = size
            for slug in _SLUGS:
                taken[slug].append(_median(partial(_asked, slug)))
                print(f"{size:>12,} {slug:10} {taken[slug][-1]:8.1f} ms", flush=True)
    source.close()
    if given.plot:
        given.plot.write_text(_picture(given.sizes, taken), encoding="utf-8")
    tell(_figures(given.sizes, taken), given.json)


_moments = iter(range(1_000_000))


def _asked(slug: str) -> None:
    ask(Question(slug, MONTHS, as_of=NOW + timedelta(microseconds=next(_moments))))


def _median(act: Callable[[], None]) -> float:
    """Milliseconds of the middle run, the first one left out."""
    act()
    taken = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _figures(sizes: Sequence[int], taken: dict[str, list[float]]) -> list[Figure]:
    found = []
    for slug, times in taken.items():
        for before, after, first, then in zip(sizes, sizes[1:], times, times[1:], strict=False):
            work = f"{slug}, 12 months, {after:,} events"
            bar = _BAR if before == 10_000_000 else None
            found.append(Figure(work, then, "ms", first, f"{before:,} events", bar))
    return found


def _picture(sizes: Sequence[int], taken: dict[str, list[float]]) -> str:
    values = [
        {"kpi": slug, "events": size, "ms": round(each, 1)}
        for slug, times in taken.items()
        for size, each in zip(sizes, times, strict=True)
    ]
    scale = {"type": "log", "nice": True}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 480,
        "height": 260,
        "background": "#ffffff",
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "events", "type": "quantitative", "scale": scale, "title": "usage events"},
            "y": {"field": "ms", "type": "quantitative", "scale": scale, "title": "ms, 12 months"},
            "color": {"field": "kpi", "type": "nominal", "title": None},
        },
    }
    return str(vl_convert.vegalite_to_svg(spec, vl_version="6.1"))


if __name__ == "__main__":
    main()
