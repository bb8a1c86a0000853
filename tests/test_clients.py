"""The clients that products really use, against the running server."""

import functools
import json
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response
from segment.analytics.client import Client

from tests.serving import Server, eventually, serving

ROOT = Path(__file__).resolve().parent.parent
NODE = """
import { Analytics } from "@segment/analytics-node";
const [key, host] = process.argv.slice(2);
const analytics = new Analytics({ writeKey: key, host });
analytics.on("error", (error) => { console.error(error); process.exitCode = 1; });
analytics.identify({ userId: "node-user", traits: { email: "n@example.jp" } });
analytics.group({ userId: "node-user", groupId: "node-co" });
analytics.track({ userId: "node-user", event: "Node Event", properties: { price: 12.5, name: "請求書" } });
analytics.page({ userId: "node-user", name: "Node Page" });
analytics.screen({ userId: "node-user", name: "Node Screen" });
analytics.alias({ userId: "node-user", previousId: "node-anonymous" });
await analytics.closeAndFlush({ timeout: 10000 });
"""
PAGE = """<!doctype html><title>A product</title>
<script src="/analytics-next/dist/umd/index.js"></script>
<script>
  const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: KEY, cdnURL: HOST });
  window.done = (async () => {
    await analytics.track("Before Sign-in");
    await analytics.identify("browser-user", { email: "b@example.jp" });
    await analytics.group("browser-co", { name: "Browser 株式会社" });
    await analytics.track("Browser Event", { note: "こんにちは" });
    await analytics.page("Browser Page");
    await analytics.screen("Browser Screen");
    return true;
  })();
</script>"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("clients")) as made:
        yield made


def remembered(server: Server, sql: str) -> list[tuple[object, ...]]:
    """What the loader knows."""
    try:
        with sqlite3.connect(f"file:{server.home}/usage_loader.sqlite3?mode=ro", uri=True) as state:
            return state.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return []


def names(server: Server) -> set[str]:
    return {str(row[0]) for row in remembered(server, "SELECT name FROM usage_name")}


def traits(server: Server, person: str) -> dict[str, object]:
    rows = remembered(server, f"SELECT traits FROM usage_person WHERE person = '{person}'")
    return json.loads(rows[0][0]) if rows else {}  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", [False, True])
def test_python(server: Server, *, packed: bool) -> None:
    failures: list[Exception] = []
    user = f"python-user-{packed}"
    client = Client(
        server.key, host=server.address, gzip=packed, on_error=lambda error, _: failures.append(error)
    )
    client.identify(user, {"email": "p@example.jp"})
    client.group(user, "python-co", {"name": "Python Co"})
    client.track(user, f"Python Event {packed}", {"price": 12.5})
    client.page(user, "Docs", f"Python Page {packed}")
    client.screen(user, "Mobile", f"Python Screen {packed}")
    client.alias("python-anonymous", user)
    client.flush()
    client.join()
    assert failures == []
    wanted = {f"Python Event {packed}", f"Docs Python Page {packed}", f"Mobile Python Screen {packed}"}
    assert eventually(lambda: wanted <= names(server))
    assert traits(server, user) == {"email": "p@example.jp"}


def test_python_is_told_of_a_wrong_key_once(server: Server) -> None:
    failures: list[Exception] = []
    client = Client("bnw_wrong", host=server.address, on_error=lambda error, _: failures.append(error))
    client.track("nobody", "Never Seen")
    client.flush()
    client.join()
    assert [getattr(error, "status", None) for error in failures] == [401]
    assert "Never Seen" not in names(server)


def test_node(server: Server) -> None:
    done = subprocess.run(
        ["node", "--input-type=module", "-", server.key, server.address],
        input=NODE, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert eventually(lambda: {"Node Event", "Node Page", "Node Screen"} <= names(server))
    assert traits(server, "node-user") == {"email": "n@example.jp"}


class _Product(SimpleHTTPRequestHandler):
    """The customer's own page, of another origin than ours."""

    page = b""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def product(server: Server) -> Iterator[str]:
    text = PAGE.replace("KEY", json.dumps(server.key)).replace("HOST", json.dumps(server.address))
    handler = type("Product", (_Product,), {"page": text.encode()})
    web = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(ROOT / "node_modules" / "@segment"))
    )
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{web.server_address[1]}/"
    web.shutdown()
    web.server_close()


def _note(failed: list[str], reply: Response) -> None:
    if reply.status >= 400:
        failed.append(f"{reply.status} {reply.url}")


@pytest.mark.browser
def test_browser(chromium: Browser, server: Server, product: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        failed: list[str] = []
        page.on("response", functools.partial(_note, failed))
        page.goto(product)
        assert page.evaluate("window.done")
        wanted = {"Before Sign-in", "Browser Event", "Browser Page", "Browser Screen"}
        assert eventually(lambda: wanted <= names(server))
    assert [each for each in failed if "favicon" not in each] == []
    assert traits(server, "browser-user") == {"email": "b@example.jp"}
    # What was done before signing in is theirs, and waits with the rest for the customer's account.
    waiting = remembered(
        server, "SELECT DISTINCT person, external_id FROM usage_waiting WHERE external_id = 'browser-co'"
    )
    assert waiting == [("browser-user", "browser-co")]
