"""The choices of a question as people write them: one a line, Japanese | English."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.questions.rules.keys import stem_of
from banso.kit.errors import InputError
from banso.kit.texts import line
from banso.kit.words import Text

LEAST, MOST = 2, 40


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `key` is what answers keep."""

    key: str
    words: Text

    def kept(self) -> dict[str, str]:
        return {"key": self.key, "ja": self.words.ja, "en": self.words.en}


def options_of(kept: Any) -> tuple[Option, ...]:  # noqa: ANN401 - as JSON holds it
    """The choices as a question keeps them."""
    return tuple(Option(each["key"], Text(en=each["en"], ja=each["ja"])) for each in kept or ())


def lines_of(options: Sequence[Option]) -> str:
    """The choices as people edit them."""
    return "\n".join(f"{each.words.ja} | {each.words.en}" for each in options)


def read_lines(text: object) -> list[dict[str, str]]:
    """What people wrote, to be given to `read_options`."""
    found = []
    for row in str(text or "").splitlines():
        parts = [part.strip() for part in re.split(r"[|｜]", row, maxsplit=1)]
        if any(parts):
            found.append({"ja": parts[0], "en": parts[-1]})
    return found


def read_options(given: object, before: Sequence[Option] = ()) -> tuple[Option, ...]:
    """The choices of a question; one whose words are known keeps its key.

    Args:
        given: a mapping for each with `ja`, `en`, and `key` where the caller chooses it.
        before: as they were.

    Raises:
        InputError: too few or too many, one without words, or two of one name.
    """
    if isinstance(given, str):
        given = read_lines(given)
    if not isinstance(given, list) or not LEAST <= len(given) <= MOST:
        raise InputError(
            _("Between %(least)s and %(most)s choices are needed.") % {"least": LEAST, "most": MOST},
            field="options", came=given, wanted=_("one choice a line: Japanese | English"),
        )  # fmt: skip
    found: list[Option] = []
    for number, each in enumerate(given, start=1):
        words = _words(each)
        key = _key(each, words, before, number)
        while key in {option.key for option in found}:
            key = f"{key}_{number}"
        if any(words.ja == option.words.ja or words.en == option.words.en for option in found):
            raise InputError(
                _("Two choices are called %(name)s.") % {"name": words}, field="options", came=words.ja,
                wanted=_("each name once"),
            )  # fmt: skip
        found.append(Option(key, words))
    return tuple(found)


def _words(each: object) -> Text:
    given = each if isinstance(each, Mapping) else {}
    ja, en = (line("options", given.get(name), most=120) for name in ("ja", "en"))
    if not ja and not en:
        raise InputError(
            _("A choice has no words."), field="options", came=each, wanted=_("ja and en of each choice")
        )
    return Text(en=en or ja, ja=ja or en)


def _key(each: Mapping[str, Any], words: Text, before: Sequence[Option], number: int) -> str:
    if each.get("key"):
        return line("options", each["key"], most=60)
    same = [old.key for old in before if old.words.ja == words.ja or old.words.en == words.en]
    return same[0] if same else stem_of(words.en, f"option_{number}")
