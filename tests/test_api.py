"""What every API operation shares: problems, pages, repeated calls, limits, the description."""

import json
from typing import Any

import pytest
from django.test import Client
from ninja import Schema

from banso.domain.workspaces.actions import create_key
from banso.domain.workspaces.models import Key
from banso.domain.workspaces.tests.factories import api_client, other_workspace
from banso.kit.actor import SYSTEM
from banso.kit.heartbeat import beat, beat_path
from banso.kit.tenancy import scope
from banso.project.calls import ApiCallMiddleware
from banso.project.headers import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.usefixtures("workspace")


def make(client: Client, key: str | None, name: str = "x") -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    body = json.dumps({"kind": "write", "name": name})
    return client.post("/api/v1/keys", body, content_type="application/json", headers=headers)


def test_a_problem_says_what_came_and_what_is_wanted() -> None:
    answer = api_client("keys.view").get(
        "/api/v1/keys?limit=1000", headers={"X-Request-Id": "from-the-caller-1"}
    )
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["X-Request-Id"] == "from-the-caller-1"
    assert answer.json() == {
        "type": "/api/v1/docs#problem-input",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "limit 1000 is out of range",
        "instance": "/api/v1/keys",
        "request_id": "from-the-caller-1",
        "errors": [
            {"field": "limit", "message": "limit 1000 is out of range", "came": "1000", "wanted": "1 to 200"}
        ],
    }


