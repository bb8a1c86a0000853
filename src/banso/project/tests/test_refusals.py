"""T69: whoever did the same thing at the same moment as another is told so, and no failure is claimed."""

import psycopg
import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from banso.project.refusals import server_error


@pytest.mark.parametrize(("path", "kind"), [
    ("/api/v1/accounts", "application/problem+json"), ("/w/harunire/accounts/", "text/html; charset=utf-8"),
])  # fmt: skip
def test_t69_who_met_another_is_answered_with_409(path: str, kind: str) -> None:
    def meet() -> None:
        raise IntegrityError("told") from psycopg.errors.UniqueViolation()

    try:
        meet()
    except IntegrityError:
        answer = server_error(RequestFactory().post(path))
    assert (answer.status_code, answer["Content-Type"]) == (409, kind)
    assert "at the same moment" in answer.content.decode()
