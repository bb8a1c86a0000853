"""Whatever the description of the API allows, and much that it does not, is answered as it says.

schemathesis makes the calls out of `/api/v1/openapi.json`: good ones and broken ones.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from banso.domain.workspaces.actions import create_key
from banso.kit.actor import SYSTEM

_CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
_served = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    # A server says from where a call comes; these come from nowhere.
    return _served({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS = [each.ok() for each in SCHEMA.get_all_operations() if isinstance(each, Ok)]


@pytest.fixture
def secret(workspace: object, column_store: object) -> Iterator[str]:  # noqa: ARG001 - opened and emptied
    # As Django's own test client does: a request's end must not close the test's connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    scopes = ["*.view", "*.edit", "*.manage", "*.export"]
    _key, secret = create_key("api", name="fuzz", scopes=scopes, by=SYSTEM)
    yield secret
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[each.label for each in OPERATIONS])
def test_the_operation_answers_as_it_is_described(operation: Any, secret: str) -> None:
    @settings(
        max_examples=10, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def call(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(answer, checks=_CHECKS)

    call()
