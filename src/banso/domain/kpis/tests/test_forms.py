from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from banso.domain.kpis.forms import last_whole, read_periods
from banso.kit.clock import freeze
from banso.kit.errors import InputError
from banso.kit.periods import Grain

pytestmark = pytest.mark.usefixtures("workspace")


def test_a_range_of_months() -> None:
    assert [period.label for period in read_periods("2019-12", "2020-02", "")] == [
        "2019-12",
        "2020-01",
        "2020-02",
    ]


def test_a_fiscal_year_cut_into_quarters_starts_in_april() -> None:
    labels = [period.label for period in read_periods("FY2025", "", "quarter")]
    assert labels == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]


def test_an_unknown_grain_is_refused() -> None:
    with translation.override("en"), pytest.raises(InputError, match="“fortnight” is no grain"):
        read_periods("2019-12", "", "fortnight")


def test_the_last_whole_month_is_over_in_the_workspaces_zone() -> None:
    # In Tokyo it is 1 March already.
    with freeze(datetime(2024, 2, 29, 15, 30, tzinfo=UTC)):
        assert last_whole(Grain.MONTH, None).start == date(2024, 2, 1)
    with freeze(datetime(2024, 2, 29, 14, 30, tzinfo=UTC)):
        assert last_whole(Grain.MONTH, None).start == date(2024, 1, 1)
