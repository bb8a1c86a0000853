"""Moments that a query string may ask for."""

from datetime import datetime

import pytest
from django.utils import translation

from banso.kit.api.moments import demand_moment
from banso.kit.errors import InputError


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2026-11-21T00:00:00", "no offset"),
        ("2122-09-12T15:29:49-16:17", "no zone has"),
        ("2026-11-21T00:00:00+23:59", "no zone has"),
        ("0001-01-01T00:00:00+00:00", "outside the calendar"),
        ("9999-12-31T23:59:59+00:00", "outside the calendar"),
    ],
)
def test_a_moment_that_cannot_be_placed_is_refused(said: str, why: str) -> None:
    with translation.override("en"), pytest.raises(InputError, match=why):
        demand_moment("updated_since", datetime.fromisoformat(said))


@pytest.mark.parametrize(
    "said", ["2026-11-21T00:00:00+09:00", "2026-11-21T00:00:00-12:00", "1883-01-01T00:00:00+15:13"]
)
def test_a_moment_of_any_zone_is_taken(said: str) -> None:
    demand_moment("updated_since", datetime.fromisoformat(said))
