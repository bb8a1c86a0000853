"""The page's own scripts in a real browser: keys, palette, dialogs, toasts, lists, drafts, the past."""

import pytest
from playwright.sync_api import Page, expect

from banso.domain.workspaces.models import Person
from tests.browser.fixtures import Browse, Faults, Shot, assert_accessible

pytestmark = pytest.mark.browser
GUIDE = "/w/harunire/_styleguide/"


@pytest.fixture
def guide(browse: Browse, member: Person) -> Page:
    return browse(GUIDE, person=member, lang="en")


_PRESS = """([selector, key, keyCode]) => {
  const event = new KeyboardEvent("keydown", {key, keyCode, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
  return event.defaultPrevented;
}"""
_TYPE_HALF = """(text) => {
  const box = document.querySelector("#palette input");
  box.value = text;
  box.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
}"""
_CONVERT = """() => document.querySelector("#palette input")
  .dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}))"""


def press_as_input_method(page: Page, selector: str, key: str) -> bool:
    """Send a key with the code 229 of an input method at work; whether the page kept it from the browser."""
    return bool(page.evaluate(_PRESS, [selector, key, 229]))


def test_the_palette_opens_by_key_finds_acts_and_closes(guide: Page, shot: Shot) -> None:
    guide.keyboard.press("Control+k")
    palette = guide.get_by_role("dialog", name="Find, go, do")
    expect(palette).to_be_visible()
    guide.keyboard.type("light")
    expect(palette.get_by_role("option")).to_have_text(["Switch light and dark"])
    shot(guide, "palette.light")
    assert_accessible(guide)
    guide.keyboard.press("Enter")
    expect(palette).to_be_hidden()
    expect(guide.locator("html")).to_have_attribute("data-bs-theme", "dark")
    guide.reload()
    expect(guide.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_palette_says_when_nothing_is_found(guide: Page) -> None:
    guide.keyboard.press("Control+k")
    guide.keyboard.type("zzz")
    expect(guide.locator("#palette .none")).to_have_text("Nothing found for “zzz”.")


def test_no_key_fires_while_an_input_method_converts(guide: Page) -> None:
    press_as_input_method(guide, "body", "?")
    expect(guide.locator("#bn-help")).to_be_hidden()
    guide.keyboard.press("?")
    expect(guide.locator("#bn-help")).to_be_visible()


def test_the_enter_that_confirms_a_conversion_does_not_submit(guide: Page) -> None:
    assert press_as_input_method(guide, "#id_title", "Enter")
    assert not press_as_input_method(guide, "#id_title", "a")


def test_half_converted_text_is_not_searched_for(guide: Page) -> None:
    guide.keyboard.press("Control+k")
    expect(guide.locator("#palette")).to_be_visible()
    guide.evaluate(_TYPE_HALF, "ｚｚ")
    expect(guide.locator("#palette .none")).to_have_count(0)
    guide.evaluate(_CONVERT)
    expect(guide.locator("#palette .none")).to_have_count(1)


def test_single_keys_are_silent_in_fields_and_can_be_switched_off(guide: Page) -> None:
    guide.locator("#id_title").press("?")
    expect(guide.locator("#id_title")).to_have_value("?")
    guide.locator("h1").click()
    guide.keyboard.press("?")
    guide.get_by_label("Keys without Ctrl or ⌘").uncheck()
    guide.keyboard.press("Escape")
    expect(guide.locator("#bn-help")).to_be_hidden()
    guide.keyboard.press("?")
    expect(guide.locator("#bn-help")).to_be_hidden()


def test_help_is_accessible(guide: Page) -> None:
    guide.keyboard.press("?")
    assert_accessible(guide, only="#bn-help")


def test_j_and_k_walk_the_rows_and_x_selects(guide: Page) -> None:
    first = guide.locator("form[data-bulk] tbody tr").first
    first.locator("a.bn-name").focus()
    guide.keyboard.press("j")
    guide.keyboard.press("x")
    expect(guide.locator("[data-bulk-count]")).to_have_text("1 selected")
    expect(guide.locator("form[data-bulk] tbody tr").nth(1).get_by_role("checkbox")).to_be_checked()


def test_the_bar_counts_what_is_selected_and_clears_it(guide: Page) -> None:
    boxes = guide.locator("input[name=ids]")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(guide.locator("[data-bulk-count]")).to_have_text("3 selected")
    assert_accessible(guide, only="form[data-bulk]")
    guide.get_by_label("Select all on this page").check()
    expect(guide.locator("[data-bulk-count]")).to_have_text("4 selected")
    guide.get_by_role("button", name="Clear the selection").click()
    expect(guide.locator("[data-bulk-bar]")).to_be_hidden()


def test_an_act_is_confirmed_first_and_can_be_taken_back(guide: Page) -> None:
    guide.locator("input[name=ids]").first.check()
    guide.get_by_role("button", name="Change the owner").click()
    dialog = guide.locator("#bn-confirm")
    expect(dialog).to_contain_text("Change the owner of the selected accounts?")
    assert_accessible(guide, only="#bn-confirm")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(guide.locator(".bn-toast")).to_have_count(0)
    guide.get_by_role("button", name="Change the owner").click()
    dialog.get_by_role("button", name="Change").click()
    expect(guide.locator(".bn-toast")).to_contain_text("Taken back.")


def test_a_fragment_tells_through_a_toast_that_can_be_closed(guide: Page, shot: Shot) -> None:
    guide.get_by_role("button", name="Without leaving").click()
    toast = guide.locator(".bn-toast")
    expect(toast).to_contain_text("Taken back.")
    shot(guide, "toast")
    assert_accessible(guide, only="#bn-toasts")
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)


