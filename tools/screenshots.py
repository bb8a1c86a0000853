"""Pictures for the README, taken from the sample company: docs/images/*.png.

    make screenshots

Loads the sample into a folder of its own, serves it, signs in by a one-time link, takes each page in light.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
START_SECONDS = 900
_LINK = re.compile(r"(http://localhost:\d+)(/sign-in/link/\S+)")


def found_browser(*names: str) -> str:
    """The path of BANSO_CHROMIUM, or of the first of these browsers that is here."""
    asked = (os.environ["BANSO_CHROMIUM"],) if os.environ.get("BANSO_CHROMIUM") else names
    return next(filter(None, map(shutil.which, asked)), asked[0])


CHROMIUM = found_browser("chromium", "google-chrome", "chromium-headless-shell")


@contextmanager
def served(home: Path, port: int) -> Iterator[tuple[str, str]]:
    """The sample company on loopback: its address, and a link that signs in."""
    environment = os.environ | {"BANSO_HOME": str(home), "BANSO_PORT": str(port)}
    command = [sys.executable, "-m", "banso.project", "serve", "--sample", "--port", str(port)]
    log = home / "serve.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield _link(server, log)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _link(server: "subprocess.Popen[bytes]", log: Path) -> tuple[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        found = _LINK.search(log.read_text(encoding="utf-8"))
        if found:
            return found[1], found[1] + found[2]
        time.sleep(0.5)
    raise SystemExit(f"the server gave no sign-in link:\n{log.read_text(encoding='utf-8')}")


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    if page.locator("main form[method=post] button.btn-primary").count():
        page.locator("main form[method=post] button.btn-primary").first.click()
    page.wait_for_url("**/w/harunire/**")


def take(page: Page, base: str, path: str, name: str, *, height: int = 900) -> None:
    page.set_viewport_size({"width": 1440, "height": height})
    page.goto(f"{base}/w/harunire/{path}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


def a_telling_account(page: Page, base: str) -> str:
    """Of the accounts that went quiet, the first whose champion has left: its page has a story."""
    page.goto(f"{base}/w/harunire/")
    quiet = page.locator(".bn-cols section").nth(1).locator('a.bn-name[href*="accounts/"]')
    paths = [(link.get_attribute("href") or "").partition("accounts/")[2] for link in quiet.all()]
    for path in paths:
        page.goto(f"{base}/w/harunire/accounts/{path}")
        if page.get_by_text("関係者が離れた").count():
            return path
    return paths[0]


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="banso-screenshots-") as name,
        served(Path(name), 8099) as (base, link),
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(color_scheme="light", locale="ja-JP").new_page()
        sign_in(page, link)
        take(page, base, "", "today")
        take(page, base, "accounts/", "accounts")
        take(page, base, f"accounts/{a_telling_account(page, base)}", "account", height=1000)
        take(page, base, "kpis/", "kpis", height=1000)
        take(page, base, "kpis/nrr/", "kpi", height=1000)
        browser.close()
    print("\n".join(str(path.relative_to(ROOT)) for path in sorted(FOLDER.glob("*.png"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
