"""Mappings of exports that many people have, found by their headers or asked for by name."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from banso.integrations.files.mapping import folded
from banso.integrations.files.presets import hubspot, maven, ravenstack, salesforce, stripe
from banso.integrations.files.presets.base import Check, Preset
from banso.kit.errors import InputError
from banso.kit.tabular.values import read_bool, read_number

PRESETS: dict[str, Preset] = {
    preset.slug: preset
    for system in (salesforce, hubspot, stripe, ravenstack, maven)
    for preset in system.PRESETS
}

__all__ = ["PRESETS", "Preset", "contradictions", "mapping_of", "preset_for", "preset_of"]


def preset_of(slug: str) -> Preset:
    """The preset of that name.

    Raises:
        InputError: there is none.
    """
    if slug not in PRESETS:
        raise InputError(
            _("there is no preset “%(name)s”") % {"name": slug[:60]},
            field="preset", came=slug, wanted=", ".join(PRESETS),
        )  # fmt: skip
    return PRESETS[slug]


def preset_for(kind: str, headers: Sequence[str]) -> Preset | None:
    """The preset whose headers the file has; the one with most of them where several fit."""
    have = {folded(header) for header in headers}
    fitting = [
        preset
        for preset in PRESETS.values()
        if preset.kind == kind and {folded(header) for header in preset.headers} <= have
    ]
    return max(fitting, key=lambda preset: len(preset.headers), default=None)


def mapping_of(preset: Preset, headers: Sequence[str]) -> dict[str, str]:
    """The preset's mapping in the file's own headers.

    Where two of them mean one thing, the later one does: a part that was joined says it better.
    """
    wanted = {folded(header): name for header, name in preset.mapping.items()}
    found = {header: wanted[folded(header)] for header in headers if folded(header) in wanted}
    last = {name: header for header, name in found.items() if name}
    return {header: name for name, header in last.items()}


def contradictions(checks: Sequence[Check], cells: Mapping[str, str]) -> list[Check]:
    """Those of the checks that hold for a row, whose cells come by folded header."""
    return [
        check
        for check in checks
        if all(_holds(cells.get(folded(name)), test) for name, test in check.fields.items())
    ]


def _holds(cell: str | None, test: str) -> bool:
    """Whether a cell is what the test says; a column that is not there is nothing at all."""
    if cell is None:
        return False
    text = cell.strip()
    try:
        decided = {
            "empty": lambda: not text,
            "filled": lambda: bool(text),
            "true": lambda: bool(text) and read_bool(text),
            "false": lambda: bool(text) and not read_bool(text),
            "zero": lambda: bool(text) and read_number(text) == 0,
            "not zero": lambda: bool(text) and read_number(text) != 0,
        }
        return decided[test]()
    except InputError:
        return False
