"""What may stand in the lists and texts of a sheet: cleaned, and refused where it says nothing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.sales.rules.gate import LEAST
from banso.domain.sales.rules.values import Cleaner, day, number, one_of
from banso.kit.errors import InputError
from banso.kit.ids import identifier
from banso.kit.saying import lack_of
from banso.kit.texts import line, prose

# The item to which each text and list belongs.
ITEM_OF = {
    "background": "background", "problem": "background", "communication": "communication", "notes": "notes",
    "goals": "success", "priorities": "priorities", "concerns": "concerns", "stakeholders": "stakeholders",
    "hints": "notes",
}  # fmt: skip
TEXTS = ("background", "problem", "communication", "notes")
ROLES = ("decider", "champion", "user", "administrator", "purchasing", "sceptic")


def _said(kind: str, clean: Cleaner, *, needed: bool) -> Cleaner:
    """A text that says something, or (not `needed`) nothing at all."""

    def check(field: str, value: Any) -> str:  # noqa: ANN401 - whatever came
        text = str(clean(field, value))
        if text or needed:
            demand_content(field, text, kind)
        return text

    return check


def demand_content(field: str, text: str, kind: str) -> None:
    """Raise InputError where a text says nothing; `kind` is a key of LEAST."""
    lack = lack_of(text, least=LEAST[kind])
    if lack is None:
        return
    said = {
        "empty": _("Nothing is written here."),
        "phrase": _("“%(text)s” says nothing to whoever reads it later.") % {"text": text[:40]},
        "repeated": _("“%(text)s” says nothing to whoever reads it later.") % {"text": text[:40]},
        "signs": _("“%(text)s” says nothing to whoever reads it later.") % {"text": text[:40]},
        "short": _("“%(text)s” is too short to be understood later.") % {"text": text[:40]},
    }
    raise InputError(said[lack], field=field, came=text, wanted=_wanted(kind))


def _wanted(kind: str) -> str:
    return {
        "background": _("a sentence or two on what led the customer to look for a solution"),
        "problem": _("the problem that the customer most wanted to solve"),
        "notes": _("what CS should know: chances to grow, subjects to avoid, timing"),
        "communication": _("what was said so far, in a sentence or two"),
        "priority": _("what the customer attached weight to, and why"),
        "concern": _("the worry in the customer's own words"),
        "resolution": _("what resolved it, or what is to be done"),
        "metric": _("a metric such as the share of checks done in time"),
        "hint": _("what might be sold, to whom and when"),
        "person": _("a name"),
        "measure": _("the name of a KPI or of a usage event"),
    }[kind]


_CLEANERS: Mapping[str, Mapping[str, Cleaner]] = {
    "goals": {
        "metric": _said("metric", line, needed=True),
        "unit": lambda field, value: line(field, value, most=40),
        "baseline": number,
        "target": number,
        "due_on": day,
        "measured_by": one_of("", "kpi", "usage", "reported"),
        "measure": line,
        "said_by": line,
    },
    "priorities": {"text": _said("priority", prose, needed=True)},
    "concerns": {
        "text": _said("concern", prose, needed=True),
        "state": one_of("open", "resolved"),
        "resolution": _said("resolution", prose, needed=False),
    },
    "stakeholders": {
        "contact_id": identifier,
        "role": one_of("", *ROLES),
        "influence": one_of("", "high", "middle", "low"),
        "attitude": one_of("", "for", "neutral", "against"),
        "manner": prose,
    },
    "hints": {"text": _said("hint", prose, needed=True)},
}
_NEEDED = {
    "goals": "metric",
    "priorities": "text",
    "concerns": "text",
    "stakeholders": "contact_id",
    "hints": "text",
}


def clean_text(field: str, value: object) -> str:
    """One of TEXTS as it is kept; "" empties it.

    Raises:
        InputError: it says nothing, or is too long.
    """
    return str(_said(field, prose, needed=False)(field, value))


def clean_entry(name: str, values: Mapping[str, object], *, new: bool) -> dict[str, Any]:
    """An entry of one of the lists as it is kept.

    Raises:
        InputError: a field that the list does not have, a value that cannot be used or says nothing, or
            (`new`) the field without which the entry is none.
    """
    cleaners = _CLEANERS[name]
    unknown = sorted(set(values) - set(cleaners))
    if unknown:
        raise InputError(
            _("An entry has no such field."),
            field=unknown[0][:80],
            came=unknown[0],
            wanted=", ".join(cleaners),
        )
    clean = {field: cleaners[field](field, value) for field, value in values.items()}
    needed = _NEEDED[name]
    if (new and needed not in clean) or (needed in clean and clean[needed] in {None, ""}):
        raise InputError(_("This is missing."), field=needed, wanted=_needed_words(needed))
    if clean.get("state") == "resolved" and new and not clean.get("resolution"):
        raise InputError(_("Say what resolved it."), field="resolution", wanted=_wanted("resolution"))
    return clean


def _needed_words(field: str) -> str:
    return {
        "metric": _("a metric such as the share of checks done in time"),
        "text": _("a sentence"),
        "contact_id": _("a contact of the deal's account"),
    }[field]
