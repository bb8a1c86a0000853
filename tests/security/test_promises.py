"""T69, T70, T29: what is done twice at once happens once, and no secret lies about in clear."""

import io
import json
import threading
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.actions.merging import merge_accounts
from banso.domain.accounts.models import Account
from banso.domain.contracts.actions import LineChange, patch_line, set_line
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.tests.factories import row
from banso.domain.workspaces import actions
from banso.domain.workspaces.models import Key, Person, Workspace
from banso.domain.workspaces.rules import WorkspaceSettings
from banso.domain.workspaces.tests.factories import PASSWORD, api_client, member
from banso.kit.access import Access
from banso.kit.actor import SYSTEM, Actor
from banso.kit.api import problem
from banso.kit.errors import BansoError
from banso.kit.tenancy import scope, scopes_disabled
from banso.project import calls

BODY = json.dumps({"kind": "write", "name": "once"})


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each came to; all begin at the same moment, each with a connection of its own."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait(10)
        try:
            found[place] = act()
        except BansoError as error:
            found[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.fixture
def founded(transactional_db: None) -> Workspace:  # noqa: ARG001 - other threads see it
    return actions.create_workspace("harunire", name="Harunire", by=SYSTEM)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_t70_one_call_by_two_processes(self, founded: Workspace) -> None:
        with scope(workspace=founded):
            _, secret = actions.create_key("api", name="x", scopes=["keys.manage"], by=SYSTEM)
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "call-0001"}

        def call() -> Any:
            # A client of its own has middleware of its own, as another process has.
            return Client().post("/api/v1/keys", BODY, content_type="application/json", headers=headers)

        answers = at_once(call, call, call)
        with scope(workspace=founded):
            assert Key.objects.filter(kind="write").count() == 1
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
        assert call().status_code == 201
        assert call()["Idempotency-Replayed"] == "true"

    def test_t69_two_accounts_into_each_other(self, founded: Workspace) -> None:
        with scope(workspace=founded):
            one, two = (create_account({"name": name}, by=SYSTEM).pk for name in ("one", "two"))

        def merge(survivor: Any, merged: Any) -> Any:
            with scope(workspace=founded):
                return merge_accounts(survivor, merged, by=SYSTEM)

        done = at_once(lambda: merge(one, two), lambda: merge(two, one))
        assert sorted(isinstance(each, BansoError) for each in done) == [False, True]
        with scope(workspace=founded):
            assert Account.objects.filter(merged_into=None).count() == 1

    def test_t69_two_changes_of_one_line(self, founded: Workspace) -> None:
        with scope(workspace=founded):
            account = create_account({"name": "one"}, by=SYSTEM).pk
            set_line(row("L", account, "100", "2024-04-01"), by=SYSTEM)

        def change(seats: int) -> Any:
            with scope(workspace=founded):
                changed = LineChange(valid_from=date(2024, 5, 1), seats=seats)
                return patch_line("L", change=changed, by=SYSTEM, expected_version=1)

        done = at_once(lambda: change(5), lambda: change(7))
        assert sorted(isinstance(each, BansoError) for each in done) == [False, True]
        with scope(workspace=founded):
            assert Subscription.objects.get().version == 2

    def test_t69_two_who_set_the_installation_up(self, transactional_db: None) -> None:  # noqa: ARG002
        link = actions.setup_link() or ""
        token = link.rstrip("/").rpartition("/")[2]

        def found(name: str) -> Any:
            first = actions.FirstPerson(email=f"{name}@harunire.example", name=name, password=PASSWORD)
            return actions.set_up(token, first, slug=name, settings=WorkspaceSettings(name=name))

        done = at_once(lambda: found("one"), lambda: found("two"))
        assert sorted(isinstance(each, BansoError) for each in done) == [False, True]
        assert (Person.objects.count(), Workspace.objects.count()) == (1, 1)

    def test_t69_two_who_take_one_invitation(self, founded: Workspace) -> None:
        with scope(workspace=founded):
            _, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        token = link.rstrip("/").rpartition("/")[2]
        join = lambda: actions.join(token, name="New", password=PASSWORD)  # noqa: E731
        done = at_once(join, join)
        assert sorted(isinstance(each, BansoError) for each in done) == [False, True]
        assert Person.objects.count() == 1


