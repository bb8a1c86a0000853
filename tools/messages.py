"""Messages: collect them from code and templates into each part's own catalogue, and compile those.

    python -m tools.messages collect    bring every django.po up to date; translations are kept
    python -m tools.messages compile    write every django.mo that Django reads
    python -m tools.messages missing    list what has no Japanese yet

A message's English is its identifier, so only the Japanese catalogues exist. No gettext programs are needed.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "banso"
LANGUAGE = "ja"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_HEADER = {
    "Project-Id-Version": "banso",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
_PERCENT = re.compile(r"%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGcrs]")
_BRACE = re.compile(r"{(\w*)(?:[!:][^{}]*)?}")


@dataclass(slots=True)
class Message:
    """One text to translate.

    Attributes:
        plural: the English plural, or "".
        context: what tells two equal texts apart, or "".
        files: where it stands, relative to the repository.
        comments: what the code says to translators.
    """

    text: str
    plural: str = ""
    context: str = ""
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def homes() -> list[Path]:
    """The folders that own a catalogue: every Django app, and the kit."""
    return sorted({path.parent for path in PACKAGE.rglob("apps.py")} | {PACKAGE / "kit"})


def catalogue_of(home: Path) -> Path:
    return home / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def sources(home: Path) -> Iterator[Path]:
    """The Python files and templates that belong to a home and to no home below it."""
    others = [other for other in homes() if other != home and home in other.parents]
    for path in sorted(home.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations", "static"} & set(path.parts):
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        if not any(other in path.parents for other in others):
            yield path


def messages_in(path: Path) -> Iterator[Message]:
    """The messages of one Python file or template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Between the messages stands blanked-out text whose indentation Python would refuse.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    found = extract(
        "python",
        BytesIO(text.encode()),
        keywords=KEYWORDS,
        comment_tags=("Translators",),
        strip_comment_tags=True,
    )
    where = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    for _, texts, comments, context in found:
        single, plural = (texts[0], texts[1]) if isinstance(texts, tuple) else (texts, "")
        if single:
            yield Message(single, plural, context or "", {where}, list(comments))


def collected(home: Path) -> dict[tuple[str, str], Message]:
    """Every message of a home, by context and text."""
    found: dict[tuple[str, str], Message] = {}
    for path in sources(home):
        for message in messages_in(path):
            known = found.setdefault(message.key, message)
            known.files |= message.files
            known.plural = known.plural or message.plural
    return found


def translations(home: Path) -> dict[tuple[str, str], polib.POEntry]:
    path = catalogue_of(home)
    if not path.exists():
        return {}
    return {
        (entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete
    }


def rewrite(home: Path) -> None:
    """Bring a home's catalogue up to date with its code; a home without messages has no catalogue."""
    wanted, known = collected(home), translations(home)
    path = catalogue_of(home)
    if not wanted:
        path.unlink(missing_ok=True)
        return
    book = polib.POFile(wrapwidth=100)
    book.metadata = dict(_HEADER)
    for key in sorted(wanted, key=lambda key: (key[1], key[0])):
        book.append(_entry(wanted[key], known.get(key)))
    path.parent.mkdir(parents=True, exist_ok=True)
    text = str(book).rstrip("\n") + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(message.files)],
        comment="\n".join(message.comments),
    )
    before = "" if known is None else known.msgstr or known.msgstr_plural.get(0, "")
    if message.plural:
        entry.msgstr_plural = {0: before}
    else:
        entry.msgstr = before
    if known is not None and known.fuzzy:
        entry.flags.append("fuzzy")
    if _PERCENT.search(message.text):
        entry.flags.append("python-format")
    return entry


def japanese(entry: polib.POEntry) -> str:
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def placeholders(text: str) -> frozenset[str]:
    """What a format string will fill in: %(name)s, %s and {name}."""
    percents = {f"%{found[1] or ''}" for found in _PERCENT.finditer(text.replace("%%", ""))}
    return frozenset(percents | {f"{{{found[1]}}}" for found in _BRACE.finditer(text)})


def faults(home: Path) -> list[str]:
    """What is wrong with a home's Japanese, one sentence for each message."""
    found, known = [], translations(home)
    wanted = collected(home)
    for key, message in wanted.items():
        entry = known.get(key)
        place = f"{min(message.files)}: {message.text!r}"
        if entry is None or not japanese(entry).strip():
            found.append(f"{place} has no Japanese")
        elif entry.fuzzy:
            found.append(f"{place} is marked fuzzy")
        elif placeholders(japanese(entry)) not in {placeholders(message.text), placeholders(message.plural)}:
            found.append(f"{place} fills in other things than {japanese(entry)!r}")
    found += [
        f"{catalogue_of(home).relative_to(ROOT)}: {key[1]!r} is no longer used"
        for key in known.keys() - wanted.keys()
    ]
    return found


def compile_all(folder: Path = PACKAGE) -> int:
    """Write each catalogue's .mo where it is older than its .po; returns how many were written."""
    written = 0
    for path in sorted(folder.rglob("django.po")):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))
            written += 1
    return written


def _missing(homes_: Iterable[Path]) -> int:
    wrong = [fault for home in homes_ for fault in faults(home)]
    print("\n".join(wrong) if wrong else "Every message has its Japanese.")
    return 1 if wrong else 0


def main(argv: list[str]) -> int:
    if argv == ["collect"]:
        for home in homes():
            rewrite(home)
        compile_all()
        return 0
    if argv == ["compile"]:
        compile_all()
        return 0
    if argv == ["missing"]:
        return _missing(homes())
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
