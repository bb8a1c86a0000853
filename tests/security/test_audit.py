"""T71: who did what is written down at every admin act, and cannot be changed, removed or moved unseen."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from banso.domain.workspaces.actions import create_workspace, invite, note, shorten_audit
from banso.domain.workspaces.models import AuditEntry, Workspace
from banso.domain.workspaces.queries import audit_breaks, audit_end, audit_start
from banso.domain.workspaces.rules import Place
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.postgresql.tests.role import owning
from banso.kit.tenancy import scope
from banso.project.cli import main
from tests.security.asking import PAGE_DOORS
from tests.security.conftest import Sides
from tests.security.world import Side, address

TABLE = "workspaces_auditentry"


@pytest.fixture
def log(workspace: Workspace) -> Workspace:
    for number in range(5):
        note("key.created", target=f"key {number}", by=SYSTEM, kind="api", scopes=["*.view"], share=0.5)
    return workspace


@pytest.fixture
def unguarded() -> Callable[[str], None]:
    """Somebody who holds the database file, or owns its tables: the triggers are gone."""
    guards = import_module("banso.domain.workspaces.migrations.0003_invitations_sent_and_audit_guard")

    def run(statement: str) -> None:
        with owning(), connection.cursor() as cursor:
            for each in (*guards.LIFT[connection.vendor], statement):
                cursor.execute(each)

    return run


def found(anchor: Place | None = None) -> list[tuple[int, str]]:
    return [(each.number, each.kind) for each in audit_breaks(anchor)]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("statement", [
    f"UPDATE {TABLE} SET verb = 'nothing'", f"UPDATE {TABLE} SET hash = ''", f"DELETE FROM {TABLE}",
    f"DELETE FROM {TABLE} WHERE number = 6",
])  # fmt: skip
def test_t71_the_database_refuses(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert found() == []


def test_t71_a_log_that_nobody_touched_is_whole(log: Workspace) -> None:
    with scope(workspace=create_workspace("keyaki", name="Keyaki", by=SYSTEM)):
        note("team.created", target="another log", by=SYSTEM)
        assert (found(), audit_end().number) == ([], 2)
    assert (found(), audit_end().number) == ([], 6)
    assert found(audit_end()) == []
    assert log.slug == "harunire"


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(("statement", "said"), [
    (f"UPDATE {TABLE} SET target = 'x' WHERE number = 3", [(3, "changed")]),
    (f"UPDATE {TABLE} SET actor_label = 'x' WHERE number = 6", [(6, "changed")]),
    (f"UPDATE {TABLE} SET detail = '{{}}' WHERE number = 2", [(2, "changed")]),
    (f"DELETE FROM {TABLE} WHERE number = 3", [(3, "missing")]),
    (f"DELETE FROM {TABLE} WHERE number = 1", [(1, "missing")]),
    (f"DELETE FROM {TABLE} WHERE number > 4", [(4, "cut")]),
    (f"DELETE FROM {TABLE}", [(0, "cut")]),
    # Two entries change places.
    (f"UPDATE {TABLE} SET number = number + 100 WHERE number = 2", [(2, "missing"), (3, "doubled")]),
])  # fmt: skip
def test_t71_the_chain_tells(
    statement: str, said: list[tuple[int, str]], unguarded: Callable[[str], None]
) -> None:
    unguarded(statement)
    assert found()[: len(said)] == said


@pytest.mark.usefixtures("log")
def test_t71_a_log_written_anew_throughout_is_told_by_the_anchor(unguarded: Callable[[str], None]) -> None:
    anchor = audit_end()
    unguarded(f"DELETE FROM {TABLE}")
    unguarded("DELETE FROM workspaces_audithead")
    for number in range(6):
        note("key.created", target=f"another {number}", by=SYSTEM)
    assert found() == []
    assert found(anchor) == [(6, "anchor")]


@pytest.mark.usefixtures("log")
def test_t71_nobody_waits_for_the_walk_and_what_is_written_meanwhile_is_no_break() -> None:
    opened, depths = len(connection.savepoint_ids), []

    def writing(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        if sql.startswith("SELECT") and f'"{TABLE}"."id" <=' in sql:
            depths.append(len(connection.savepoint_ids) - opened)
            note("key.created", target="meanwhile", by=SYSTEM)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(writing):
        assert found() == []
    assert depths == [0], "no transaction of its own around the walk, so no lock"
    assert audit_end().number == 7


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("columns", ["number", "number, hash"])
def test_t71_an_entry_behind_the_end_is_told(columns: str, unguarded: Callable[[str], None]) -> None:
    """The note of the end as it was earlier, so that entries stand behind it."""
    earlier = f"SELECT {columns} FROM {TABLE} WHERE number = 4"
    unguarded(f"UPDATE workspaces_audithead SET ({columns}) = ({earlier})")
    assert (6, "cut") in found()


@pytest.fixture
def half_a_year(workspace: Workspace) -> list[Place]:  # noqa: ARG001 - its scope is open
    """Two entries in each month from January 2027 on; where the log ended after each month."""
    ends = []
    for month in range(1, 7):
        with freeze(datetime(2027, month, 20, tzinfo=UTC)):
            for number in range(2):
                note("key.created", target=f"{month}-{number}", by=SYSTEM)
        ends.append(audit_end())
    return ends


def test_t71_what_is_past_its_time_goes_and_the_rest_is_verified_as_before(
    half_a_year: list[Place], unguarded: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with freeze(datetime(2027, 7, 1, tzinfo=UTC)):
        # Whole months: in the middle of May April goes, and the founding before it.
        assert [shorten_audit(datetime(2027, 5, 10, tzinfo=UTC)) for _turn in range(2)] == [9, 0]
    entries = AuditEntry.objects.order_by("number")
    assert list(entries.values_list("number", flat=True)) == [10, 11, 12, 13, 14]
    told = entries.get(number=14)
    assert (told.verb, told.target, told.detail["entries"]) == ("audit.shortened", str(half_a_year[3]), 9)
    assert audit_start() == half_a_year[3]
    assert [found(), *(found(each) for each in (half_a_year[3], half_a_year[4], audit_end()))] == [[]] * 4
    assert found(half_a_year[2]) == [(7, "past")]
    assert main(["audit", "verify", "--workspace", "harunire", "--anchor", str(half_a_year[2])]) == 1
    assert "entry 7 of the anchor is past the time that entries are kept" in capsys.readouterr().out
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.filter(number=10).delete()
    # Whoever cuts more off, and moves the note along, lacks the entry that says so.
    unguarded(
        f"UPDATE workspaces_audithead SET start_number = 11,"
        f" start_hash = (SELECT hash FROM {TABLE} WHERE number = 11)"
    )
    unguarded(f"DELETE FROM {TABLE} WHERE number <= 11")
    assert found() == [(11, "start")]


@pytest.mark.usefixtures("half_a_year")
def test_t71_what_does_not_hold_together_is_not_removed(unguarded: Callable[[str], None]) -> None:
    unguarded(f"UPDATE {TABLE} SET target = 'x' WHERE number = 3")
    with freeze(datetime(2027, 7, 1, tzinfo=UTC)):
        assert shorten_audit(datetime(2027, 5, 10, tzinfo=UTC)) == 0
    assert found() == [(3, "changed")]


@pytest.mark.usefixtures("log")
def test_t71_the_command_says_what_it_found(
    capsys: pytest.CaptureFixture[str], unguarded: Callable[[str], None]
) -> None:
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out.strip().split("\t")
    assert said[:2] == ["harunire", "whole"]
    assert main(["audit", "verify", "--workspace", "harunire", "--anchor", said[2]]) == 0
    unguarded(f"DELETE FROM {TABLE} WHERE number = 3")
    capsys.readouterr()
    assert main(["audit", "verify"]) == 1
    assert "entry 3 is missing" in capsys.readouterr().out
    assert main(["audit", "verify", "--workspace", "harunire", "--anchor", "6"]) == 2


def test_t71_entries_that_were_there_before_are_chained(
    log: Workspace, unguarded: Callable[[str], None]
) -> None:
    """What the migration does with a log from before the chain."""
    unguarded(f"UPDATE {TABLE} SET number = 1000000 + id, hash = ''")
    assert found() != []
    from django.apps import apps  # noqa: PLC0415 - the state before and after are the same here

    import_module("banso.domain.workspaces.migrations.0005_audit_chain").chain(apps, None)
    assert (found(), audit_end().number) == ([], 6)
    assert log.slug == "harunire"


def forms(of: Side) -> dict[str, dict[str, Any]]:
    """What is sent to each admin door, by the end of its address."""
    words, mark, plan = of.words, of.mark, {"rank": "1", "interval": "month"}
    whom = {"mail": f"o-{mark}@customer.example"}
    line = {f"p-{name}": [""] for name in ("feature", "people", "days", "hours")}
    template: dict[str, Any] = {
        "name": "T", "m-name": ["M"], "m-name_en": [""], "m-end": ["5"], "m-us": ["0-2 | do"], "m-them": [""],
        "p-kind": ["tasks"], "target_days": "20", "stall_days": "5", **line,
    }  # fmt: skip
    hook = {"name": "Chat", "url": "https://hooks.example.com/in", "events": ["sales.deal_won"]}
    table = SimpleUploadedFile("a.csv", b"external_id,name\nN1,New\n", content_type="text/csv")
    return {
        "campaigns/new/": {"name": "New campaign"},
        "campaigns/<uuid:campaign_id>/": {"name": "Renamed"},
        "campaigns/<uuid:campaign_id>/costs/": {"month": "2024-06-01", "amount": "7", "currency": "JPY"},
        "model/<slug:step>/": {"responsibility": "All of it", "kgi": "deals_won"},
        "settings/calls/criteria/": {"key": [""], "name": ["Voice"], "weight": ["1"]},
        "contracts/costs/": {"month": "2024-05-01", "category": "sales", "amount": "1", "currency": "JPY"},
        "contracts/costs/margin/": {"valid_from": "2024-06-01", "share": "70"},
        "contracts/products/": {"name": "New product"},
        "contracts/products/<uuid:product_id>/": {"name": f"Product {mark}"},
        "contracts/products/<uuid:product_id>/plans/<uuid:plan_id>/": {"name": "P", **plan},
        "contracts/products/<uuid:product_id>/plans/new/": {"name": "Q", **plan},
        "contracts/rates/": {"currency": "EUR", "day": "2024-05-01", "rate": "160", "into": "JPY"},
        "imports/new/": {"kind": "accounts", "file": table, "preset": ""},
        "imports/<uuid:run_id>/mapping/": {"map-0": "external_id", "map-1": "name", "map-2": ""},
        "kpis/<slug:kpi>/publish/": {"period": "2024-04"},
        "settings/deals/limit/": {"discount": "12", "line_role": "manager", "whole_role": "manager"},
        "settings/quotes/": {"company": "Harunire", "letters": "Q", "valid_days": "30", "months": "12",
                             "tax_rate": "10", "tax_rounding": "down"},
        "deals/approvals/<uuid:approval_request_id>/": {"act": "approve", "reason": "agreed"},
        "settings/deals/reasons/<slug:outcome>/": {
            "key": ["timing"], "name_en": ["Not now"], "name_ja": ["時期"],
        },
        "settings/deals/stages/": {"key": ["prospecting", "after_contract"], "name_en": ["New", "Won"],
                                   "name_ja": ["新規", "受注"], "probability": ["30", "100"]},
        "questions/new/": {"text_en": "New?", "kind": "text"},
        "questions/<uuid:question_id>/": {"text_en": "Changed?", "kind": "prose"},
        "forms/new/": {"title_en": "New", "purpose": "survey"},
        "forms/<uuid:form_id>/": {"title_en": "Changed", "purpose": "survey"},
        "forms/<uuid:form_id>/questions/": {"act": f"remove:{words['question_id']}"},
        "deals/<uuid:deal_id>/approve/": {"percent": "18"},
        "promises/<uuid:promise_id>/approval/": {"act": "approve", "remark": ""},
        "settings/onboarding/new/": template,
        "settings/onboarding/<uuid:template_id>/": template,
        "settings/handoffs/clock/": {"hours": "6", "opens": "08:30", "closes": "17:30"},
        "settings/handoffs/rules/": {"line": ["1"], "name-1": "Everything", "people-1": [of.owner.email]},
        "settings/features/define/": {"name": "New feature", "events": "Opened"},
        "settings/features/ignored/": {"ignored": "Ping"},
        "settings/fields/<uuid:field_id>/": {"label": "Size", "choices": "big\nsmall"},
        "settings/fields/new/": {"label": "Colour", "kind": "text"},
        "settings/keys/<uuid:key_id>/rotate/": {"overlap": "24"},
        "settings/hooks/new/": hook,
        "settings/hooks/<uuid:endpoint_id>/change/": {**hook, "name": "Renamed"},
        "settings/keys/new/": {"name": "New", "kind": "write"},
        "settings/people/<uuid:seat_id>/": {"roles": ["support"]},
        "settings/people/invite/": {"email": "fresh@asagao.example", "roles": ["viewer"]},
        "settings/privacy/erase/": {**whom, "reason": "asked", "typed": whom["mail"]},
        "settings/privacy/export/": whom,
        "settings/privacy/keep/": {"holding": "import_files", "days": "30"},
        "settings/privacy/person/": whom,
        "settings/privacy/welcome/": {"mail": f"gone-{mark}@customer.example", "reason": "agreed"},
        "settings/stages/": {"key": ["adoption"], "name_en": ["Adoption"], "name_ja": ["定着"]},
        "settings/teams/<uuid:team_id>/": {"name": "Renamed", "members": [str(words["seat_id"])]},
        "settings/teams/new/": {"name": "New team"},
        "settings/tracking/origins/": {"origins": "https://app.example.jp"},
        "settings/workspace/change/": {"name": "Renamed", "language": "ja", "timezone": "Asia/Tokyo",
                                       "currency": "JPY", "fiscal_start": "4", "week_start": "1"},
    }  # fmt: skip


# Doors that write no entry of their own, and why.
SILENT = {
    "settings/hooks/<uuid:endpoint_id>/on/": "this one is in use; tried in the area's own tests",
    "promises/<uuid:promise_id>/reopen/": "this one is open; tried in the area's own tests",
    "kpis/published/check/": "writes one for each figure that differs",
    "sample/": "founds a workspace of its own, in whose log it stands",
    "settings/profile/": "one's own name and theme, no admin act",
    "settings/security/sessions/<int:session_id>/end/": "tried with a session in the area's own tests",
    "settings/system/jobs/<uuid:job_id>/again/": "tried with a failed job in the area's own tests",
    "settings/system/work/again/": "nothing has failed here; tried in the area's own tests",
    "settings/privacy/<uuid:case_id>/again/": "nothing has stopped here; tried in the area's own tests",
    "imports/<uuid:run_id>/mapping/": "the import's begin and undoing are written",
    "imports/<uuid:run_id>/words/": "the import's begin and undoing are written",
    "imports/<uuid:run_id>/start/": "the worker writes it when it begins",
    "imports/<uuid:run_id>/undo/": "the worker writes it when it begins",
    "settings/people/<uuid:seat_id>/invite/": "the seat signs in here; tried with one that a file brought in",
    "settings/people/<uuid:seat_id>/reactivate/": "the seat is active here; see the deactivation before",
}


def test_t71_every_admin_act_leaves_an_entry(sides: Sides) -> None:
    ours = sides.ours
    sent, browser = forms(ours), ours.browser()
    doors = {
        door.path.removeprefix("/w/<slug:slug>/"): door
        for door in PAGE_DOORS
        if door.method == "POST" and ("/settings/" in door.path or door.permission.endswith(".manage"))
    }
    assert sorted({*sent, *SILENT} - set(doors)) == [], "a row here has lost its door"
    silent = []
    for path, door in doors.items():
        with transaction.atomic(), scope(workspace=ours.workspace):
            if path.startswith("settings/invitations/"):
                made, _ = invite("again@asagao.example", ["viewer"], by=SYSTEM)
                target = address(door.path, ours, invitation_id=str(made.pk))
            elif path == "contracts/rates/<uuid:rate_id>/remove/":
                browser.post(address("/w/<slug:slug>/contracts/rates/", ours), sent["contracts/rates/"])
                target = address(door.path, ours, rate_id=_newest_rate())
            else:
                which = "spare_id" if path == "contracts/products/<uuid:product_id>/remove/" else "product_id"
                target = address(door.path, ours, product_id=str(ours.words[which]))
            before = AuditEntry.objects.count()
            status = browser.post(target, sent.get(path, {})).status_code
            if AuditEntry.objects.count() == before and path not in SILENT:
                silent.append(f"{path}: {status}")
            transaction.set_rollback(True)
    assert silent == []


def _newest_rate() -> str:
    from banso.domain.contracts.models import ExchangeRate  # noqa: PLC0415

    return str(ExchangeRate.objects.get(currency="EUR").pk)
