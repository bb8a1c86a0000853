"""What may be written into an account or a contact: one allow-list for pages, API and imports: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.domain.accounts.rules import cleaning
from banso.domain.accounts.rules.custom import FieldValue
from banso.domain.accounts.rules.names import corporate_number
from banso.domain.accounts.rules.stages import PRESET, StageValue, stage_key
from banso.kit.errors import InputError

ACCOUNT_CLEANERS: dict[str, cleaning.Cleaner] = {
    "external_id": cleaning.line(200),
    "name": cleaning.line(200),
    "name_kana": cleaning.line(200),
    "corporate_number": lambda _field, value: corporate_number(str(value or "")),
    "industry": cleaning.line(120),
    "employees": cleaning.whole,
    "country": cleaning.line(80),
    "region": cleaning.line(80),
    "plan": cleaning.line(80),
    "created_on": cleaning.day,
    "internal": cleaning.flag,
    "website": cleaning.web_address,
    "description": cleaning.prose(20_000),
}
# Beside the plain columns, an account's values may hold these; actions know what to do with them.
ACCOUNT_EXTRAS = ("stage", "tags", "custom", "owner_email", "owner_name", "parent", "parent_external_id")
CONTACT_ROLES = ("", "decider", "champion", "user", "administrator", "purchasing", "sceptic")
CONTACT_CLEANERS: dict[str, cleaning.Cleaner] = {
    "external_id": cleaning.line(200),
    "name": cleaning.line(120),
    "name_kana": cleaning.line(120),
    "title": cleaning.line(120),
    "role": cleaning.one_of(CONTACT_ROLES),
    "email": cleaning.mail_address,
    "phone": cleaning.line(40),
    "person_key": cleaning.line(200),
    "manner": cleaning.line(500),
    "left_on": cleaning.day,
    "department": cleaning.line(120),
    "site": cleaning.line(120),
}
TEAM_ROLES = ("csm", "account_executive", "support_lead", "executive_sponsor")
# One person at a time has these.
SINGLE_ROLES = ("csm", "account_executive")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The workspace's own words: its stages and its custom fields."""

    stages: Sequence[StageValue] = PRESET
    fields: Sequence[FieldValue] = ()

    def stage_name(self, key: str, language: str | None = None) -> str:
        """The stage's name in `language` (None: the active one); an unknown key is its own name."""
        found = next((stage.words for stage in self.stages if stage.key == key), None)
        if found is None:
            return key
        return found.in_language(language) if language else str(found)


def clean_account(values: Mapping[str, object], words: Vocabulary) -> dict[str, object]:
    """The values that may be written, each in its kept form; `custom` is checked for its keys alone.

    Keys that are absent stay absent: they leave the account as it is. "custom.<key>" is read as the key
    of a custom field.

    Raises:
        InputError: a key that is none of an account's, or a value that cannot be used.
    """
    flat = _gather_custom(values)
    clean = _clean(flat, ACCOUNT_CLEANERS, ACCOUNT_EXTRAS)
    if "stage" in flat:
        clean["stage"] = stage_key(str(flat["stage"] or ""), words.stages)
    if "tags" in flat:
        clean["tags"] = cleaning.tags("tags", flat["tags"])
    if "owner_email" in flat:
        clean["owner_email"] = cleaning.mail_address("owner_email", flat["owner_email"])
    for name in ("owner_name", "parent", "parent_external_id"):
        if name in flat:
            clean[name] = cleaning.line(200)(name, flat[name])
    if "custom" in flat:
        clean["custom"] = _mapping("custom", flat["custom"])
    return clean


def clean_contact(values: Mapping[str, object]) -> dict[str, object]:
    """The values that may be written to a contact, each in its kept form.

    Raises:
        InputError: a key that is none of a contact's, or a value that cannot be used.
    """
    return _clean(values, CONTACT_CLEANERS, ())


def demand_name(values: Mapping[str, object], *, new: bool) -> None:
    """Raise InputError where a name is missing (new things) or taken away."""
    if not values.get("name") and (new or "name" in values):
        raise InputError(_("a name is needed"), field="name", came=values.get("name", ""), wanted=_("a name"))


def _clean(
    values: Mapping[str, object], cleaners: Mapping[str, cleaning.Cleaner], extras: Iterable[str]
) -> dict[str, object]:
    unknown = set(values) - set(cleaners) - set(extras)
    if unknown:
        raise InputError(
            _("there is no such field"), field=min(unknown)[:80], came=min(unknown),
            wanted=", ".join([*cleaners, *extras]),
        )  # fmt: skip
    return {name: cleaners[name](name, value) for name, value in values.items() if name in cleaners}


def _gather_custom(values: Mapping[str, object]) -> dict[str, object]:
    flat = {name: value for name, value in values.items() if not name.startswith("custom.")}
    dotted = {name[7:]: value for name, value in values.items() if name.startswith("custom.")}
    if dotted:
        flat["custom"] = {**_mapping("custom", values.get("custom") or {}), **dotted}
    return flat


def _mapping(field: str, value: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise InputError(_("not a set of fields"), field=field, came=value, wanted='{"field": value}')
    return dict(value)
