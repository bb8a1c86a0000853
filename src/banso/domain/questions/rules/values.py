"""What an answer of each kind may be, how it is kept, and how it reads.

| kind | kept |
|---|---|
| text, prose | the words |
| number | the exact number as a text |
| money | `amount` as a text, `currency` |
| date | the ISO day |
| choice, choices | the option's key, or a list of them |
| yes_no | true or false |
| person | `name`, and `contact_id` where it is a contact of the account's |
| metric | `name`, and `kpi` with its slug where it is one |
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.questions.rules.options import Option
from banso.kit import formats
from banso.kit.errors import InputError
from banso.kit.money import plain
from banso.kit.texts import line, prose

_LARGEST = Decimal(10) ** 12
_YES = frozenset({"yes", "true", "1", "はい"})
_NO = frozenset({"no", "false", "0", "いいえ"})
FULL = 4000


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a question decides which answers it can have.

    Attributes:
        unit: of money its currency.
        people: contacts by their name, as ids.
        kpis: slugs of KPIs by slug and by name.
    """

    kind: str
    unit: str = ""
    options: tuple[Option, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    kpis: Mapping[str, str] = field(default_factory=dict)


def cleaned(name: str, shape: Shape, given: object) -> Any:  # noqa: ANN401 - what JSON keeps
    """An answer as it is kept; None where nothing was answered.

    Args:
        name: the input's, for telling what is wrong.
        shape: of the question.
        given: as somebody wrote it.

    Raises:
        InputError: it is no answer to such a question.
    """
    if given is None or given == [] or (isinstance(given, str) and not given.strip()):
        return None
    kept = _CLEANERS[shape.kind](name, shape, given)
    # Nothing may be left of what nobody can see.
    return None if kept == "" else kept


def said(shape: Shape, value: Any, language: str) -> str:  # noqa: ANN401 - what JSON keeps
    """An answer in words."""
    if shape.kind == "number":
        return _number_said(value) + shape.unit
    if shape.kind == "money":
        yen = value["currency"] == "JPY" and language == "ja"
        return _number_said(value["amount"]) + ("円" if yen else f" {value['currency']}")
    if shape.kind == "date":
        return formats.day(date.fromisoformat(value), weekday=False)
    if shape.kind == "yes_no":
        yes, no = ("はい", "いいえ") if language == "ja" else ("Yes", "No")
        return yes if value else no
    if shape.kind in {"choice", "choices"}:
        words = {each.key: getattr(each.words, language) for each in shape.options}
        chosen = [value] if isinstance(value, str) else value
        return ("、" if language == "ja" else ", ").join(str(words.get(each, each)) for each in chosen)
    return str(value["name"]) if isinstance(value, dict) else str(value)


def raw_of(shape: Shape, value: Any) -> Any:  # noqa: ANN401
    """An answer as a field of a page holds it: the counterpart of `cleaned`."""
    if shape.kind == "money":
        # An amount in another currency is nothing that this field could show.
        return value["amount"] if value["currency"] == shape.unit else ""
    if shape.kind == "yes_no":
        return "yes" if value else "no"
    return value["name"] if isinstance(value, dict) else value


def same(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two answers say the same to whoever reads them.

    A name is the same when a contact of that name is known by now, and choices are in whatever order.
    """
    return bool(_read(one) == _read(other))


def fingerprint(value: Any) -> str:  # noqa: ANN401
    """A short text that two answers share if they say the same (see `same`)."""
    told = json.dumps(_read(value), ensure_ascii=False, sort_keys=True)
    return f"said-{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _read(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict) and "name" in value:
        return value["name"]
    return sorted(value) if isinstance(value, list) else value


def used_options(kind: str, value: Any) -> set[str]:  # noqa: ANN401
    """The keys of the options that an answer chose."""
    if kind == "choice":
        return {str(value)}
    return {str(each) for each in value} if kind == "choices" else set()


def _number_said(value: object) -> str:
    return f"{Decimal(str(value)):,f}"


def _words(name: str, given: object) -> object:
    if isinstance(given, (bool, Mapping, list)):
        raise _wrong(name, given, _("This is not a text."), _("a text"))
    return given


def _number(name: str, given: object) -> str:
    text = unicodedata.normalize("NFKC", str(given)).replace(",", "").strip()
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(given, bool) or not found.is_finite() or not -_LARGEST < found < _LARGEST:
        raise _wrong(name, given, _("This is not a number."), _("a number such as 1200 or 0.5"))
    return f"{plain(round(found, 6)):f}"


def _money(name: str, shape: Shape, given: object) -> dict[str, str]:
    if isinstance(given, Mapping):
        currency = str(given.get("currency") or shape.unit)
        if currency != shape.unit:
            raise _wrong(name, currency, _("The question asks for another currency."), shape.unit)
        given = given.get("amount")
    text = unicodedata.normalize("NFKC", str(given)).strip().removeprefix("¥").removesuffix("円")
    return {"amount": _number(name, text), "currency": shape.unit}


def _date(name: str, _shape: Shape, given: object) -> str:
    if isinstance(given, date):
        return given.isoformat()[:10]
    text = unicodedata.normalize("NFKC", str(given)).strip().replace("/", "-")
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in text.split("-"))).isoformat()
    except ValueError:
        raise _wrong(name, given, _("This is not a day."), "2026-11-21") from None


def _choice(name: str, shape: Shape, given: object) -> str:
    known = {word: each.key for each in shape.options for word in (each.words.en, each.words.ja, each.key)}
    if not isinstance(given, str) or given.strip() not in known:
        wanted = ", ".join(each.key for each in shape.options)
        raise _wrong(name, given, _("There is no such choice."), wanted)
    return known[given.strip()]


def _choices(name: str, shape: Shape, given: object) -> list[str]:
    asked = given if isinstance(given, list | tuple) else [given]
    chosen = {_choice(name, shape, each) for each in asked}
    return [each.key for each in shape.options if each.key in chosen]


def _yes_no(name: str, _shape: Shape, given: object) -> bool:
    text = str(given).strip().casefold()
    if text not in _YES | _NO:
        raise _wrong(name, given, _("This is neither yes nor no."), "yes, no")
    return text in _YES


def _person(name: str, shape: Shape, given: object) -> dict[str, str]:
    if isinstance(given, Mapping):
        given = given.get("name")
    words = line(name, given, most=200, needed=True)
    contact = shape.people.get(words)
    return {"name": words, **({"contact_id": contact} if contact else {})}


def _metric(name: str, shape: Shape, given: object) -> dict[str, str]:
    if isinstance(given, Mapping):
        given = given.get("kpi") or given.get("name")
    words = line(name, given, most=200, needed=True)
    slug = shape.kpis.get(words)
    return {"name": words, **({"kpi": slug} if slug else {})}


def _wrong(name: str, came: object, message: str, wanted: str) -> InputError:
    return InputError(message, field=name, came=str(came), wanted=wanted)


_CLEANERS: Mapping[str, Callable[[str, Shape, Any], Any]] = {
    "text": lambda name, _shape, given: line(name, _words(name, given), most=500),
    "prose": lambda name, _shape, given: prose(name, _words(name, given), most=FULL),
    "number": lambda name, _shape, given: _number(name, given),
    "money": _money,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "person": _person,
    "metric": _metric,
}
