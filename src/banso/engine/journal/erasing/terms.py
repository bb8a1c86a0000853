"""What names a person, and what stands in its place once they are erased: pure.

Each tracking id gets a pseudonym of its own, so that whatever counts people counts the same afterwards. All
pseudonyms of one erasure begin with its mark, which is random: it tells what was written anew from what has
still to be.
"""

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

MARK = "erased-"
# Below this, an id is looked for only where a person's id is expected: "7" stands in every text.
_TELLING = 6
_ASCII = r"[A-Za-z0-9_@+\-]"
# "a@b.jp.csv" is a file that is called by somebody, "a@b.jp.com" somebody else.
_ENDING = rf"(?:csv|tsv|txt|xlsx?|docx?|pptx?|pdf|zip|json|eml|msg|png|jpe?g|vcf)(?!{_ASCII})"


def new_mark() -> str:
    """A random mark for one erasure."""
    return f"{MARK}{secrets.token_hex(8)}"


@dataclass(frozen=True)
class Terms:
    """Everything by which a person can be found.

    Attributes:
        mark: what stands in the place of a text; the head of every pseudonym.
        mails: mail addresses, in small letters.
        keys: ids in the usage data, exactly as they are sent.
        phones: as they are written.
        others: their ids in other systems.
        names: full names; looked for only where the person is known to be meant.
    """

    mark: str
    mails: Sequence[str] = ()
    keys: Sequence[str] = ()
    phones: Sequence[str] = ()
    others: Sequence[str] = ()
    names: Sequence[str] = ()
    pseudonyms: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, key in enumerate(sorted(set(self.keys)), start=1):
            self.pseudonyms.setdefault(key, f"{self.mark}-{number}")

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """What names the person wherever it stands."""
        ids = (*self.keys, *self.others)
        keys = (key for key in ids if len(key) >= _TELLING and re.search(r"[\d@-]", key))
        phones = (phone for phone in self.phones if len(re.sub(r"\D", "", phone)) >= _TELLING)
        # In an address of a page @ is written so.
        quoted = (mail.replace("@", "%40") for mail in self.mails)
        found = {*self.mails, *quoted, *keys, *phones}
        return tuple(sorted((term for term in found if term), key=lambda term: (-len(term), term)))

    @cached_property
    def full_names(self) -> tuple[str, ...]:
        found = {name for name in self.names if len(name.strip()) > 1}
        # 山田 太郎 is also written 山田太郎 and 山田　太郎.
        found |= {re.sub(r"[\s　]+", mark, name) for name in found for mark in ("", " ", "　")}
        return tuple(sorted(found, key=lambda name: (-len(name), name)))

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """`telling` and, where JSON writes it otherwise, its escaped form."""
        return _with_escapes(self.telling)

    @cached_property
    def named_needles(self) -> tuple[str, ...]:
        return _with_escapes(self.full_names)

    @cached_property
    def _strict(self) -> re.Pattern[str] | None:
        return _pattern(self.telling)

    @cached_property
    def _wide(self) -> re.Pattern[str] | None:
        return _pattern((*self.telling, *self.full_names))

    def person(self, key: str) -> str:
        """A person's id, or its pseudonym."""
        return self.pseudonyms.get(key, key)

    def text(self, text: str, *, named: bool = False) -> str:
        """The text without what names the person; with their full names gone too where `named`."""
        pattern = self._wide if named else self._strict
        return pattern.sub(self._instead, text) if pattern else text

    def names_them(self, text: str) -> bool:
        return bool(self._strict and self._strict.search(text))

    def value(self, value: Any, *, named: bool = False) -> Any:  # noqa: ANN401 - any JSON
        """JSON without what names the person; keys of objects are read like texts."""
        if isinstance(value, str):
            return self.pseudonyms[value] if value in self.pseudonyms and self.names_them(value) else (
                self.text(value, named=named)
            )  # fmt: skip
        if isinstance(value, dict):
            return {self.text(name): self.value(each, named=named) for name, each in value.items()}
        if isinstance(value, list):
            return [self.value(each, named=named) for each in value]
        return value

    def _instead(self, found: re.Match[str]) -> str:
        return self.pseudonyms.get(found[0], self.mark)


def _with_escapes(terms: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for term in terms:
        found[term] = None
        found[json.dumps(term)[1:-1]] = None
    return tuple(found)


def _pattern(terms: Sequence[str]) -> re.Pattern[str] | None:
    if not terms:
        return None
    ordered = sorted(terms, key=len, reverse=True)
    parts = "|".join(_part(term) for term in ordered)
    return re.compile(parts)


def _part(term: str) -> str:
    inner = re.escape(term)
    if "@" in term or "%40" in term:
        inner = f"(?i:{inner})"
    before = rf"(?<!{_ASCII})" if re.match(_ASCII, term[0]) else ""
    after = rf"(?!{_ASCII})(?!\.(?!{_ENDING}){_ASCII})" if re.match(_ASCII, term[-1]) else ""
    return f"{before}{inner}{after}"
