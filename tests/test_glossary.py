"""The field's words stay the same on every page: `docs/reference/glossary.csv`, from the seed documents."""

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools import messages

GLOSSARY = messages.ROOT / "docs" / "reference" / "glossary.csv"


@dataclass(frozen=True, slots=True)
class Term:
    english: str
    japanese: str
    never: str


def terms() -> list[Term]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return [Term(row["english"], row["japanese"], row["never"]) for row in csv.DictReader(file)]


def declared(path: Path) -> Iterator[str]:
    """The Japanese of every Text(en=..., ja=...) in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            for keyword in node.keywords:
                if keyword.arg == "ja" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


def spoken() -> Iterator[tuple[str, str]]:
    """Every Japanese text of the product with the file it stands in."""
    for home in messages.homes():
        for entry in messages.translations(home).values():
            yield str(messages.catalogue_of(home).relative_to(messages.ROOT)), messages.japanese(entry)
    for path in messages.PACKAGE.rglob("*.py"):
        if "tests" not in path.parts:
            for text in declared(path):
                yield str(path.relative_to(messages.ROOT)), text
    for path in [*messages.ROOT.glob("*.ja.md"), *messages.ROOT.glob("docs/**/*.ja.md")]:
        yield str(path.relative_to(messages.ROOT)), path.read_text(encoding="utf-8")


def test_the_table_is_sorted_and_names_each_term_once() -> None:
    names = [term.english.lower() for term in terms()]
    assert names == sorted(set(names))


@pytest.mark.parametrize("term", [term for term in terms() if term.never], ids=lambda term: term.english)
def test_no_text_uses_another_word(term: Term) -> None:
    assert [(place, text[:80]) for place, text in spoken() if re.search(term.never, text)] == [], (
        term.japanese
    )


def test_a_message_that_is_a_term_is_translated_as_the_table_says() -> None:
    wanted = {term.english.lower(): term.japanese for term in terms()}
    wrong = []
    for home in messages.homes():
        for (context, text), entry in messages.translations(home).items():
            name = text.lower()
            term = wanted.get(name) or wanted.get(name.removesuffix("s"))
            if term and not context and messages.japanese(entry) not in term.split("|"):
                wrong.append(f"{text}: {messages.japanese(entry)}, not {term}")
    assert wrong == []
