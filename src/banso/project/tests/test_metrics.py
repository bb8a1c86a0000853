"""`/metrics`, the log's lines, and the log of slow queries."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
import structlog
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from banso.domain.workspaces.tests.factories import signed_in
from banso.project import logs

TOKEN = "a token that Prometheus shows"


def asked(**headers: str) -> Any:
    return Client().get("/metrics", headers=headers)


@pytest.mark.usefixtures("workspace", "column_store")
def test_whoever_holds_the_token_reads_everything(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    signed_in("ken@harunire.example", "owner").get("/w/harunire/")
    found = asked(Authorization=f"Bearer {TOKEN}")
    assert found.status_code == 200
    lines = found.content.decode().splitlines()
    for name in (
        'banso_part_well{part="column_store"} 1.0', "banso_column_store_up 1.0",
        'banso_http_request_seconds_count{method="GET",status="200",view="today"}',
        'banso_loader_waiting{source="facts"}', "banso_disk_free_bytes",
        'banso_column_store_seconds_count{kind="inspect",outcome="ok"}',
    ):  # fmt: skip
        assert any(line.startswith(name) for line in lines), name
    assert "harunire" not in found.content.decode()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("", TOKEN), ("Bearer wrong", TOKEN), (f"Basic {TOKEN}", TOKEN), ("Bearer ", ""), ("", "")],
    ids=["nothing", "another", "not a bearer", "empty and not set", "not set"],
)
@pytest.mark.django_db
def test_nobody_else_learns_that_the_page_is_there(settings: Any, given: str, wanted: str) -> None:
    settings.METRICS_TOKEN = wanted
    headers = {"Authorization": given} if given else {}
    assert asked(**headers).status_code == 404


@pytest.fixture
def written() -> Any:
    """What the log writes as JSON, as a function."""
    stream = io.StringIO()
    config = logs.settings_of("json", "INFO")
    config["handlers"]["stderr"] |= {"stream": stream}
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    from django.conf import settings  # noqa: PLC0415 - as the program itself was set up

    logs.settings_of(settings.LOG_FORMAT, settings.LOG_LEVEL)
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.usefixtures("workspace")
def test_a_request_leaves_a_line_that_says_whose_it_was(written: Any) -> None:
    client = signed_in("ken@harunire.example", "owner")
    client.get("/w/harunire/settings/people/", headers={"X-Request-Id": "abcdefgh-1"})
    (line,) = [line for line in written() if line["event"] == "request"]
    assert (line["request_id"], line["workspace"], line["view"], line["status"]) == (
        "abcdefgh-1", "harunire", "settings_people", 200,
    )  # fmt: skip
    assert line["actor"].startswith("person:")


@pytest.mark.django_db
def test_t44_no_link_that_lets_somebody_in_is_in_the_log(written: Any) -> None:
    for path in ("/sign-in/link/the-secret-token/", "/set-up/the-secret-token/"):
        Client().get(path)
    lines = [line for line in written() if line["event"] == "request"]
    assert [line["path"] for line in lines] == ["/sign-in/link/…/", "/set-up/…/"]


def test_t76_a_line_cannot_be_forged(written: Any) -> None:
    evil = "x\n2026-11-21 root signed in\r\x1b[2J"
    structlog.get_logger("banso.test").warning("said", what=evil)
    logging.getLogger("django.request").warning("Not Found: %s", evil)
    assert [line.get("what", line["event"]) for line in written()] == [evil, f"Not Found: {evil}"]


def test_t29_an_error_is_told_without_what_the_variables_held(written: Any) -> None:
    def fail(password: str) -> None:
        raise ValueError(len(password))

    try:
        fail("kawa no nagare")
    except ValueError:
        structlog.get_logger("banso.test").exception("failed")
    (line,) = written()
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert "kawa no nagare" not in json.dumps(line)


def test_t76_nor_on_a_terminal() -> None:
    stream = io.StringIO()
    config = logs.settings_of("console", "INFO")
    formatter = dict(config["formatters"]["line"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter.pop("()")(**formatter))
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "bad %s", ("\n\x1b[2Jroot",), None)
    handler.emit(record)
    assert stream.getvalue().count("\n") == 1
    assert "\\n\\x1b[2Jroot" in stream.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_slow_query_is_told_without_its_values(settings: Any, written: Any) -> None:
    settings.SLOW_QUERY_SECONDS = 0.0
    connection.close()
    list(Group.objects.filter(name="secret name"))
    slow = [line for line in written() if line["event"] == "slow query"]
    assert slow
    assert any("auth_group" in line["sql"] for line in slow)
    assert "secret name" not in json.dumps(slow)
    settings.SLOW_QUERY_SECONDS = 100.0
    before = len(written())
    list(Group.objects.all())
    assert len(written()) == before
