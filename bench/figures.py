"""What a measurement says: our figure, the reference beside it in the same run, their ratio, and the bar."""

import argparse
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        work: what was done, on how much.
        ours: the figure, in `unit`.
        unit: "ms", "s", "rows/s" ...
        reference: the figure of what stands beside it; None where the bar is absolute.
        beside: what that is.
        least: the bar is a lower one: rates, speed-ups.
        bar: of the ratio where there is a reference, else of our figure; None where none is set.
        turned: the ratio is reference ÷ ours: "so many times faster".
    """

    work: str
    ours: float
    unit: str
    reference: float | None = None
    beside: str = ""
    bar: float | None = None
    least: bool = False
    turned: bool = False

    @property
    def ratio(self) -> float | None:
        if self.reference is None:
            return None
        return self.reference / self.ours if self.turned else self.ours / self.reference

    @property
    def held(self) -> bool | None:
        """Whether the bar is held; None where there is none."""
        if self.bar is None:
            return None
        figure = self.ours if self.ratio is None else self.ratio
        return figure >= self.bar if self.least else figure <= self.bar


def machine() -> str:
    """Commit, processor, cores, memory and how busy the machine is."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{commit or 'no commit'}, {os.cpu_count()} × {cpu}, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}"
    )


def table(figures: Sequence[Figure]) -> str:
    """As Markdown."""
    lines = ["| work | ours | beside it | ratio | bar | held |", "|---|---|---|---|---|---|"]
    for each in figures:
        reference = "–" if each.reference is None else f"{_amount(each.reference)} {each.unit}"
        if each.beside:
            reference = f"{each.beside}: {reference}" if each.reference is not None else each.beside
        bar = "–" if each.bar is None else f"{'≥' if each.least else '≤'} {each.bar:g}"
        ratio = "–" if each.ratio is None else f"{each.ratio:.2f}"
        held = {None: "–", True: "yes", False: "no"}[each.held]
        lines.append(
            f"| {each.work} | {_amount(each.ours)} {each.unit} | {reference} | {ratio} | {bar} | {held} |"
        )
    return "\n".join(lines)


def _amount(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 1000 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


def with_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add the option by which `python -m bench` collects figures."""
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    return parser


def tell(figures: Sequence[Figure], path: Path | None) -> None:
    """Print them; to a file too when one is named."""
    print(f"\n{machine()}\n\n{table(figures)}")
    if path is not None:
        path.write_text(json.dumps([asdict(each) for each in figures], ensure_ascii=False), encoding="utf-8")


def read(path: Path) -> list[Figure]:
    """What `tell` wrote."""
    return [Figure(**each) for each in json.loads(path.read_text(encoding="utf-8"))]
