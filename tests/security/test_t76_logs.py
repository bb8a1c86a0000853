"""T76: whatever comes from outside, an entry of the log is one line, and no terminal obeys it."""

import json
import logging
import logging.config
import sys
from collections.abc import Iterator

import pytest
import structlog

from banso.project.logs import settings_of

HOSTILE = (
    "a\r\n2026-01-01 [info] forged\x1b[2J\x1b]0;title\x07\x9b31m\x7f\u2028b\u202e\u2066\x00c\tname=forged"
)
_MOVING = {*map(chr, range(32)), "\x7f", *map(chr, range(128, 160)), "\u2028", "\u2029", "\u202e", "\u2066"}


@pytest.fixture(params=["json", "console"])
def formatter(request: pytest.FixtureRequest) -> Iterator[logging.Formatter]:
    before = structlog.get_config()
    wanted = settings_of(request.param, "INFO")["formatters"]["line"]
    yield structlog.stdlib.ProcessorFormatter(
        processors=wanted["processors"], foreign_pre_chain=wanted["foreign_pre_chain"]
    )
    structlog.configure(**before)


def record(message: str, *words: object, error: bool = False) -> logging.LogRecord:
    told = sys.exc_info() if error else None
    return logging.LogRecord("banso.test", logging.INFO, "x.py", 1, message, words, told)


def test_t76_one_entry_is_one_line(formatter: logging.Formatter) -> None:
    for line in (
        formatter.format(record("said %s", HOSTILE)),
        formatter.format(record(HOSTILE)),
        formatter.format(record("%r", {"name": [HOSTILE]})),
    ):
        assert _MOVING & set(line) == set()
        assert "forged" in line


def test_t76_what_an_error_quotes_is_no_entry_of_its_own(formatter: logging.Formatter) -> None:
    def fail() -> None:
        raise ValueError(HOSTILE)

    try:
        fail()
    except ValueError:
        told = formatter.format(record("failed", error=True))
    first, *others = told.split("\n")
    assert "failed" in first
    assert (_MOVING - {"\n"}) & set(told) == set()
    # On a terminal a traceback has lines; each is set in, so that none looks like an entry.
    assert all(line.startswith("    ") or not line for line in others)


def test_t76_json_stays_json(formatter: logging.Formatter) -> None:
    line = formatter.format(record("said %s", HOSTILE))
    if line.startswith("{"):
        assert json.loads(line)["event"] == f"said {HOSTILE}"
