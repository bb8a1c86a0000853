"""Who is meant by "@name" in a text.

By name, with or without the space in it; by family name or first word alone, where nobody else has it; by
mail address, or its part before the @. The longest that fits counts, so "@佐藤 美咲さん" is 佐藤 美咲 alone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

# "@" inside an address such as sato@example.com calls nobody.
_CALL = re.compile(r"(?<![a-z0-9_.+-])@(?=\S)")
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who can be mentioned."""

    id: UUID
    name: str
    email: str


def mentioned(text: str, people: Iterable[Named]) -> tuple[UUID, ...]:
    """The people whom a text mentions, each once, in the order in which they come."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = _words(people)
    found: dict[UUID, None] = {}
    for call in _CALL.finditer(plain):
        rest = plain[call.end() :]
        fitting = [word for word in words if rest.startswith(word) and _ends(rest, word)]
        if fitting:
            found[words[max(fitting, key=len)]] = None
    return tuple(found)


def _words(people: Iterable[Named]) -> dict[str, UUID]:
    """What each is called by; what two are called by is left out."""
    called = [(word, each.id) for each in people for word in _called(each)]
    counts = Counter(word for word, _id in called)
    return {word: known for word, known in called if word and counts[word] == 1}


def _called(each: Named) -> set[str]:
    name = unicodedata.normalize("NFKC", each.name).casefold().strip()
    email = each.email.casefold()
    first = name.split()[0] if name.split() else ""
    return {name, "".join(name.split()), first, email, email.partition("@")[0]} - {""}


def _ends(rest: str, word: str) -> bool:
    """Whether the word ends there: "@sato" is not meant by "@satoshi"."""
    after = rest[len(word) : len(word) + 1]
    return not (_LATIN.match(after) and _LATIN.match(word[-1]))
