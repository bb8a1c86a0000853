"""Days as people type them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from banso.kit.ui.days import DayField


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("typed", ["2026-11-02", "2026/11/2", "2026.11.02", "2026年11月2日"])
def test_a_day_is_read_as_it_is_written_here(typed: str, language: str) -> None:
    with translation.override(language):
        assert DayField().clean(typed) == date(2026, 11, 2)


@pytest.mark.parametrize("typed", ["11/02/2026", "02.11.2026", "2 Nov", "2026-13-01"])
def test_what_could_be_two_days_or_none_is_refused(typed: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError):
        DayField().clean(typed)


def test_it_is_no_field_of_the_browsers_own_calendar() -> None:
    shown = DayField().widget.render("day", date(2026, 11, 2))
    assert 'type="text"' in shown
    assert 'value="2026-11-02"' in shown
