"""A real Chromium for tests of pages: strict content policy, no console error, axe finds nothing.

    def test_page(browse: Browse, member: Person) -> None:
        page = browse("/w/harunire/accounts/", person=member, lang="en", theme="dark", width=390)
        assert_accessible(page)

Whatever the pages of a test write to the console as an error, and every breach of the content policy, fails
the test at its end.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tools.screenshots import found_browser

from banso.domain.workspaces.models import Person
from banso.kit.tenancy import scope

ROOT = Path(__file__).resolve().parents[2]
# The shell is the same browser without windows, and asks a third less of the processor.
CHROMIUM = found_browser("chromium-headless-shell", "chromium", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The page tells of breaches itself; a listener on the console would miss those of style attributes.
_WATCH = """
window.__breaches = [];
document.addEventListener("securitypolicyviolation", (breach) => window.__breaches.push(
  `${breach.effectiveDirective}: ${breach.blockedURI} in ${breach.sourceFile}:${breach.lineNumber}`));
"""

Theme = Literal["light", "dark"]


@dataclass
class Faults:
    """What the pages of one test complained of; a test that provokes a fault takes it out of the list."""

    told: list[str] = field(default_factory=list)


@dataclass
class Browse:
    """Opens pages; every call has a browser context of its own unless `reuse` is given."""

    chromium: Browser
    address: str
    faults: Faults
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        path: str,
        *,
        person: Person | None = None,
        lang: str = "ja",
        theme: Theme = "light",
        width: int = 1440,
        height: int = 900,
    ) -> Page:
        """The page at `path`, loaded, as `person` sees it."""
        context = self.chromium.new_context(
            base_url=self.address,
            locale="ja-JP" if lang == "ja" else "en-GB",
            color_scheme=theme,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(_WATCH)
        if person is not None:
            Person.objects.filter(pk=person.pk).update(language=lang)
            cookie = django_settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": cookie, "value": session_of(person), "url": self.address}])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.told.append(f"script: {error}"))
        page.goto(path, wait_until="load")
        return page

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.faults.told.append(f"console: {message.text}")

    def close(self) -> None:
        for context in self.contexts:
            for page in context.pages:
                self.faults.told += [
                    f"policy: {breach}" for breach in page.evaluate("window.__breaches || []")
                ]
            context.close()


def session_of(person: Person) -> str:
    """A session in which the person is signed in."""
    person.refresh_from_db()
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def assert_accessible(page: Page, *, only: str | None = None) -> None:
    """Fail on anything that axe finds on the page, or in the part that `only` selects."""
    # A page still being read has no main part yet, and would be told for that.
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "([rules, only]) => axe.run(only || document, {runOnly: {type: 'tag', values: rules}})", [RULES, only]
    )
    told = [
        f"{rule['id']}: {node['target']} {node['failureSummary']} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    assert told == []


def assert_fits(page: Page) -> None:
    """Fail when the page is wider than its window: a phone would scroll sideways."""
    width, wide = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= wide


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # The browser's driver keeps an event loop on this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def browse(chromium: Browser, live_server: LiveServer, settings: Any, faults: Faults) -> Iterator[Browse]:
    settings.STYLEGUIDE = True
    settings.ALLOWED_HOSTS = ["*"]
    opener = Browse(chromium, live_server.url, faults)
    yield opener
    opener.close()
    assert faults.told == []


@pytest.fixture
def member(transactional_db: None) -> Person:  # noqa: ARG001 - the server reads in a thread of its own
    """An owner of the workspace `harunire`."""
    from banso.domain.workspaces.actions import add_member, create_workspace  # noqa: PLC0415 - after settings
    from banso.kit.actor import SYSTEM  # noqa: PLC0415

    made = create_workspace("harunire", name="ハルニレ株式会社", by=SYSTEM)
    person = Person.objects.create_user("misaki@harunire.example", "a long password", name="佐藤 美咲")
    with scope(workspace=made):
        add_member(person, ["owner"], by=SYSTEM)
    return person


Shot = Callable[[Page, str], None]


@pytest.fixture
def shot() -> Shot:
    """Keeps a picture of a page under test-results/ when BANSO_SHOTS is set."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("BANSO_SHOTS"):
            folder = ROOT / "test-results"
            folder.mkdir(exist_ok=True)
            page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take
