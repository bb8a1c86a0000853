"""What stands in the sheets of an account's deals, for nobody is to ask the customer for it again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from banso.domain.questions.queries import Standing
from banso.domain.sales.facts import STAKEHOLDER_WORDS, SheetChanged
from banso.domain.sales.models import (
    Concern,
    Deal,
    DealSheet,
    Priority,
    Stakeholder,
    SuccessGoal,
)
from banso.domain.sales.queries.deals import subject_of
from banso.domain.sales.rules.sheet import ITEM_OF, TEXTS
from banso.engine.journal.models import JournalEntry

# So many deals of an account are looked through, the newest first.
_DEALS = 50
_PEOPLE = "stakeholders."


class _Written(NamedTuple):
    by: str
    at: datetime


def sheet_standing(account_id: UUID, deal_id: UUID | None, keys: Collection[str], /) -> dict[str, Standing]:
    """What stands in these items, by the key: the deal's own before those of other deals, the newest first.

    Args:
        account_id: whose deals.
        deal_id: the deal that is spoken of, if one is.
        keys: such as "sheet.background"; of key persons with their role, "sheet.stakeholders.decider".
    """
    deals = _deals(account_id, deal_id)
    names = [key.removeprefix("sheet.") for key in keys]
    found: dict[str, tuple[UUID, Standing]] = {}
    for name, by_deal in _contents(deals, names).items():
        first = next((each for each in deals if each in by_deal), None)
        if first is not None:
            found[name] = first, by_deal[first]
    facts = _facts({deal for deal, _standing in found.values()})
    return {
        f"sheet.{name}": _signed(
            standing, _written(name, standing.text, facts.get((deal, ITEM_OF[name.partition(".")[0]]), ()))
        )
        for name, (deal, standing) in found.items()
    }


def _deals(account_id: UUID, deal_id: UUID | None) -> list[UUID]:
    rows = Deal.objects.filter(account=account_id, archived_at=None, closed_before_banso=False)
    found = list(rows.order_by("-created_on", "-created_at", "-id").values_list("pk", flat=True)[:_DEALS])
    return sorted(found, key=lambda each: each != deal_id)


def _contents(deals: Collection[UUID], names: Collection[str]) -> dict[str, dict[UUID, Standing]]:
    """What each deal's sheet says of each name; one query for a list, one for all texts."""
    found: dict[str, dict[UUID, Standing]] = {}
    sheets: list[dict[str, Any]] = []
    if {*TEXTS, "concerns"} & set(names):
        sheets = [{**row} for row in DealSheet.objects.filter(deal__in=deals).values()]
    for name in names:
        if name in TEXTS:
            found[name] = {row["deal_id"]: Standing(row[name], row[name]) for row in sheets if row[name]}
    if "priorities" in names:
        found["priorities"] = _joined(Priority.objects.filter(deal__in=deals).values_list("deal", "text"))
    if "concerns" in names:
        told = _joined(Concern.objects.filter(deal__in=deals).values_list("deal", "text"))
        found["concerns"] = {row["deal_id"]: _none(row) for row in sheets if row["no_concerns_at"]} | told
    if "goals" in names:
        found["goals"] = _goals(deals)
    if any(name.startswith(_PEOPLE) for name in names):
        found |= _people(deals, names)
    return found


def _joined(rows: Collection[tuple[UUID, str]]) -> dict[UUID, Standing]:
    texts: dict[UUID, list[str]] = {}
    for deal, text in rows:
        texts.setdefault(deal, []).append(text)
    return {deal: Standing("\n".join(each)) for deal, each in texts.items()}


def _none(row: Mapping[str, Any]) -> Standing:
    """Somebody signed that the customer has no concerns, and who of them said so."""
    return Standing(
        _("They have no concerns."), None, row["no_concerns_asked"], row["no_concerns_by"],
        row["no_concerns_at"],
    )  # fmt: skip


def _goals(deals: Collection[UUID]) -> dict[UUID, Standing]:
    rows: dict[UUID, list[tuple[str, str]]] = {}
    for deal, metric, who in SuccessGoal.objects.filter(deal__in=deals).values_list(
        "deal", "metric", "said_by"
    ):
        rows.setdefault(deal, []).append((metric, who))
    return {
        deal: Standing(
            "\n".join(metric for metric, _who in goals),
            # Of several none is the answer.
            goals[0][0] if len(goals) == 1 else None,
            "、".join(dict.fromkeys(who for _metric, who in goals if who)),
        )
        for deal, goals in rows.items()
    }


def _people(deals: Collection[UUID], names: Collection[str]) -> dict[str, dict[UUID, Standing]]:
    """Who is there in a role; somebody without one answers no question.

    The deal may have come to another account since its key persons were entered.
    """
    here = {"contact__account": F("deal__account"), "contact__left_on": None}
    rows = Stakeholder.objects.filter(deal__in=deals, **here)
    told: dict[str, list[tuple[UUID, str]]] = {}
    for role, deal, person in rows.values_list("role", "deal", "contact__name"):
        told.setdefault(f"{_PEOPLE}{role}", []).append((deal, person))
    return {name: _joined(told[name]) for name in names if name in told}


def _facts(deals: Collection[UUID]) -> dict[tuple[UUID, str], list[JournalEntry]]:
    """What was told of each item of these deals' sheets, the newest first."""
    subjects = {subject_of(each): each for each in deals}
    rows = JournalEntry.objects.filter(type=SheetChanged.type, subject__in=subjects, retracted=False)
    found: dict[tuple[UUID, str], list[JournalEntry]] = {}
    for row in rows.order_by("-seq"):
        found.setdefault((subjects[row.subject], row.payload["item"]), []).append(row)
    return found


def _written(name: str, text: str, facts: Sequence[JournalEntry]) -> _Written | None:
    """By which fact the sheet came to say this: an item holds more than one text, a goal more than a name.

    What the newest does not tell, for it was cut, was written by then at the latest.
    """
    since = list(takewhile(lambda each: _tells(each.payload["content"], name, text), facts)) or facts[:1]
    return _Written(since[-1].actor_label, since[-1].recorded_at) if since else None


def _tells(content: str, name: str, text: str) -> bool:
    """Whether an item said all of this; see `summary_of` for how it says it."""
    ends = ["\n"]
    if name == "goals":
        ends = [": "]
    elif name == "concerns":
        ends = ["\n", " ["]
    elif name.startswith(_PEOPLE):
        role = STAKEHOLDER_WORDS[name.removeprefix(_PEOPLE)]
        ends = [f" ({role.en})", f" ({role.ja})"]
    pieces = [text] if name in TEXTS else text.split("\n")
    return all(any(f"\n{piece}{end}" in f"\n{content}\n" for end in ends) for piece in pieces)


def _signed(standing: Standing, written: _Written | None) -> Standing:
    if written is None or standing.at is not None:
        return standing
    return Standing(standing.text, standing.given, standing.said_by, written.by, written.at)