def test_broken_json_400() -> None:
    answer = api_client("keys.manage").post("/api/v1/keys", "{", content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_nul_is_refused_wherever_it_stands() -> None:
    for body in ({"kind": "write", "name": "a\x00b"}, {"kind": "api", "name": "x", "scopes": ["\x00"]}):
        answer = api_client("keys.manage").post("/api/v1/keys", body, content_type="application/json")
        assert answer.status_code == 422
        assert "U+0000" in answer.json()["detail"]


def test_an_unknown_address_is_a_problem_too() -> None:
    answer = api_client("keys.view").get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_pages_hold_every_row_once_while_rows_are_added() -> None:
    client = api_client("keys.view")
    for number in range(6):
        create_key("write", name=f"key {number}", by=SYSTEM)
    first = client.get("/api/v1/keys?limit=3")
    create_key("write", name="late", by=SYSTEM)
    assert first.json()["has_more"] is True
    assert 'rel="next"' in first["Link"]
    second = client.get("/api/v1/keys", {"limit": 10, "cursor": first.json()["next_cursor"]}).json()
    names = [key["name"] for key in first.json()["data"] + second["data"]]
    assert names == ["key 5", "key 4", "key 3", "key 2", "key 1", "key 0", "test"]
    assert second["next_cursor"] is None


def test_a_forged_cursor_is_refused() -> None:
    answer = api_client("keys.view").get("/api/v1/keys?cursor=WyIxIl0:forged")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


def test_t70_a_repeated_call_happens_once() -> None:
    client = api_client("keys.manage")
    first, second = make(client, "call-0001"), make(client, "call-0001")
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second["Idempotency-Replayed"] == "true"
    assert Key.objects.filter(kind="write").count() == 1


def test_t70_another_body_under_the_same_key_422() -> None:
    client = api_client("keys.manage")
    make(client, "call-0001")
    assert make(client, "call-0001", name="other").status_code == 422
    assert Key.objects.filter(kind="write").count() == 1


def test_t70_a_refusal_is_kept_as_well() -> None:
    client = api_client("keys.manage")
    assert make(client, "call-0001", name="").status_code == 422
    assert make(client, "call-0001", name="")["Idempotency-Replayed"] == "true"


def test_t70_the_same_key_of_another_caller_is_another_call() -> None:
    make(api_client("keys.manage"), "call-0001")
    assert make(api_client("keys.manage"), "call-0001").status_code == 201
    assert Key.objects.filter(kind="write").count() == 2


def test_t70_an_empty_key_is_refused() -> None:
    assert make(api_client("keys.manage"), "").status_code == 422


def test_without_the_key_every_call_happens() -> None:
    client = api_client("keys.manage")
    make(client, None)
    make(client, None)
    assert Key.objects.filter(kind="write").count() == 2


def test_answers_say_how_many_calls_are_left() -> None:
    answer = api_client("keys.view").get("/api/v1/keys")
    assert answer["RateLimit-Policy"] == '"calls";q=600;w=60'
    assert answer["X-RateLimit-Remaining"] == "599"


def test_t41_too_many_calls_429(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    client = api_client("keys.view")
    client.handler.load_middleware()
    statuses = [client.get("/api/v1/keys").status_code for _ in range(2)]
    refused = client.get("/api/v1/keys")
    assert [*statuses, refused.status_code] == [200, 200, 429]
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused.json()["type"] == "/api/v1/docs#problem-too-many-requests"


def test_t41_the_keys_of_a_workspace_share_a_limit(settings: Any) -> None:
    settings.API_CALLS_PER_WORKSPACE = 2
    clients = [api_client("keys.view") for _ in range(3)]
    # One chain of middleware for all, as in a server.
    handler = clients[0].handler
    handler.load_middleware()
    for each in clients:
        each.handler = handler
    answers = [each.get("/api/v1/keys") for each in clients]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["RateLimit-Policy"] == '"calls";q=2;w=60'
    with scope(workspace=other_workspace()):
        elsewhere = api_client("keys.view")
    elsewhere.handler = handler
    assert elsewhere.get("/api/v1/keys").status_code == 200


def test_t43_a_forged_forwarding_header_is_no_new_caller(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    client = Client()
    client.handler.load_middleware()
    assert client.get("/api/v1/keys", headers={"X-Forwarded-For": "1.1.1.1"}).status_code == 401
    assert client.get("/api/v1/keys", headers={"X-Forwarded-For": "2.2.2.2"}).status_code == 429


def test_the_limit_stands_inside_the_workspace() -> None:
    assert ApiCallMiddleware.__module__ == "banso.project.calls"


def test_the_description_is_openapi_3_1() -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"] == "3.1.0"
    assert schema["components"]["securitySchemes"]["ApiAuth"] == {"type": "http", "scheme": "bearer"}
    assert "/api/v1/keys" in schema["paths"]


def test_no_two_bodies_share_a_name() -> None:
    """The description keeps them by name: of two it would describe one, in both places."""
    found: dict[str, set[str]] = {}
    pending = [Schema]
    while pending:
        for each in pending.pop().__subclasses__():
            pending.append(each)
            # One that is made for many, such as a page of rows, bears what it is made of in its name.
            if each.__module__.startswith("banso."):
                found.setdefault(each.__name__, set()).add(each.__module__)
    assert len(found) > 50
    assert {name: homes for name, homes in found.items() if len(homes) > 1} == {}


def test_the_documentation_needs_no_script() -> None:
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert "<script" not in page.content.decode()
    assert "keys.manage" in page.content.decode()
    assert page["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_t11_an_error_page_escapes_and_carries_the_policy() -> None:
    answer = Client().get("/<script>alert(1)</script>")
    assert answer.status_code == 404
    assert b"<script>" not in answer.content
    assert answer["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("given", ["short", "line\nbreak-12", "x" * 200, "<script>alert(1)"])
def test_t76_a_request_id_that_could_disturb_a_log_is_replaced(given: str) -> None:
    answer = Client().get("/healthz", headers={"X-Request-Id": given})
    assert answer["X-Request-Id"] != given
    assert len(answer["X-Request-Id"]) == 32


def test_a_trace_gives_the_request_its_id() -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = Client().get("/healthz", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert answer["X-Request-Id"] == trace


def test_ready_lists_every_check() -> None:
    beat()
    answer = Client().get("/readyz")
    beat_path().unlink()
    assert answer.status_code == 200
    checks = answer.json()["checks"]
    assert {name: check["ok"] for name, check in checks.items()} == dict.fromkeys(checks, True)
    assert set(checks) == {"database", "migrations", "disk", "column store", "worker"}


def test_without_a_worker_it_is_not_ready() -> None:
    beat_path().unlink(missing_ok=True)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == {"ok": False, "text": "no sign of life"}
