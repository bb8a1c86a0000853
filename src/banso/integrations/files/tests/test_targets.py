"""Targets out of files: by person or team and period, mapped once, undone where nothing was changed since."""

import pytest

from banso.domain.targets.actions import set_targets
from banso.domain.targets.models import Target
from banso.domain.targets.tests.factories import row
from banso.integrations.files.actions import begin, set_mapping, undo
from banso.integrations.files.models import ImportRun, RowReport, Verdict
from banso.integrations.files.report import rejected_rows
from banso.integrations.files.tests.factories import SATO, brought, counts, taken
from banso.kit.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")
PEOPLE = "name,email,team\nAnna Snelling,anna@harunire.example,Central\nMarkita Hansen,,Central\n"
TEXT = (
    "sales_agent,team,period,quota\n"
    'anna snelling,,2026-10,"3,000,000"\n'
    ",Central,2026-Q3,9000000\n"
    "Markita,,FY2027,500\n"
    "Nobody,,2026-10,1\n"
    "Anna Snelling,,2026-10-03,1\n"
    "Anna Snelling,,2026-Q3,1\n"
    "Anna Snelling,,2026-12,0\n"
)


def of_file(text: str) -> ImportRun:
    """The file with what one of its names means."""
    run = taken("targets", text)
    words = {**run.words, "person": {"Markita": "Markita Hansen"}}
    set_mapping(run, run.mapping, orders=run.orders, words=words)
    return begin(run, dry=False, by=SATO)


def amounts() -> dict[str, int]:
    return {each.holder: int(each.amount) for each in Target.objects.select_related("person", "team")}


def test_targets_come_by_person_or_team_and_period_and_are_taken_back() -> None:
    brought("people", PEOPLE)
    run = of_file(TEXT)
    assert counts(run) == (3, 0, 0, 4)
    assert [(each["row"], each["field"]) for each in rejected_rows(run)] == [
        (5, "person"), (6, "period"), (7, "period"), (8, "amount"),
    ]  # fmt: skip
    assert amounts() == {"Anna Snelling": 3_000_000, "Central": 9_000_000, "Markita Hansen": 500}
    changed = of_file(TEXT.replace("3,000,000", "4,000,000"))
    assert counts(changed) == (0, 1, 2, 4)
    undo(changed, by=SATO)
    assert amounts()["Anna Snelling"] == 3_000_000
    # What was changed by hand since stays.
    set_targets([row("2026-Q3", "8", team="Central")], by=SYSTEM)
    people = brought("people", PEOPLE.replace("Markita Hansen,,Central", "Otto Hahn,,Central"))
    set_targets([row("2026-10", "9", person="Otto Hahn")], by=SYSTEM)
    undo(run, by=SATO)
    assert amounts() == {"Central": 8, "Otto Hahn": 9, "Anna Snelling": 3_000_000}
    # Whoever has a target does not go with the file that brought them.
    undo(people, by=SATO)
    assert amounts()["Otto Hahn"] == 9
    kept = RowReport.objects.filter(run=people, verdict=Verdict.KEPT)
    assert [each.cells for each in kept if "targets" in each.reasons[0]["reason"]] == [["Otto Hahn"]]
