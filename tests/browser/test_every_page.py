"""Every page of a workspace in a real browser: both languages, both themes, desk and phone.

The pages are those of the URL table, so a new one is tried by itself. An address with a word that stands for
something new needs a value in `whole.py`; one that is no page says so in NO_PAGE.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from banso.domain.workspaces.models import Person, Workspace
from banso.kit.tenancy import scope
from tests.browser.fixtures import AXE, RULES, Browse, Faults, Shot, Theme
from tests.browser.whole import whole

HOME = "/w/harunire/"
# Addresses below /w/<slug>/ that answer with something else than a page of their own.
NO_PAGE = {
    "account_outcomes": "a part of the account's page",
    "account_answers_card": "a part of the account's page",
    "deal_answers": "a part of the deal's page",
    "deal_goals": "a part of the deal's page",
    "deal_handoff": "a part of the deal's page",
    "deal_quotes": "a part of the deal's page",
    "quote_pdf": "a file",
    "deal_lead": "a part of the deal's page",
    "deals_bulk": "leads to the table",
    "leads_bulk": "leads to the list",
    "next_call": "leads to the next lead of the list",
    "export_file": "a file",
    "file": "a file",
    "import_rejected": "a file",
    "privacy_file": "a file",
    "privacy_receipt_en": "a file",
    "privacy_receipt_ja": "a file",
    "notice": "leads to what the notice tells of",
    "settings": "leads to the first page of the settings",
    "account_care": "a part of the account's page",
    "account_usage": "a part of the account's page",
    "kpi-board-chart": "a part of the board",
    "notices_bell": "a part of every page",
    "palette": "what the palette asks",
    "styleguide": "tried by test_styleguide.py",
    "styleguide_chart": "a part of the style guide",
    "targets_person_cell": "a part of the table of targets",
    "targets_team_cell": "a part of the table of targets",
    "tracking_live": "a part of the tracking page",
}
# What an address stands for where it is not what its word says.
INSTEAD = {"import_mapping": {"run_id": "draft_id"}, "quote_answer": {"quote_id": "sent_quote_id"}}
# Pages that have more than one face, by what is asked of them.
FACES = {
    "accounts": ["q=北浜", "sort=-employees&stage=adoption", "tag=大口&archived=1", "q=nobody"],
    "account": ["group=people", "as_of=2026-11-02"],
    "contracts_lines": ["state=ended", "state=future"],
    "tasks": ["tab=everybody&state=all", "q=nobody"],
    "onboarding": ["face=board", "face=gantt"],
    "onboardings": ["state=all", "q=nobody"],
    "questions": ["state=all&sort=-twice", "q=nobody"],
    "question_forms": ["state=archived"],
    "quotes": ["state=draft", "q=nobody"],
    "promises": ["tab=all", "tab=risk&split=kind", "tab=all&as_of=2026-11-21", "q=nobody"],
    "kpi": ["period=2024-05&by=plan", "period=2024-05&as_of=2024-04-30"],
    "kpi-board": ["period=2024-05"],
    "targets": ["of=teams&grain=quarter", "year=2020", "team=nobody"],
    "targets_person": ["grain=quarter"],
    "settings_audit": ["who=nobody"],
}
# The first look of a page gets every rule, the second those whose answer hangs on colours, sizes and on what
# is shown: the rest of the page is the same.
LOOKS: tuple[tuple[Theme, int], ...] = (("light", 1440), ("dark", 390))
OTHER_LOOKS: tuple[tuple[Theme, int], ...] = (("dark", 1440), ("light", 390))
OF_LOOKS = [
    "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "heading-order",
    "button-name", "link-name", "label", "landmark-unique", "aria-hidden-focus",
]  # fmt: skip

_LOOK = """async ([asked, theme]) => {
  const root = document.documentElement;
  while (root.dataset.bsTheme !== theme) await new Promise(requestAnimationFrame);
  const told = [];
  for (const rule of (await axe.run(document, {runOnly: asked, resultTypes: ["violations"]})).violations)
    for (const node of rule.nodes) told.push(`${rule.id}: ${node.target} ${node.html.slice(0, 120)}`);
  if (root.scrollWidth > root.clientWidth) told.push(`${root.scrollWidth} wide, not ${root.clientWidth}`);
  return told;
}"""


@dataclass
class Tried:
    """What was wrong, by page and look."""

    wrong: list[str] = field(default_factory=list)

    def note(self, where: str, told: list[str]) -> None:
        self.wrong += [f"{where}: {each}" for each in told]


def pages(found: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """The name of each page of a workspace, with the words that its address needs."""
    for each in (found or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from pages(each, before + str(each.pattern))
        elif isinstance(each, URLPattern) and (before + str(each.pattern)).startswith("w/<slug:slug>/"):
            rule = getattr(each.callback, "access_rule", None)
            if (
                rule is not None
                and rule.kind == "page"
                and "GET" in rule.methods
                and each.name not in NO_PAGE
                and not hasattr(each.callback, "exports_list")
            ):
                yield str(each.name), list(each.pattern.converters)


def addresses(words: dict[str, object]) -> list[tuple[str, str]]:
    """Name and address of every face of every page."""
    made = []
    for name, needed in pages():
        named = INSTEAD.get(name, {})
        asked = {word: named.get(word, word) for word in needed if word != "slug"}
        missing = sorted(set(asked.values()) - set(words))
        assert missing == [], f"{name}: tests/browser/whole.py has nothing for {missing}"
        kwargs = {word: words[key] for word, key in asked.items()}
        address = reverse(name, kwargs={"slug": "harunire", **kwargs})
        made += [(name, address), *((f"{name}?{face}", f"{address}?{face}") for face in FACES.get(name, []))]
    return made


def test_no_row_of_the_tables_has_lost_its_page() -> None:
    everything = {pattern.name for pattern in _patterns(get_resolver())}
    assert (set(NO_PAGE) | set(INSTEAD) | set(FACES)) - everything == set()


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each


def complaints(page: Page, theme: Theme, width: int, *, first: bool) -> list[str]:
    """What axe finds at that look, and whether the page is wider than its window."""
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    rules = {"type": "tag", "values": RULES} if first else {"type": "rule", "values": OF_LOOKS}
    found = page.evaluate(_LOOK, [rules, theme])
    return [str(each) for each in found]


@pytest.mark.parametrize(("lang", "looks"), [("ja", LOOKS), ("en", OTHER_LOOKS)], ids=["ja", "en"])
@pytest.mark.usefixtures("column_store")
def test_every_page(
    browse: Browse,
    member: Person,
    faults: Faults,
    shot: Shot,
    *,
    lang: str,
    looks: tuple[tuple[Theme, int], ...],
) -> None:
    with scope(workspace=Workspace.objects.get()):
        words = whole(member)
    page = browse(f"{HOME}notices/", person=member, lang=lang)
    page.context.add_init_script(AXE.read_text(encoding="utf-8"))
    tried = Tried()
    for name, address in addresses(words):
        answer = page.goto(address)
        assert answer is not None
        where = f"{name} ({lang})"
        if answer.status != 200:
            tried.note(where, [f"answers {answer.status}"])
            faults.told.clear()
            continue
        for theme, width in looks:
            told = complaints(page, theme, width, first=(theme, width) == looks[0])
            tried.note(f"{where} {theme} {width}", told)
            shot(page, f"every-{name.replace('?', '-')}-{lang}-{theme}-{width}")
        breaches = page.evaluate("window.__breaches || []")
        tried.note(where, [f"policy: {breach}" for breach in breaches] + faults.told)
        faults.told.clear()
    assert not tried.wrong, "\n".join(tried.wrong)
