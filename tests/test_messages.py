"""Every text that a person sees exists in English and in good Japanese."""

from pathlib import Path

import polib
import pytest
from django.utils import translation
from tools import messages


@pytest.mark.parametrize("home", messages.homes(), ids=lambda home: str(home.relative_to(messages.PACKAGE)))
def test_every_message_has_its_japanese(home: Path) -> None:
    assert messages.faults(home) == [], "run `make messages`, then translate in the catalogue"


def test_django_finds_every_catalogue() -> None:
    from django.apps import apps  # noqa: PLC0415 - the settings come first
    from django.conf import settings  # noqa: PLC0415

    read = {Path(config.path) for config in apps.get_app_configs()}
    read |= {Path(path).parent for path in settings.LOCALE_PATHS}
    assert [
        home for home in messages.homes() if messages.catalogue_of(home).exists() and home not in read
    ] == []


def test_what_is_shown_is_our_own_japanese() -> None:
    """The libraries translate some of the same English their way, "Note" or "Usage" for example."""
    with translation.override("ja"):
        entries = [
            (entry.msgctxt, entry.msgid, entry.msgstr)
            for home in messages.homes()
            if messages.catalogue_of(home).exists()
            for entry in polib.pofile(str(messages.catalogue_of(home)))
            if not entry.msgid_plural and not entry.obsolete
        ]
        others = [
            (text, shown, ours)
            for context, text, ours in entries
            for shown in [translation.pgettext(context, text) if context else translation.gettext(text)]
            if shown != ours
        ]
    assert len(entries) > 1_000
    assert others == []


def test_messages_are_found_in_code_and_templates(tmp_path: Path) -> None:
    code = tmp_path / "views.py"
    code.write_text(
        'from django.utils.translation import gettext_lazy as _, ngettext\n_("Save")\n'
        'ngettext("%(n)s row", "%(n)s rows", 2)\npgettext("verb", "Open")\n'
    )
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}{% translate "Cancel" %}'
        "{% blocktranslate count n=rows trimmed %}\n  {{ n }} seat\n{% plural %}\n  {{ n }} seats\n"
        '{% endblocktranslate %}{% translate "May" context "month" %}'
    )
    found = [
        (each.context, each.text, each.plural) for path in (code, page) for each in messages.messages_in(path)
    ]
    assert found == [
        ("", "Save", ""),
        ("", "%(n)s row", "%(n)s rows"),
        ("verb", "Open", ""),
        ("", "Cancel", ""),
        ("", "%(n)s seat", "%(n)s seats"),
        ("month", "May", ""),
    ]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("%(n)s rows of %(total)d", {"%n", "%total"}),
        ("%s by {name}", {"%", "{name}"}),
        ("100%% of {value:.1f}", {"{value}"}),
        ("nothing", set()),
    ],
)
def test_placeholders(text: str, filled: set[str]) -> None:
    assert messages.placeholders(text) == filled


def test_collecting_keeps_translations_and_drops_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "apps.py").write_text("")
    code = tmp_path / "views.py"
    code.write_text('_("Save")\n_("Gone")\n')
    messages.rewrite(tmp_path)
    book = messages.catalogue_of(tmp_path)
    book.write_text(book.read_text().replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "保存する"'))
    code.write_text('_("Save")\n_("New")\n')
    messages.rewrite(tmp_path)
    kept = {key[1]: messages.japanese(entry) for key, entry in messages.translations(tmp_path).items()}
    assert kept == {"Save": "保存する", "New": ""}
    assert messages.faults(tmp_path) == ["views.py: 'New' has no Japanese"]
    assert messages.compile_all(tmp_path) == 1
    assert messages.compile_all(tmp_path) == 0


def test_a_translation_that_fills_in_other_things_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "apps.py").write_text("")
    (tmp_path / "views.py").write_text('_("%(n)s rows")\n')
    messages.rewrite(tmp_path)
    book = messages.catalogue_of(tmp_path)
    book.write_text(
        book.read_text()
        .replace('msgstr ""\n', 'msgstr "%(m)s行"\n')
        .replace('msgid ""\nmsgstr "%(m)s行"', 'msgid ""\nmsgstr ""')
    )
    assert messages.faults(tmp_path) == ["views.py: '%(n)s rows' fills in other things than '%(m)s行'"]


def test_one_message_has_one_japanese() -> None:
    """Django merges all catalogues: of two translations of one message, one would show on both pages."""
    known: dict[tuple[str, str], set[str]] = {}
    for home in messages.homes():
        for (context, text), entry in messages.translations(home).items():
            known.setdefault((context or "", text), set()).add(messages.japanese(entry))
    assert {key: words for key, words in known.items() if len(words) > 1} == {}
