"""What a task may say, and when a digest is due: without a database."""

from datetime import UTC, date, datetime

import pytest

from banso.domain.work.facts import Point
from banso.domain.work.rules.content import clean_task
from banso.domain.work.rules.feeds import feed_of, token_of
from banso.domain.work.rules.mails import digest_day
from banso.kit.errors import InputError
from banso.kit.ids import new_id

TOKYO = "Asia/Tokyo"


def test_what_is_given_is_kept_clean_and_what_is_not_stays_away() -> None:
    found = clean_task(
        {"title": " Send\x07 the\nquote ", "body": "one\r\ntwo", "due_on": "2026/11/21",
         "checklist": "call\n\n[x] mail\n[ ] visit"},
        new=True,
    )  # fmt: skip
    assert found == {
        "title": "Send the quote", "body": "one\ntwo", "due_on": date(2026, 11, 21),
        "checklist": (Point("call"), Point("mail", done=True), Point("visit")),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"due_on": "soon"}, "due_on"),
        ({"due_on": "2200-01-01"}, "due_on"),
        ({"side": "nobody"}, "side"),
        ({"account_id": "one"}, "account_id"),
        ({"checklist": ["x"] * 51}, "checklist"),
        ({"checklist": [{"text": "x" * 201}]}, "checklist"),
        ({"done_on": "2026-11-21"}, "done_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else "given",
)
def test_what_cannot_be_used_is_refused_by_its_field(values: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        clean_task({"title": "something", **values}, new=True)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("at", "last", "due"),
    [
        # Eight in Tokyo is 23:00 UTC of the day before.
        ("2026-11-19T22:59:00", None, None),
        ("2026-11-19T23:00:00", None, date(2026, 11, 20)),
        ("2026-11-19T23:00:00", date(2026, 11, 19), date(2026, 11, 20)),
        ("2026-11-20T05:00:00", date(2026, 11, 20), None),
        # A Saturday, a Sunday, and the 勤労感謝の日.
        ("2026-11-21T00:00:00", None, None),
        ("2026-11-22T01:00:00", None, None),
        ("2026-11-23T01:00:00", None, None),
    ],
)
def test_a_digest_is_due_once_on_each_business_day(at: str, last: date | None, due: date | None) -> None:
    assert digest_day(datetime.fromisoformat(at).replace(tzinfo=UTC), TOKYO, last) == due


def test_a_calendars_address_cannot_be_forged() -> None:
    feed = new_id()
    token = token_of(feed, 3)
    assert feed_of(token) == (feed, 3)
    assert feed_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert feed_of("") is None
    assert feed_of(token.partition(":")[0] + ":x") is None
