"""T23: whatever stands in a filter, sort, grouping, moment or segment, it is a value and never a command.

Which parameters a page reads is watched, not listed: every page is asked once, and then once more for each
name that it looked for, with texts that want to be SQL. The API's are those of its description.
"""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from banso.domain.accounts.actions import create_account
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.models import Person, Workspace
from banso.domain.workspaces.tests.factories import api_client
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from banso.project.api import api
from tests.browser.test_every_page import addresses
from tests.browser.whole import whole

CANARY = "kanarienvogel-4d1e"
PAYLOADS = [
    "1' OR '1'='1", '1" OR "1"="1', "' OR 1=1 -- ", "') OR ('1'='1", "1; DROP TABLE accounts_account; --",
    "' UNION SELECT name, secret_hash FROM workspaces_key -- ", "name; SELECT 1", "-name,(SELECT 1)",
    "(CASE WHEN 1=1 THEN name ELSE id END)", "1 AND SLEEP(9)", "'||pg_sleep(9)--", "1 AND randomblob(900000000)",
    "workspace_id", "workspace__name", "owner__password", "name__regex", "_connector", "id__in", "__class__",
    "x'; ATTACH DATABASE '/tmp/x' AS y; --", "1/**/OR/**/1=1", "%27%20OR%201=1--", "1) OR (1=1", "\\' OR 1=1#",
    "file('/etc/passwd')", "url('http://127.0.0.1/')", "{workspace:UUID}", "FORMAT JSON", "system.tables", "%s%s%s%(a)s",
    "\x00' OR 1=1", "ſ' OR 1=1", "＇ OR 1=1", "9" * 400, "-1", "1e400", "NaN", "2026-02-30", "0001-01-01", "9999-12-31", "9999-12-31", "FY9999", "9999-W52",
    "[]", '{"kind":"all","parts":[{"kind":"check","field":"id) OR 1=1","op":"is","value":"x"}]}', "null", "\ud800".encode("utf-8", "replace").decode(),
]  # fmt: skip
# Words of a database that complains; none is in a payload.
_COMPLAINTS = (
    "sqlite", "psycopg", "syntax error", "operationalerror", "programmingerror", "dataerror", "no such column",
    "unrecognized token", "db::exception", "clickhouse", "traceback (most", "fielderror", "cannot resolve",
)  # fmt: skip
_RIGHT = frozenset({200, 302, 303, 400, 404, 422})
# Each name gets the next so many; the commoner ones, such as `period`, are on many pages and see all.
EACH = 3


class Watch:
    """The names that were looked for in a query string."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            self._watch(monkeypatch, method)

    def _watch(self, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
        whole_method = getattr(QueryDict, method)

        def watched(query: QueryDict, key: str, *more: Any) -> Any:
            self.names.add(str(key))
            return whole_method(query, key, *more)

        monkeypatch.setattr(QueryDict, method, watched)


@pytest.fixture
def made(member: Person, column_store: object) -> dict[str, object]:  # noqa: ARG001 - emptied
    other = create_workspace("beta", name="Beta", by=SYSTEM)
    with scope(workspace=other):
        create_account({"name": CANARY, "external_id": "B-1"}, by=SYSTEM)
    with scope(workspace=Workspace.objects.get(slug="harunire")):
        return whole(member)


def wrong(answer: Any, payload: str) -> str:
    """What is wrong with an answer; "" for nothing."""
    body = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    text = body.decode("utf-8", "replace").lower().replace(payload.lower() or "\0", "")
    if answer.status_code not in _RIGHT:
        return f"answers {answer.status_code}"
    found = [word for word in (*_COMPLAINTS, CANARY) if word in text]
    return f"says {found}" if found else ""


def test_t23_no_parameter_of_a_page_is_a_command(
    made: dict[str, object], member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(member)
    pages = [(name, address) for name, address in addresses(made) if "?" not in address]
    pages += [(name, f"/w/harunire/{path}") for name, path in FILES.items()]
    told, asked = [], 0
    deal = cycle(PAYLOADS)
    for name, address in pages:
        watch = Watch(monkeypatch)
        first = client.get(address)
        assert wrong(first, "") == "", name
        # A file that wants a parameter is not there without it.
        assert first.status_code == 200 or name in FILES, name
        monkeypatch.undo()
        for parameter in sorted(watch.names - {"csrfmiddlewaretoken"}):
            for payload in islice(deal, EACH):
                answer = client.get(f"{address}?{urlencode({parameter: payload})}")
                asked += 1
                if fault := wrong(answer, payload):
                    told.append(f"{name}?{parameter}={payload!r}: {fault}")
    assert (told, asked > 150) == ([], True), asked


def test_t38_a_nul_in_a_query_string_is_refused(member: Person) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(member)
    assert client.get("/w/harunire/accounts/?q=a%00b").status_code == 400
    with scope(workspace=Workspace.objects.get(slug="harunire")):
        answer = api_client("*.view").get("/api/v1/contacts?account_external_id=a%00b")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


FILES = {
    "accounts_export": "accounts/export",
    "contracts_export": "contracts/export",
    "kpi-board-chart": "kpis/chart/nrr",
    "kpi-breakdown": "kpis/nrr/breakdown",
    "kpi-rows": "kpis/nrr/rows",
    "palette": "palette",
}


def operations() -> Iterator[tuple[str, str]]:
    """Address and name of every parameter in a query string, of every operation that reads."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for parameter in methods.get("get", {}).get("parameters", []):
            if parameter["in"] == "query":
                yield path, parameter["name"]


def test_t23_no_parameter_of_the_api_is_a_command(made: dict[str, object], settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = settings.API_CALLS_PER_WORKSPACE = 1_000_000
    with scope(workspace=Workspace.objects.get(slug="harunire")):
        client = api_client(
            "*.view", "keys.view", "hooks.view", "privacy.manage", "*.edit", "*.manage", "*.export"
        )
    words = {"account_id": made["account_id"], "contact_id": made["contact_id"], "slug": "nrr"}
    told, asked = [], 0
    deal = cycle(PAYLOADS)
    for path, parameter in operations():
        address = path
        for word, value in words.items():
            address = address.replace(f"{{{word}}}", str(value))
        for payload in islice(deal, 2 * EACH):
            answer = client.get(f"{address}?{urlencode({parameter: payload})}")
            asked += 1
            if fault := wrong(answer, payload):
                told.append(f"{path}?{parameter}={payload!r}: {fault}")
    assert (told, asked > 150) == ([], True), asked
