"""Everything that is measured, one after the other, and one table of it: `make bench`.

    python -m bench [--quick] [--only kpi …] [--write docs/figures.md]

`--quick` takes a tenth of the data. On a machine that has other work the ratios are rough and the absolutes
low; the load stands above the table.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, machine, read, table

# Each in a process and data folder of its own: name, words, words when quick.
_PARTS = {
    "tracking": (["--seconds", "15"], ["--seconds", "4"]),
    "engine_door": ([], ["--facts", "100000"]),
    "kpi": ([], ["--facts", "100000", "--events", "1000000", "--accounts", "2000"]),
    "pages": ([], ["--accounts", "1000", "--facts", "100000", "--events", "1000000"]),
    "lists": (["--accounts", "100000", "--facts", "0", "--events", "0"],
              ["--accounts", "10000", "--facts", "0", "--events", "0"]),
    "growth": ([], ["--sizes", "1000000", "10000000"]),
    "maven": ([], []),
    "start": ([], ["--times", "2"]),
    "second_wall": ([], ["--accounts", "2000"]),
}  # fmt: skip
# Beside a PostgreSQL server of its own.
_ON_POSTGRESQL = frozenset({"second_wall"})
_MODULES = {"lists": "pages"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=tuple(_PARTS), default=tuple(_PARTS))
    parser.add_argument("--write", type=Path, help="write the table there")
    given = parser.parse_args()
    figures: list[Figure] = []
    begun = machine()
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        for name in given.only:
            path = Path(folder, f"{name}.json")
            words = _PARTS[name][given.quick]
            module = f"bench.{_MODULES.get(name, name)}"
            command = [sys.executable, "-m", module, *words, "--json", str(path)]
            if name in _ON_POSTGRESQL:
                command = [sys.executable, "-m", "tools.with_postgresql", *command]
            done = subprocess.run(command, check=False)
            if done.returncode:
                print(f"bench: {name} failed with {done.returncode}", file=sys.stderr)
            else:
                figures += read(path)
    text = f"Taken at {begun}; at the end {machine()}.\n\n{table(figures)}\n"
    print(f"\n{text}")
    if given.write:
        given.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