def test_a_lost_connection_is_told_in_words(guide: Page, faults: Faults) -> None:
    guide.context.set_offline(True)
    guide.get_by_role("button", name="Without leaving").click()
    expect(guide.locator(".bn-toast")).to_contain_text("The server cannot be reached.")
    guide.context.set_offline(False)
    expected = ("ERR_INTERNET_DISCONNECTED", "htmx:")
    assert [told for told in faults.told if not any(part in told for part in expected)] == []
    faults.told.clear()


def test_the_chosen_columns_are_remembered(guide: Page) -> None:
    head = guide.locator("th[data-col=renews]")
    expect(head).to_be_hidden()
    guide.get_by_role("button", name="Columns").click()
    guide.get_by_label("Renews").check()
    expect(head).to_be_visible()
    guide.get_by_role("checkbox", name="MRR").uncheck()
    guide.reload()
    expect(head).to_be_visible()
    expect(guide.locator("th[data-col=mrr]")).to_be_hidden()


def test_a_draft_comes_back_and_can_be_discarded(guide: Page) -> None:
    guide.locator("#id_title").fill("Second plant")
    guide.locator("#id_body").fill("Shift leader moved")
    guide.goto("/w/harunire/notices/")
    guide.goto(GUIDE)
    expect(guide.locator("#id_body")).to_have_value("Shift leader moved")
    guide.get_by_role("button", name="Discard it").click()
    expect(guide.locator("#id_title")).to_have_value("")
    guide.reload()
    expect(guide.locator(".bn-draft")).to_have_count(0)


def test_a_draft_is_dropped_once_the_server_took_it(guide: Page) -> None:
    guide.locator("#id_title").fill("Taken")
    guide.locator("#id_amount").fill("1200")
    guide.get_by_label("The customer").check()
    guide.get_by_role("button", name="Keep the note").click()
    expect(guide.locator(".bn-toast")).to_contain_text("The note is kept.")
    guide.goto(GUIDE)
    expect(guide.locator(".bn-draft")).to_have_count(0)
    expect(guide.locator("#id_title")).to_have_value("")


