"""The moment of an as-of view, as people write it."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from banso.kit.as_of import read_as_of, write_as_of
from banso.kit.errors import InputError

EVENING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02 18:00",
        "2026-11-02T18:00",
        "2026/11/2 18:00",
        "2026-11-02T09:00:00Z",
        "2026-11-02T10:00+01:00",
        "2026年11月2日(月) 18:00",
        "２０２６年１１月２日（月）　１８：００",
        "2 Nov 2026, 18:00",
        "2 November 2026 18:00",
    ],
)
def test_every_way_of_writing_names_the_same_moment(text: str) -> None:
    with timezone.override("Asia/Tokyo"):
        assert read_as_of(text) == EVENING


def test_a_day_means_its_end() -> None:
    with timezone.override("Asia/Tokyo"):
        assert read_as_of("2026-11-02") == datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-02-30", "2026-11-02 25:00", "11月2日"])
def test_what_names_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_as_of(text)
    assert refused.value.came == text
    assert refused.value.field == "as_of"


def test_what_is_written_is_read_back() -> None:
    at = datetime(2026, 11, 2, 9, 0, 1, 250_000, tzinfo=UTC)
    assert write_as_of(at) == "2026-11-02T09:00:01.250000Z"
    assert read_as_of(write_as_of(at)) == at


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01 00:00", "1970-12-31 12:00", "2149-01-02"])
def test_a_moment_that_the_column_store_does_not_reach_is_refused(text: str) -> None:
    with timezone.override("Asia/Tokyo"), pytest.raises(InputError) as refused:
        read_as_of(text)
    assert (refused.value.came, refused.value.field) == (text, "as_of")
