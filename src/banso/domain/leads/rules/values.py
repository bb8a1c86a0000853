"""The fields of leads, their activities and campaigns as people and programs give them, and as kept."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from banso.domain.leads.facts import CHANNEL_WORDS, RESULT_WORDS, STAGE_WORDS
from banso.kit.errors import InputError
from banso.kit.texts import line, prose
from banso.kit.words import Text

EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
# Stages that somebody sets by hand; the others follow from an act of their own.
BY_HAND = ("new", "working", "nurturing", "appointment", "unfit")
_LONGEST = 24 * 60
Cleaner = Callable[[str, Any], object]


def day(field: str, value: Any) -> date | None:  # noqa: ANN401 - whatever came
    """A calendar day, or text as 2026-11-21; nothing stays nothing."""
    if value is None or value == "":
        return None
    try:
        found = value.date() if isinstance(value, datetime) else value
        found = found if isinstance(found, date) else date.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise InputError(
            _("This is not a day: %(came)s.") % {"came": value}, field=field, came=str(value),
            wanted=_("a day such as 2026-11-21"),
        )  # fmt: skip
    return found


def moment(field: str, value: Any) -> datetime | None:  # noqa: ANN401
    """A moment with its offset; nothing stays nothing."""
    if value is None or value == "":
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not EARLIEST <= found.date() <= LATEST:
        raise InputError(
            _("not a moment with its offset"), field=field, came=str(value),
            wanted="2026-11-21T10:00:00+09:00",
        )  # fmt: skip
    return found


def mail(field: str, value: Any) -> str:  # noqa: ANN401
    """A mail address in small letters, or "". Raises InputError."""
    given = line(field, value, most=254).lower()
    if given:
        try:
            validate_email(given)
        except ValidationError:
            raise InputError(
                _("not a mail address"), field=field, came=given, wanted="name@example.com"
            ) from None
    return given


def one_of(words: Mapping[str, Text], *, but: str = "") -> Cleaner:
    """A slug of `words`, or its name in either language; `but` stands for nothing."""
    named = {name.casefold(): slug for slug, each in words.items() for name in (each.en, each.ja)}

    def clean(field: str, value: Any) -> str:  # noqa: ANN401
        given = "" if value is None else str(value).strip()
        found = given if given in words else named.get(given.casefold(), but if not given else "")
        if not found and given not in words:
            raise InputError(
                _("This is none of the choices."),
                field=field,
                came=given,
                wanted=", ".join(filter(None, words)),
            )
        return found

    return clean


def _line(most: int) -> Cleaner:
    return lambda field, value: line(field, value, most=most)


def _stage(field: str, value: Any) -> str:  # noqa: ANN401
    found = str(one_of(STAGE_WORDS, but="new")(field, value))
    if found not in BY_HAND:
        raise InputError(
            _("A lead is converted by converting it: that makes its account, contact and deal."),
            field=field, came=str(value), wanted=", ".join(BY_HAND),
        )  # fmt: skip
    return found


def _minutes(field: str, value: Any) -> int | None:  # noqa: ANN401
    if value is None or value == "":
        return None
    text = str(value).strip()
    if not text.isdecimal() or int(text) > _LONGEST:
        raise InputError(
            _("longer than a day, or no whole number of minutes"), field=field, came=text,
            wanted=_("at most %(most)s minutes") % {"most": _LONGEST},
        )  # fmt: skip
    return int(text)


LEAD_CLEANERS: Mapping[str, Cleaner] = {
    "company": _line(200),
    "person": _line(120),
    "title": _line(120),
    "email": mail,
    "phone": _line(40),
    "source": _line(80),
    "campaign": _line(120),
    "owner_email": mail,
    "owner_name": _line(120),
    "stage": _stage,
    "unfit_reason": _line(300),
    "note": prose,
    "external_id": _line(200),
    "created_on": day,
}
ACTIVITY_CLEANERS: Mapping[str, Cleaner] = {
    "kind": one_of(CHANNEL_WORDS),
    "result": one_of(RESULT_WORDS),
    "occurred_at": moment,
    "minutes": _minutes,
    "topic": _line(200),
    "outcome": prose,
    "next_step": _line(300),
    "next_step_on": day,
}
CAMPAIGN_CLEANERS: Mapping[str, Cleaner] = {
    "name": _line(120),
    "source": _line(80),
    "starts_on": day,
    "ends_on": day,
    "note": prose,
}


def clean_lead(values: Mapping[str, Any]) -> dict[str, Any]:
    """A lead's fields as they can be kept.

    Raises:
        InputError: a field that a lead does not have, or a value that cannot be used.
    """
    # A stage that is left empty is not told; it does not begin anew.
    told = {name: value for name, value in values.items() if name != "stage" or str(value or "").strip()}
    return _cleaned(told, LEAD_CLEANERS)


def clean_activity(values: Mapping[str, Any]) -> dict[str, Any]:
    """An activity's fields; its kind, what it was about and its moment are needed.

    Raises:
        InputError: one that does not exist, is missing or cannot be used.
    """
    clean = _cleaned(values, ACTIVITY_CLEANERS)
    wanted = {"kind": ", ".join(CHANNEL_WORDS), "occurred_at": "2026-11-21T10:00:00+09:00"}
    for name, example in wanted.items():
        if not clean.get(name):
            raise InputError(_("this is needed"), field=name, came=str(values.get(name, "")), wanted=example)
    if not (clean.get("topic") or clean.get("result") or clean.get("outcome")):
        raise InputError(
            _("nothing was written"), field="topic", wanted=_("what it was about, or what came of it")
        )
    if clean.get("next_step") and not clean.get("next_step_on"):
        raise InputError(
            _("a next step needs its day"), field="next_step_on", wanted=_("a day such as 2026-11-21")
        )
    return clean


def clean_campaign(values: Mapping[str, Any]) -> dict[str, Any]:
    """A campaign's fields; its name is needed.

    Raises:
        InputError: one that does not exist, is missing or cannot be used, or an end before the beginning.
    """
    clean = _cleaned(values, CAMPAIGN_CLEANERS)
    if not clean.get("name"):
        raise InputError(_("A campaign needs a name."), field="name", wanted=_("such as: autumn fair 2026"))
    starts, ends = clean.get("starts_on"), clean.get("ends_on")
    if starts and ends and ends < starts:
        raise InputError(
            _("It would end before it begins."), field="ends_on", came=str(ends),
            wanted=_("%(day)s or later") % {"day": starts},
        )  # fmt: skip
    return clean


def _cleaned(values: Mapping[str, Any], cleaners: Mapping[str, Cleaner]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(cleaners))
    if unknown:
        raise InputError(
            _("there is no such field"), field=unknown[0][:80], came=unknown[0], wanted=", ".join(cleaners)
        )
    return {name: cleaners[name](name, value) for name, value in values.items()}
