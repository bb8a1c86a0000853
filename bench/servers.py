"""Which web server: the same application behind each, asked for a page, by tracking, and for nothing.

    uv run --with uvicorn --with httptools --with uvloop --with gunicorn --with hypercorn \
        python -m bench.servers [--seconds 8]

Tracking needs ASGI; gunicorn's threads speak WSGI alone, so they are asked for the page only. Servers that
are not installed are left out. One process each, as `banso serve` runs it.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from bench.company import bring_in
from bench.figures import Figure, tell, with_json
from bench.tracking import banso, load

_PORT = 8797
_ASGI, _WSGI = "banso.project.asgi:application", "django.core.wsgi:get_wsgi_application()"
_SERVERS = {
    "granian": ["--interface", "asginl", "--no-ws", "--port", str(_PORT), "--workers", "1", _ASGI],
    "uvicorn": ["--ws", "none", "--no-access-log", "--port", str(_PORT), _ASGI],
    "hypercorn": ["--bind", f"127.0.0.1:{_PORT}", _ASGI],
    "gunicorn": ["--worker-class", "gthread", "--threads", "8", "--bind", f"127.0.0.1:{_PORT}", _WSGI],
}
# It hangs up after 1,000 requests of one connection, unless told otherwise in a file.
_HYPERCORN = "keep_alive_max_requests = 1000000000\n"
_PAGE = b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--seconds", type=float, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        bring_in(Path(folder), accounts=50, subscriptions=0)
        key = banso(Path(folder), "key", "create", "--kind", "write")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
        (Path(folder) / "hypercorn.toml").write_text(_HYPERCORN)
        _SERVERS["hypercorn"][:0] = ["--config", f"{folder}/hypercorn.toml"]
        figures = [
            figure
            for name, words in _SERVERS.items()
            if find_spec(name)
            for figure in _measured(name, words, key, given.seconds)
        ]
    tell(figures, given.json)


def _measured(name: str, words: list[str], key: str, seconds: float) -> list[Figure]:
    server = subprocess.Popen(
        [sys.executable, "-m", name, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _until_it_listens()
        found = [Figure(f"{name}: sign-in page, one after the other", _pages(seconds), "pages/s")]
        if _WSGI not in words:
            single = load(_PORT, key, clients=8, count=1, seconds=seconds)
            batch = load(_PORT, key, clients=8, count=100, seconds=seconds)
            found += [
                Figure(f"{name}: 1 event a request, 8 clients", single.requests, "requests/s"),
                Figure(f"{name}: p99 of it", single.p99 * 1e3, "ms"),
                Figure(f"{name}: batches of 100, 8 clients", batch.requests * 100, "events/s"),
                Figure(f"{name}: p99 of it", batch.p99 * 1e3, "ms"),
            ]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    return found


def _until_it_listens() -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", _PORT), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def _pages(seconds: float) -> float:
    """Pages a second over one connection at a time, when the program behind has been loaded."""
    taken = []
    _page()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        _page()
        taken.append(time.perf_counter() - begun)
    return 1 / statistics.median(taken)


def _page() -> None:
    with socket.create_connection(("127.0.0.1", _PORT)) as connection:
        connection.sendall(_PAGE)
        got = b""
        while b"</html>" not in got:
            part = connection.recv(65536)
            if not part:
                raise ConnectionError(f"the server hung up after {got[:200]!r}")
            got += part


if __name__ == "__main__":
    main()
