"""From `banso serve` on a filled data folder to its first page, and what it holds in memory when idle.

python -m bench.start [--times 5]
"""

import argparse
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from bench.company import bring_in
from bench.figures import Figure, tell, with_json

_PORT = 8798
_IDLE_SECONDS = 10
_PAGE = f"http://127.0.0.1:{_PORT}/sign-in/"


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        bring_in(Path(folder), accounts=200, subscriptions=200)
        taken = [_start() for _ in range(given.times)]
    seconds, memory = zip(*taken, strict=True)
    tell(
        [
            Figure("start to first page", statistics.median(seconds), "s", bar=3),
            Figure("resident memory, idle, all processes", statistics.median(memory), "MB", bar=500),
        ],
        given.json,
    )


def _start() -> tuple[float, float]:
    """Seconds to the first page; then megabytes of the server and its children, shared pages counted once."""
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "banso.project", "serve", "--port", str(_PORT)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            with suppress(OSError), urllib.request.urlopen(_PAGE, timeout=5) as answer:
                answer.read()
                break
            time.sleep(0.02)
        seconds = time.perf_counter() - begun
        time.sleep(_IDLE_SECONDS)
        return seconds, sum(_proportional(each) for each in _family(server.pid)) / 1024
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _proportional(pid: int) -> int:
    """Kilobytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
