"""Keys over the API: each operation, and each way it refuses."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from banso.domain.workspaces.actions import create_key, revoke_key
from banso.domain.workspaces.models import AuditEntry, Key, Workspace
from banso.domain.workspaces.queries import access_of_key
from banso.domain.workspaces.tests.factories import api_client, other_workspace, signed_in
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")


def post(client: Client, path: str, body: object, **headers: str) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_making_a_key_gives_its_secret_once() -> None:
    client = api_client("keys.manage", "keys.view", "accounts.view")
    made = post(client, "/api/v1/keys", {"kind": "api", "name": "BI", "scopes": ["accounts.view"]})
    assert made.status_code == 201
    body = made.json()
    access = access_of_key(body["secret"])
    assert access is not None
    assert access.permissions == {"accounts.view"}
    read = client.get(f"/api/v1/keys/{body['id']}").json()
    assert {**read, "last_used_at": None} == {key: value for key, value in body.items() if key != "secret"}


def test_t29_no_secret_stands_in_the_database() -> None:
    client = api_client("keys.manage")
    body = post(
        client, "/api/v1/keys", {"kind": "write", "name": "site"}, **{"Idempotency-Key": "abc-1"}
    ).json()
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        dump = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += [
                bytes(cell) if isinstance(cell, memoryview) else cell
                for row in cursor.fetchall()
                for cell in row
            ]
    assert [cell for cell in dump if body["secret"] in str(cell)] == []


def test_a_key_cannot_make_a_stronger_key() -> None:
    made = post(
        api_client("keys.manage"), "/api/v1/keys", {"kind": "api", "name": "x", "scopes": ["*.manage"]}
    )
    assert made.status_code == 403
    assert made.json()["detail"] == "This goes beyond your own permissions: *.manage."


def test_an_unknown_scope_is_refused_in_words() -> None:
    made = post(api_client("keys.manage"), "/api/v1/keys", {"kind": "api", "name": "x", "scopes": ["root"]})
    assert made.status_code == 422
    assert made.json()["errors"][0]["field"] == "scopes"
    assert made.json()["errors"][0]["came"] == "root"


def test_t22_a_field_that_is_not_of_the_body_is_refused() -> None:
    body = {"kind": "write", "name": "x", "workspace_id": str(uuid4())}
    made = post(api_client("keys.manage"), "/api/v1/keys", body)
    assert made.status_code == 422
    assert [error["field"] for error in made.json()["errors"]] == ["workspace_id"]


def test_an_expiry_without_offset_is_refused() -> None:
    body = {"kind": "write", "name": "x", "expires_at": "2099-01-01T00:00:00"}
    assert post(api_client("keys.manage"), "/api/v1/keys", body).json()["errors"][0]["field"] == "expires_at"


def test_an_expiry_in_the_past_is_refused() -> None:
    body = {"kind": "write", "name": "x", "expires_at": "2020-01-01T00:00:00Z"}
    assert post(api_client("keys.manage"), "/api/v1/keys", body).status_code == 422


def test_without_a_key_401() -> None:
    answer = Client().get("/api/v1/keys")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="Banso"'


@pytest.mark.parametrize("token", ["", "nonsense", "bns_" + "0" * 38, "あ"])
def test_with_a_wrong_key_401(token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    assert Client(headers=headers).get("/api/v1/keys").status_code == 401


def test_t26_a_write_key_reads_nothing() -> None:
    _, secret = create_key("write", name="site", by=SYSTEM)
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/keys").status_code == 401


def test_a_key_without_the_scope_403() -> None:
    answer = api_client("accounts.view").get("/api/v1/keys")
    assert answer.status_code == 403
    assert answer.json()["type"] == "/api/v1/docs#problem-not-allowed"


def test_star_view_does_not_open_private_areas() -> None:
    assert api_client("*.view").get("/api/v1/keys").status_code == 403


def test_t26_a_revoked_key_401_at_once() -> None:
    key, secret = create_key("api", name="x", scopes=["keys.view"], by=SYSTEM)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/keys").status_code == 200
    revoke_key(key.pk, by=SYSTEM)
    assert client.get("/api/v1/keys").status_code == 401


def test_an_expired_key_401() -> None:
    _, secret = create_key(
        "api", name="x", scopes=["keys.view"], expires_at=now() + timedelta(days=1), by=SYSTEM
    )
    with freeze(now() + timedelta(days=1)):
        assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/keys").status_code == 401


def test_t26_rotation_overlaps_and_then_the_older_key_dies() -> None:
    client = api_client("keys.manage", "keys.view")
    key, old = create_key("api", name="x", scopes=["keys.view"], by=SYSTEM)
    made = post(client, f"/api/v1/keys/{key.pk}/rotate", {"overlap_hours": 2})
    assert made.status_code == 201
    assert made.json()["scopes"] == ["keys.view"]
    assert access_of_key(old) is not None
    with freeze(now() + timedelta(hours=2)):
        assert access_of_key(old) is None
        assert access_of_key(made.json()["secret"]) is not None


def test_a_key_cannot_be_rotated_twice() -> None:
    client = api_client("keys.manage", "keys.view")
    key, _ = create_key("api", name="x", scopes=["keys.view"], by=SYSTEM)
    assert post(client, f"/api/v1/keys/{key.pk}/rotate", {}).status_code == 201
    assert post(client, f"/api/v1/keys/{key.pk}/rotate", {}).status_code == 409


def test_rotation_does_not_hand_out_a_stronger_key() -> None:
    key, _ = create_key("api", name="x", scopes=["*.manage"], by=SYSTEM)
    assert post(api_client("keys.manage"), f"/api/v1/keys/{key.pk}/rotate", {}).status_code == 403


@pytest.mark.parametrize("hours", [-1, 721])
def test_an_overlap_out_of_range_is_refused(hours: int) -> None:
    key, _ = create_key("write", name="x", by=SYSTEM)
    answer = post(api_client("keys.manage"), f"/api/v1/keys/{key.pk}/rotate", {"overlap_hours": hours})
    assert answer.json()["errors"][0]["field"] == "overlap_hours"


def test_revoking_over_the_api() -> None:
    key, _ = create_key("write", name="x", by=SYSTEM)
    answer = api_client("keys.manage").delete(f"/api/v1/keys/{key.pk}")
    assert answer.status_code == 200
    assert datetime.fromisoformat(answer.json()["revoked_at"]) == Key.objects.get(pk=key.pk).revoked_at
    assert AuditEntry.objects.filter(verb="key.revoked", actor_kind="key").count() == 1


def test_revoking_a_state_that_was_not_seen_412() -> None:
    key, _ = create_key("write", name="x", by=SYSTEM)
    client = api_client("keys.manage", "keys.view")
    tag = client.get(f"/api/v1/keys/{key.pk}")["ETag"]
    wrong = client.delete(f"/api/v1/keys/{key.pk}", headers={"If-Match": '"other"'})
    assert wrong.status_code == 412
    assert Key.objects.get(pk=key.pk).revoked_at is None
    assert client.delete(f"/api/v1/keys/{key.pk}", headers={"If-Match": tag}).status_code == 200


def test_t01_a_key_of_another_workspace_is_not_there() -> None:
    with scope(workspace=other_workspace()):
        foreign, _ = create_key("write", name="x", by=SYSTEM)
    client = api_client("keys.manage", "keys.view")
    assert client.get(f"/api/v1/keys/{foreign.pk}").status_code == 404
    assert client.delete(f"/api/v1/keys/{foreign.pk}").status_code == 404
    assert post(client, f"/api/v1/keys/{foreign.pk}/rotate", {}).status_code == 404
    assert str(foreign.pk) not in client.get("/api/v1/keys").content.decode()


def test_a_session_may_call_with_the_workspace_named(workspace: Workspace) -> None:
    client = signed_in("aki@harunire.example", "admin")
    assert client.get("/api/v1/keys").status_code == 401
    headers = {"X-Banso-Workspace": workspace.slug}
    assert client.get("/api/v1/keys", headers=headers).status_code == 200


def test_t20_a_session_needs_its_csrf_token(workspace: Workspace) -> None:
    client = signed_in("aki@harunire.example", "admin")
    client.handler.enforce_csrf_checks = True
    headers = {"X-Banso-Workspace": workspace.slug}
    answer = post(client, "/api/v1/keys", {"kind": "write", "name": "x"}, **headers)
    assert answer.status_code == 403
    assert Key.objects.count() == 0


def test_a_session_of_another_workspace_401(workspace: Workspace) -> None:
    client = signed_in("yamada@keyaki.example", "owner", workspace=other_workspace())
    assert client.get("/api/v1/keys", headers={"X-Banso-Workspace": workspace.slug}).status_code == 401
