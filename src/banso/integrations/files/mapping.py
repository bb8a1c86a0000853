"""Which column of a file means which canonical column."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from banso.integrations.files.kinds.base import Kind
from banso.kit.errors import InputError

_BETWEEN = re.compile(r"[\s_\-./:()\[\]「」（）・*]+")
# What exports of other systems put before the name that counts.
_PREFIXES = ("property", "properties")
MOST_WORDS = 2_000


def folded(header: str) -> str:
    """A header without width, case, spaces and punctuation: "Account_ID" and "account id" are one."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", header).casefold())


def guess(kind: Kind, headers: Sequence[str]) -> dict[str, str]:
    """The mapping that the headers' names suggest, the best name first, each column once at most."""
    names = {folded(header): header for header in reversed(headers)}
    for prefix in _PREFIXES:
        for name, header in list(names.items()):
            names.setdefault(name.removeprefix(prefix), header)
    taken: dict[str, str] = {}
    spellings = {each.name: [each.name, each.label.en, each.label.ja, *each.synonyms] for each in kind.fields}
    # Exact names go before synonyms: "id" is the external id unless a column is called external_id.
    for rank in range(max(map(len, spellings.values()))):
        for field, spelled in spellings.items():
            meant = names.get(folded(spelled[rank])) if rank < len(spelled) else None
            if meant is not None and meant not in taken and field not in taken.values():
                taken[meant] = field
    for header in headers:
        if header not in taken and kind.open_prefix and header.startswith(f"{kind.open_prefix}."):
            taken[header] = header
    return {header: taken[header] for header in headers if header in taken}


def checked_mapping(kind: Kind, headers: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping as it can be used: known headers to known columns, no column twice; "" leaves a column out.

    Raises:
        InputError: a header or a column that is not there, a column that is meant twice, or a required one
            that nothing means.
    """
    chosen: dict[str, str] = {}
    for header, name in mapping.items():
        if header not in headers:
            raise InputError(
                _("The file has no column “%(name)s”.") % {"name": header[:80]},
                field="map", came=header, wanted=", ".join(headers)[:500],
            )  # fmt: skip
        if not name:
            continue
        if kind.field(name) is None:
            raise InputError(
                _("There is no column “%(name)s” to import into.") % {"name": name[:80]},
                field="map", came=name, wanted=", ".join(each.name for each in kind.fields),
            )  # fmt: skip
        if name in chosen.values():
            raise InputError(
                _("Two columns are meant to be “%(name)s”.") % {"name": name},
                field="map", came=header, wanted=_("each column once"),
            )  # fmt: skip
        chosen[header] = name
    _demand_required(kind, set(chosen.values()))
    return chosen


def checked_words(kind: Kind, words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What values mean, as it can be kept: known columns, what means itself left out.

    Raises:
        InputError: a column that is not there, or too many words.
    """
    kept: dict[str, dict[str, str]] = {}
    for name, table in words.items():
        if kind.field(name) is None:
            raise InputError(
                _("There is no column “%(name)s” to import into.") % {"name": name[:80]},
                field="words", came=name, wanted=", ".join(each.name for each in kind.fields),
            )  # fmt: skip
        said = {theirs.strip()[:200]: ours.strip()[:200] for theirs, ours in table.items()}
        kept[name] = {theirs: ours for theirs, ours in said.items() if ours and theirs != ours}
    if sum(len(table) for table in kept.values()) > MOST_WORDS:
        raise InputError(
            _("Too many words at once."), field="words", wanted=_("at most %(most)s") % {"most": MOST_WORDS}
        )
    return {name: table for name, table in kept.items() if table}


def missing(kind: Kind, chosen: Iterable[str]) -> list[str]:
    """The required columns that nothing means."""
    have = set(chosen)
    needed = [each.name for each in kind.fields if each.required and each.name not in have]
    if "name" in needed and have & {"last_name", "first_name"}:
        needed.remove("name")
    return needed


def _demand_required(kind: Kind, chosen: set[str]) -> None:
    needed = missing(kind, chosen)
    if needed:
        raise InputError(
            _("No column of the file means: %(names)s.") % {"names": ", ".join(needed)},
            field="map", wanted=_("a column for each of them"),
        )  # fmt: skip


def signature(headers: Sequence[str]) -> str:
    """What a mapping is remembered by: the same headers in the same order."""
    return hashlib.sha256("\x1f".join(map(folded, headers)).encode()).hexdigest()
