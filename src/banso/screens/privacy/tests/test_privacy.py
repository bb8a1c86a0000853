"""Who may ask, what is refused, and what becomes of a request: disclosure, receipt, retention, restore."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from pypdfium2 import PdfDocument

from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.accounts.models import Contact
from banso.domain.leads.actions import set_appointment
from banso.domain.leads.queries import lead_by_id
from banso.domain.leads.tests.factories import CALLER, call, lead, on
from banso.domain.privacy import actions, queries
from banso.domain.privacy.actions import file_of, working
from banso.domain.privacy.models import Case, CaseState, Retention, Suppressed
from banso.domain.work.actions import mark_read, notify
from banso.domain.work.models import Notice
from banso.domain.workspaces.models import AuditEntry, Membership, Person, Workspace
from banso.domain.workspaces.tests.factories import api_client, other_workspace, signed_in
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.erasing import run as erasing
from banso.engine.journal.loader.whole import is_being_erased
from banso.engine.journal.usage.database import Full
from banso.integrations.exports.models import Export, State
from banso.integrations.files.models import ImportRun
from banso.integrations.files.tests.factories import brought, work
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import scope
from banso.screens.privacy.notices import ERASED
from banso.screens.privacy.tasks import tend_personal_data

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/w/harunire/settings/privacy/"
MAIL = "hana@hanamizuki.example"


@pytest.fixture
def hana(workspace: Workspace, column_store: ColumnStore) -> Contact:  # noqa: ARG001
    account = create_account({"name": "東雲倉庫", "external_id": "acme"}, by=SYSTEM)
    return create_contact(
        account.pk, {"name": "花水木 華", "email": MAIL, "person_key": "u-hana-1"}, by=SYSTEM
    )


@pytest.fixture
def owner(hana: Contact) -> Client:  # noqa: ARG001
    return signed_in("misaki@harunire.example", "owner", language="en")


def text_of(paper: bytes) -> str:
    with closing(PdfDocument(paper)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def order(client: Client, **more: str) -> int:
    given = {"mail": MAIL, "reason": "request of 21 November", "typed": MAIL, **more}
    return client.post(f"{HERE}erase/", given).status_code


def test_what_is_held_is_shown_by_class_and_the_address_keeps_nothing(owner: Client) -> None:
    found = owner.post(f"{HERE}person/", {"mail": MAIL.upper()})
    text = found.content.decode()
    assert (found.status_code, "花水木 華" in text, "u-hana-1" in text) == (200, True, True)
    assert found["Cache-Control"] == "private, no-store"
    assert not AuditEntry.objects.filter(target__icontains="hana").exists()


def test_somebody_must_be_named(owner: Client) -> None:
    assert owner.post(f"{HERE}person/", {}).status_code == 422


@pytest.mark.parametrize("role", ["manager", "csm", "sales", "support", "viewer"])
def test_only_owners_and_admins(hana: Contact, role: str) -> None:  # noqa: ARG001
    client = signed_in(f"{role}@harunire.example", role)
    assert client.get(HERE).status_code == 403
    assert client.post(f"{HERE}person/", {"mail": MAIL}).status_code == 403
    assert order(client) == 403
    assert client.get("/w/harunire/settings/profile/").content.decode().count("settings/privacy") == 0
    assert Case.objects.count() == 0


def test_a_key_for_everything_else_does_not_open_it(hana: Contact) -> None:  # noqa: ARG001
    asked = {"mail": MAIL, "reason": "x", "typed": MAIL}
    for client in (api_client("*.view", "*.edit", "*.manage", "*.export"),):
        answer = client.post("/api/v1/privacy/erasures", json.dumps(asked), content_type="application/json")
        assert answer.status_code == 403
    made = api_client("privacy.manage").post(
        "/api/v1/privacy/erasures", json.dumps(asked), content_type="application/json"
    )
    assert (made.status_code, made.json()["state"], MAIL in made.content.decode()) == (202, "queued", False)


def test_another_workspace_neither_finds_nor_loses_them(hana: Contact, column_store: ColumnStore) -> None:
    there = other_workspace()
    with scope(workspace=there):
        account = create_account({"name": "よそ", "external_id": "acme"}, by=SYSTEM)
        create_contact(account.pk, {"name": "花水木 華", "email": MAIL}, by=SYSTEM)
        case = actions.ask_for_erasure(
            queries.subject_of(mail=MAIL), reason="x", typed=MAIL, by=SYSTEM, enqueue=lambda _case: None
        )
        assert actions.carry_out(case.pk) is not None
    hana.refresh_from_db()
    assert (hana.name, hana.email) == ("花水木 華", MAIL)
    client = signed_in("misaki@harunire.example", "owner")
    assert client.get(f"{HERE}{case.pk}/").status_code == 404
    assert not queries.suppression()
    assert column_store is not None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": ""}, "required"),
        ({"reason": f"asked by {MAIL}"}, "the reason names the person"),
        ({"reason": "花水木華様の請求"}, "the reason names the person"),
        ({"typed": "somebody"}, "this is not the person"),
        ({"typed": ""}, "required"),
    ],
    ids=["no-reason", "address-in-reason", "name-in-reason", "typed-another", "typed-nothing"],
)
def test_what_is_refused_before_anything_happens(owner: Client, given: dict[str, str], said: str) -> None:
    answer = owner.post(f"{HERE}erase/", {"mail": MAIL, "reason": "x", "typed": MAIL, **given})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert (Case.objects.count(), Suppressed.objects.count()) == (0, 0)


def test_who_signs_in_here_is_not_erased(owner: Client) -> None:
    mine = {"mail": "misaki@harunire.example", "typed": "misaki@harunire.example"}
    assert order(owner, **mine) == 422
    assert Case.objects.count() == 0


def test_a_receipt_names_nobody_and_is_told(owner: Client) -> None:
    assert order(owner) == 302
    assert order(owner) == 422  # it is being done already
    work()
    case = Case.objects.get()
    page = owner.get(f"{HERE}{case.pk}/").content.decode()
    assert "Receipt of erasure No. 1" in page
    assert case.hash in page
    assert not [word for word in (MAIL, "花水木", "u-hana") if word in page]
    assert [(each.kind, each.detail) for each in Notice.objects.all()] == [("privacy.erased", {"n": 1})]
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"privacy.erasure_asked", "privacy.erased"} <= verbs
    assert case.hash == queries_hash(case)
    contact = Contact.objects.get()
    assert (contact.name, contact.email, contact.person_key, contact.search) == (case.mark, "", "", case.mark)


def queries_hash(case: Case) -> str:
    from banso.domain.privacy.rules import receipt_hash  # noqa: PLC0415

    return receipt_hash(queries.receipt_of(case))


def test_two_workers_at_once_do_it_once(owner: Client) -> None:
    order(owner)
    case = Case.objects.get()
    Case.objects.filter(pk=case.pk).update(state=CaseState.RUNNING, beat_at=now())
    assert actions.carry_out(case.pk) is None
    assert Contact.objects.get().email == MAIL
    with freeze(now() + timedelta(minutes=3)):
        assert actions.carry_out(case.pk) is not None
    assert Contact.objects.get().email == ""
    assert actions.carry_out(case.pk) is None


def test_one_that_stopped_goes_on_when_somebody_says_so(owner: Client) -> None:
    order(owner)
    case = Case.objects.get()
    with pytest.raises(Conflict):
        actions.try_again(case.pk, by=SYSTEM, enqueue=lambda _case: None)
    Case.objects.filter(pk=case.pk).update(state=CaseState.FAILED, failure="ValueError")
    assert owner.post(f"{HERE}{case.pk}/again/").status_code == 302
    work()
    case.refresh_from_db()
    assert case.state == CaseState.DONE


def test_one_that_broke_off_goes_on_where_it_stood(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    order(owner)
    case, real = Case.objects.get(), working._note_step

    def dying(case: Case, holding: queries.Holding, count: int) -> None:
        real(case, holding, count)
        if holding.slug == "facts":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(working, "_note_step", dying)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out(case.pk)
    case.refresh_from_db()
    assert "facts" in case.steps
    with freeze(now() + timedelta(minutes=3)):
        assert tend_personal_data() == 0
        work()
    case.refresh_from_db()
    assert (case.state, Contact.objects.get().email, case.counts["facts"]) == (CaseState.DONE, "", 1)


@pytest.mark.parametrize("error", [Full("full"), OSError(28, "full"), OperationalError("locked")], ids=repr)
def test_what_passes_by_itself_stops_no_erasure(
    owner: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    order(owner)
    case = Case.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(working, "_step", failing(error))
        assert actions.carry_out(case.pk) is None
    case.refresh_from_db()
    assert (case.state, case.failure) == (CaseState.QUEUED, type(error).__name__)
    with freeze(now() + timedelta(seconds=61)):
        assert actions.carry_out(case.pk) is not None


def test_one_that_stopped_while_the_numbers_are_closed_goes_on_by_itself(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(owner)
    case = Case.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "erase_usage", failing(ValueError(MAIL)))
        with pytest.raises(ValueError, match="hana"):
            actions.carry_out(case.pk)
    case.refresh_from_db()
    assert (case.state, case.failure, is_being_erased()) == (CaseState.FAILED, "ValueError", True)
    with freeze(now() + timedelta(minutes=3)):
        tend_personal_data()
        work()
    case.refresh_from_db()
    assert (case.state, is_being_erased()) == (CaseState.DONE, False)


@pytest.mark.parametrize("error", [OSError(28, "full"), ValueError("broken")], ids=repr)
@pytest.mark.parametrize("what", ["write_erasures", "scrub"])
def test_what_is_done_stays_done_and_the_list_is_written_later(
    owner: Client, monkeypatch: pytest.MonkeyPatch, what: str, error: Exception
) -> None:
    order(owner)
    case, home = Case.objects.get(), Path(settings.BANSO_HOME)
    with monkeypatch.context() as patch:
        patch.setattr(working, what, failing(error))
        assert actions.carry_out(case.pk) is not None
    case.refresh_from_db()
    assert case.state == CaseState.DONE
    tend_personal_data()
    assert [line["id"] for line in actions.read_erasures(actions.erasures_file(home))] == [str(case.pk)]


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_everything_is_handed_out_in_one_file_and_the_file_goes(owner: Client) -> None:
    brought("contacts", f"id,account_id,name,email\nX-1,acme,花水木 華,{MAIL}\n")
    Export.objects.create(
        workspace=Workspace.objects.get(), person=Person.objects.get(), path="accounts/export",
        permission="accounts.export", file_name="another-customer.csv", language="en", timezone="UTC",
        state=State.READY, finished_at=now(),
    )  # fmt: skip
    assert owner.post(f"{HERE}export/", {"mail": MAIL}).status_code == 302
    work()
    case = Case.objects.get()
    answer = owner.get(f"{HERE}{case.pk}/file/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        lines = archive.read("contacts.jsonl").decode().splitlines()
        everything = b"".join(archive.read(name) for name in archive.namelist())
        table = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert [json.loads(line)["email"] for line in lines] == [MAIL, MAIL]
    assert any(MAIL in cell for row in table for cell in row)
    assert b"another-customer" not in everything
    assert signed_in("csm@harunire.example", "csm").get(f"{HERE}{case.pk}/file/").status_code == 403
    with freeze(now() + timedelta(days=8)):
        tend_personal_data()
    assert not file_of(case).exists()
    assert owner.get(f"{HERE}{case.pk}/file/").status_code == 404


def test_an_erasure_takes_the_disclosed_files_along(owner: Client) -> None:
    owner.post(f"{HERE}export/", {"mail": MAIL})
    work()
    handed = Case.objects.get()
    assert file_of(handed).exists()
    order(owner)
    work()
    assert not file_of(handed).exists()


def test_they_may_be_let_in_again(owner: Client, hana: Contact) -> None:
    order(owner)
    work()
    with pytest.raises(InputError):
        create_contact(hana.account_id, {"name": "花", "email": MAIL}, by=SYSTEM)
    back = {"mail": MAIL, "key": "", "reason": "new agreement"}
    assert owner.post(f"{HERE}welcome/", back).status_code == 302
    create_contact(hana.account_id, {"name": "花", "email": MAIL}, by=SYSTEM)
    with pytest.raises(NotFound):
        actions.welcome_again(mail="nobody@nowhere.example", reason="x", by=SYSTEM)


def test_data_past_its_time_goes_at_night(owner: Client) -> None:
    run = brought("contacts", "id,account_id,name,email\nX-1,acme,木下,k@kinoshita.example\n")
    assert owner.post(f"{HERE}keep/", {"holding": "import_files", "days": "3"}).status_code == 422
    assert owner.post(f"{HERE}keep/", {"holding": "nothing", "days": "30"}).status_code == 422
    assert owner.post(f"{HERE}keep/", {"holding": "import_files", "days": "30"}).status_code == 302
    tend_personal_data()
    assert run.folder.exists()
    with freeze(now() + timedelta(days=31)):
        tend_personal_data()
    assert not run.folder.exists()
    assert ImportRun.objects.count() == 1
    assert Retention.objects.get(holding="import_files").removed == 1


def test_each_class_says_how_long_it_is_kept(owner: Client, hana: Contact) -> None:  # noqa: ARG001
    asked = [("usage", "30"), ("audit", "364"), ("audit", "365"), ("notices", "30")]
    answers = [owner.post(f"{HERE}keep/", {"holding": slug, "days": days}) for slug, days in asked]
    assert [each.status_code for each in answers] == [422, 422, 302, 302]
    assert "every number is counted from them" in answers[0].content.decode()
    assert "365 to 36,500" in answers[1].content.decode()
    page = owner.get(HERE).content.decode()
    assert [slug for slug in ("audit", "notices", "import_files") if f'id="days-{slug}"' in page] == [
        "audit", "notices", "import_files",
    ]  # fmt: skip
    assert 'id="days-usage"' not in page


def test_notices_go_after_their_usual_time_or_the_one_that_was_said(owner: Client) -> None:
    seat = Membership.objects.get(person__email="misaki@harunire.example")

    def told() -> int:
        mark_read(notify(seat.person_id, ERASED, detail={"n": 1}))
        return Notice.objects.count()

    assert (told(), Retention.objects.count()) == (1, 0)
    with freeze(now() + timedelta(days=91)):
        assert tend_personal_data() == 1
    rule = Retention.objects.get(holding="notices")
    assert (rule.days, rule.removed, Notice.objects.count()) == (90, 1, 0)
    assert owner.post(f"{HERE}keep/", {"holding": "notices", "days": ""}).status_code == 302
    assert told() == 1
    with freeze(now() + timedelta(days=400)):
        tend_personal_data()
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(("language", "says"), [
    ("ja", ["消去証明書 No. 1", "ハルニレ株式会社"]),
    ("en", ["Receipt of erasure No. 1", "ハルニレ株式会社"]),
])  # fmt: skip
def test_the_receipt_is_a_paper(owner: Client, hana: Contact, language: str, says: list[str]) -> None:  # noqa: ARG001
    order(owner)
    case = Case.objects.get()
    paper = f"{HERE}{case.pk}/receipt.{language}.pdf"
    assert owner.get(paper).status_code == 404
    work()
    answer = owner.get(paper)
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer["Content-Type"], data[:5]) == ("application/pdf", b"%PDF-")
    assert paper in owner.get(f"{HERE}{case.pk}/").content.decode()
    case.refresh_from_db()
    text = text_of(data)
    assert [each for each in (*says, case.mark, case.hash[:20]) if each not in text] == []
    assert MAIL not in text


def test_a_restored_backup_is_rid_of_them_again(owner: Client, hana: Contact) -> None:
    """What `banso restore` does: the list of before, the data of an older day."""
    home = Path(settings.BANSO_HOME)
    brought("contacts", f"id,account_id,name,email\nX-1,acme,花水木 華,{MAIL}\n")
    order(owner)
    work()
    first = Case.objects.get()
    known = actions.read_erasures(actions.erasures_file(home))
    assert MAIL not in json.dumps(known)
    # The day before: the person is there, and nobody knows of an erasure.
    actions.erasures_file(home).unlink()
    Case.objects.all().delete()
    older = create_contact(
        hana.account_id, {"name": "花水木 華", "email": MAIL, "phone": "03-1234-5678"}, by=SYSTEM
    )
    assert actions.erase_restored(home, known) == 1
    older.refresh_from_db()
    again = Case.objects.get()
    assert (older.email, older.phone, older.name) == ("", "", first.mark)
    assert (again.pk, again.number, again.state) == (first.pk, first.number, CaseState.DONE)
    with pytest.raises(InputError):
        create_contact(hana.account_id, {"name": "花", "email": MAIL}, by=SYSTEM)
    assert actions.erase_restored(home, known) == 0


def test_who_was_welcomed_again_stays_so_after_a_restore(owner: Client, hana: Contact) -> None:
    """The list says it of both: a backup of before the erasure, and one of between it and the welcome."""
    home = Path(settings.BANSO_HOME)
    order(owner)
    work()
    between = list(Suppressed.objects.values())
    assert (
        owner.post(f"{HERE}welcome/", {"mail": MAIL, "key": "", "reason": "new agreement"}).status_code == 302
    )
    tend_personal_data()
    known = actions.read_erasures(actions.erasures_file(home))
    (line,) = known
    assert len(line["welcomed"]) == len(between) - Suppressed.objects.count() > 0
    for restored in ("between", "before"):
        actions.erasures_file(home).unlink()
        Suppressed.objects.all().delete()
        if restored == "between":
            Suppressed.objects.bulk_create(Suppressed(**each) for each in between)
        else:
            Case.objects.all().delete()
        assert actions.erase_restored(home, known) == (restored == "before")
        create_contact(hana.account_id, {"name": "花", "email": MAIL}, by=SYSTEM).delete()
        # What was not welcomed stays away, and so does whoever is erased once more.
        assert Suppressed.objects.count() == len(between) - len(line["welcomed"])
        assert actions.read_erasures(actions.erasures_file(home))[0]["welcomed"] == line["welcomed"]


def test_the_audit_log_stays_and_is_counted(owner: Client) -> None:
    brought("contacts", "id,account_id,name,email\nX-1,acme,木下,k@kinoshita.example\n", name=f"{MAIL}.csv")
    before = list(AuditEntry.objects.order_by("pk").values_list("pk", "target"))
    subject = queries.subject_of(mail=MAIL)
    assert len(queries.find(subject)["audit"]) > 0
    order(owner)
    work()
    assert list(AuditEntry.objects.order_by("pk").values_list("pk", "target"))[: len(before)] == before
    assert MAIL not in ImportRun.objects.get().file_name


def test_the_same_person_twice_is_refused_while_it_runs(hana: Contact) -> None:  # noqa: ARG001
    def ask() -> Case:
        return actions.ask_for_erasure(
            queries.subject_of(key="u-hana-1"),
            reason="x",
            typed="u-hana-1",
            by=SYSTEM,
            enqueue=lambda _case: None,
        )

    first = ask()
    with pytest.raises(Conflict):
        ask()
    assert actions.carry_out(first.pk) is not None
    assert ask().number == 2


def test_nothing_of_an_erased_person_stays_with_their_lead(owner: Client) -> None:
    made = lead(email=MAIL, person="林 一郎", note="林 一郎さんは夕方がよい")
    talked = call(
        made,
        topic="林 一郎さんと",
        outcome="林 一郎さんは前向き",
        next_step="林 一郎さんに資料",
        next_step_on="2026-11-30",
    )
    meeting = set_appointment(
        made.pk,
        {"starts_at": on("2026-11-30T10:00"), "who": "林 一郎", "note": "林 一郎さんの部屋"},
        by=CALLER,
    )
    assert order(owner) == 302
    work()
    talked.refresh_from_db()
    meeting.refresh_from_db()
    seen = lead_by_id(made.pk)
    texts = (seen.person, seen.note, seen.next_step, talked.topic, talked.outcome, talked.next_step,
             meeting.who, meeting.note)  # fmt: skip
    assert [text for text in texts if "林" in text] == []