def test_a_refused_form_keeps_what_was_typed_and_says_why(guide: Page, shot: Shot, faults: Faults) -> None:
    guide.locator("#id_title").fill("Refused")
    guide.locator("#id_amount").fill("-5")
    guide.get_by_label("The customer").check()
    guide.get_by_role("button", name="Keep the note").click()
    error = guide.locator("#id_amount_error")
    expect(error).to_have_text(
        "The amount is missing or negative. Received: -5. Wanted: zero or more, such as 1200."
    )
    expect(guide.locator("#id_title")).to_have_value("Refused")
    expect(guide.locator(".bn-wrong")).to_be_focused()
    shot(guide, "form-refused")
    assert_accessible(guide, only="#form")
    # Chromium itself writes the 422 of the page into the console.
    assert [told for told in faults.told if "422" not in told] == []
    faults.told.clear()


def test_the_past_stays_on_links_until_it_is_left(browse: Browse, member: Person, shot: Shot) -> None:
    page = browse(f"{GUIDE}?as_of=2026-11-02+18:00", person=member, lang="ja", theme="dark")
    banner = page.locator(".bn-asof")
    expect(banner).to_contain_text("2026年11月2日(月) 18:00までに分かっていたこと")
    assert_accessible(page)
    shot(page, "asof.dark")
    page.locator(".bn-tabs a").first.click()
    page.wait_for_url("**as_of=2026-11-02T09%3A00%3A00Z**")
    page.get_by_role("link", name="いまに戻る").first.click()
    expect(banner).to_have_count(0)


def test_the_moment_is_asked_for_in_words_and_wrong_ones_are_told(guide: Page) -> None:
    guide.keyboard.press(".")
    box = guide.get_by_label("Day or time")
    expect(box).to_be_focused()
    assert_accessible(guide, only="#asof-menu")
    box.fill("yesterday")
    box.press("Enter")
    expect(guide.locator(".bn-asof")).to_contain_text("“yesterday” is neither a day nor a time")
    # The words are there before the script that listens for the key.
    guide.wait_for_load_state("load")
    guide.keyboard.press(".")
    guide.get_by_label("Day or time").fill("2 Nov 2026 18:00")
    guide.get_by_role("button", name="Show").click()
    expect(guide.locator(".bn-asof")).to_contain_text("2 Nov 2026, 18:00")


def test_menus_open_under_their_button_and_close(guide: Page) -> None:
    button = guide.get_by_role("button", name="my accounts")
    button.click()
    menu = guide.locator("#chip-whose")
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    above, below = button.bounding_box(), menu.bounding_box()
    assert above is not None
    assert below is not None
    assert (below["x"], round(below["y"] - above["y"] - above["height"])) == (above["x"], 4)
    guide.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link").nth(1)).to_be_focused()
    guide.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_the_persons_menu_is_accessible_and_switches_amounts(guide: Page, shot: Shot) -> None:
    guide.get_by_role("button", name="My menu").click()
    shot(guide, "me-menu")
    assert_accessible(guide, only="#me-menu")
    guide.get_by_role("button", name="In thousands").click()
    expect(guide.locator(".bn-tile .v").first).to_have_text("¥7,864K")


def test_copying_says_so(guide: Page) -> None:
    guide.get_by_role("button", name="Copy").click()
    expect(guide.locator(".bn-toast")).to_contain_text("Copied")
    assert guide.evaluate("navigator.clipboard.readText()") == "banso serve"


def test_charts_are_fetched_when_seen(guide: Page) -> None:
    expect(guide.locator(".bn-later")).to_have_count(1)
    guide.locator(".bn-later").scroll_into_view_if_needed()
    expect(guide.locator(".bn-later")).to_have_count(0)


def test_the_first_stop_of_the_keyboard_skips_to_the_content(guide: Page) -> None:
    guide.keyboard.press("Tab")
    expect(guide.locator(".bn-skip")).to_be_focused()
    guide.keyboard.press("Enter")
    expect(guide.locator("main")).to_be_focused()


def test_the_open_tab_is_in_sight_on_a_phone(browse: Browse, member: Person) -> None:
    page = browse("/w/harunire/settings/security/", person=member, lang="ja", width=390)
    tab = page.locator(".bn-tabs [aria-current]")
    expect(tab).to_have_text("自分のセキュリティ")
    left, right = tab.evaluate(
        "(one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]"
    )
    assert left >= 0
    assert right <= 390
