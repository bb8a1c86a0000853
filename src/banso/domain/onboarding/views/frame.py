"""What the pages of onboardings share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.contracts.queries import products
from banso.domain.onboarding.facts import STALL_WORDS, STATE_WORDS
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries import steps_among, templates
from banso.domain.onboarding.queries.measuring import feature_names
from banso.domain.onboarding.rules.completion import Part, known_rule
from banso.domain.workspaces.queries import members
from banso.kit import formats
from banso.kit.access import BansoRequest
from banso.kit.ui.pieces import State


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the rule in words: how far it is, as a text and as a share of 1."""

    words: str
    said: str
    share: float
    met: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An onboarding as lists show it; `progress` is a share of 1, None before it has begun."""

    row: Onboarding
    state: State
    word: str
    progress: float | None
    tasks: str
    parts: list[PartRow]


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def shown(
    request: BansoRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this area."""
    wide = {
        "may_edit": request.access.may("onboarding.edit"),
        "may_manage": request.access.may("onboarding.manage"),
    }
    return render(request, f"onboarding/{template}.html", {**wide, **context}, status=status)


def rows_of(rows: Sequence[Onboarding], on: date) -> list[Row]:
    """The onboardings with their words in the reader's language."""
    done: dict[object, tuple[int, int]] = {}
    for step in steps_among([row.pk for row in rows]):
        finished, count = done.get(step.onboarding_id, (0, 0))
        done[step.onboarding_id] = (finished + (step.task.done_on is not None), count + 1)
    names = feature_names() if rows else {}
    found = []
    for row in rows:
        state, word = told_state(row, on)
        finished, count = done.get(row.pk, (0, 0))
        parts = parts_of(row, names)
        share = sum(part.share for part in parts) / len(parts) if parts and row.kickoff_on else None
        found.append(Row(row, state, word, share, f"{finished}/{count}" if count else "", parts))
    return found


def told_state(row: Onboarding, on: date) -> tuple[State, str]:
    """How it stands, as shape and word: of a running one what matters most now."""
    if row.state == "done":
        return "good", str(STATE_WORDS["done"])
    if row.state != "running":
        return ("watch" if row.state == "proposed" else "none"), str(STATE_WORDS[row.state])
    if row.stalled:
        return "risk", str(STALL_WORDS[row.stalled])
    if row.target_on is None:
        return "good", str(STATE_WORDS["running"])
    days = (row.target_on - on).days
    if days == 0:
        return "watch", _("due today")
    return "good", ngettext("%(n)s day left", "%(n)s days left", days) % {"n": formats.number(days)}


def parts_of(row: Onboarding, names: dict[str, str]) -> list[PartRow]:
    """The parts of an onboarding's rule, as they were last worked out."""
    if row.measured:
        return [
            PartRow(
                told_part(_part(each), names), _said(each),
                min(1.0, each["have"] / each["need"]) if each["need"] else 0.0, each["met"],
            )
            for each in row.measured
        ]  # fmt: skip
    return [PartRow(told_part(part, names), "", 0.0, met=False) for part in known_rule(row.rule)]


def told_part(part: Part, names: dict[str, str]) -> str:
    """What a part asks for."""
    if part.kind == "tasks":
        return _("Every task of the plan is done")
    if part.kind == "hours":
        return _("%(hours)s hours of use or more") % {"hours": formats.number(part.hours)}
    given = {"people": formats.number(part.people), "days": formats.number(part.days)}
    if part.kind == "people":
        return _("%(people)s people or more active on %(days)s days or more") % given
    name = names.get(part.feature, _("a feature that is gone"))
    if part.days == 1:
        return _("“%(feature)s” used by %(people)s people or more") % {**given, "feature": name}
    return _("“%(feature)s” used by %(people)s people or more on %(days)s days or more") % {
        **given, "feature": name,
    }  # fmt: skip


def people() -> list[tuple[str, str]]:
    """The members, by mail address."""
    return [(person.email, person.get_full_name()) for person in members()]


def template_choices() -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in templates()]


def product_choices() -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in products()]


def _part(given: dict[str, Any]) -> Part:
    return Part(given["kind"], given["feature"], given["people"], given["days"], given["hours"])


def _said(given: dict[str, Any]) -> str:
    return _("%(have)s of %(need)s") % {
        "have": formats.number(given["have"], 1 if given["kind"] == "hours" else 0),
        "need": formats.number(given["need"]),
    }  # fmt: skip