@pytest.mark.usefixtures("workspace")
class TestRepeatedCalls:
    def make(self, client: Client, **headers: str) -> Any:
        given = {"Idempotency-Key": "call-0001", **headers}
        return client.post("/api/v1/keys", BODY, content_type="application/json", headers=given)

    def test_t70_a_crash_between_the_act_and_its_answer_does_nothing(self, monkeypatch: Any) -> None:
        client = api_client("keys.manage")

        def crash(*_: object, **__: object) -> None:
            raise SystemError("the machine went away")

        with monkeypatch.context() as broken:
            broken.setattr(calls, "keep_answer", crash)
            with pytest.raises(SystemError):
                self.make(client)
        assert Key.objects.filter(kind="write").count() == 0
        assert self.make(client).status_code == 201
        assert Key.objects.filter(kind="write").count() == 1

    def test_t70_while_it_is_worked_on_409(self, workspace: Workspace) -> None:
        """The second arrives while the first is inside."""
        inner: list[Any] = []

        def view(request: Any) -> Any:
            inner.append(middleware(request))
            return problem(request, HTTPStatus.CONFLICT, "done")

        middleware = calls.ApiCallMiddleware(view)
        request = RequestFactory().post(
            "/api/v1/keys", BODY, content_type="application/json", headers={"Idempotency-Key": "call-0001"}
        )
        request.access = Access(workspace, Actor("key", "1", "x"), frozenset({"*"}))  # type: ignore[attr-defined]
        middleware(request)
        assert inner[0].status_code == 409
        assert inner[0]["Retry-After"] == "1"


@pytest.mark.usefixtures("workspace")
def test_t29_no_secret_in_rows_mail_or_log(caplog: pytest.LogCaptureFixture) -> None:
    """Keys, links, passwords and second factors: what opens a door stands nowhere as it is said."""
    sato = member("sato@harunire.example", "owner").person
    seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(sato, seed)
    known = {"password": PASSWORD, "second factor": seed}
    for kind, scopes in (("api", ["*.view"]), ("write", [])):
        known[f"{kind} key"] = actions.create_key(kind, name=kind, scopes=scopes, by=SYSTEM)[1]
    known["invitation"] = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)[1].rstrip("/")[-30:]
    link = actions.sign_in_link(sato)
    known["sign-in link"] = link.rstrip("/")[-30:]
    Client().post("/password/reset/", {"email": sato.email})
    reset = str(mail.outbox[-1].body).partition("/password/reset/key/")[2].partition("/")[0]
    known["reset link"] = reset.partition("-")[2]
    keeping = Client(headers={"Authorization": f"Bearer {known['api key']}", "Idempotency-Key": "k-1"})
    keeping.post("/api/v1/keys", BODY, content_type="application/json")
    browser = Client()
    browser.post("/sign-in/", {"login": sato.email, "password": PASSWORD})
    browser.get(link.partition("localhost:8000")[2])
    found = [name for name, secret in known.items() if secret in _rows()]
    found += [f"{name} in the log" for name, secret in known.items() if secret in caplog.text]
    found += [f"{name} in a mail" for name in ("password", "second factor", "api key") if
              any(known[name] in str(message.message()) for message in mail.outbox)]  # fmt: skip
    assert found == []
    assert len(known) == 7


def _rows() -> str:
    """Every cell of every table."""
    said = io.StringIO()
    with scopes_disabled(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for line in cursor.fetchall():
                for cell in line:
                    plain = bytes(cell) if isinstance(cell, memoryview) else cell
                    said.write(plain.decode("latin-1") if isinstance(plain, bytes) else str(plain))
    return said.getvalue()
