"""The forecast by month: what is sure, what may come, and what each stage makes likely."""

import re
from datetime import UTC, datetime

import pytest

from banso.domain.sales import actions
from banso.domain.sales.queries.forecast import forecast
from banso.domain.sales.queries.listing import listed, read_listing
from banso.domain.sales.tests.factories import SELLER, account, complete_deal
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.clock import freeze

pytestmark = pytest.mark.usefixtures("workspace")
# In Japan it is the first of December already.
AT = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
# Forecast, stage (with its probability in the preset), amount, and the day on which it is to close.
OPEN = (
    ("commit", "closing", 1_200_000, "2026-12-25"),  # 75 %
    ("best_case", "proposal", 800_000, "2027-01-10"),  # 50 %
    ("commit", "proposal", 100_000, "2027-01-31"),
    ("pipeline", "hearing", 300_000, "2026-09-30"),  # 30 %, overdue: this month
    ("pipeline", "prospecting", 1_000_000, "2028-03-01"),  # 5 %, later than is shown: the last month
    ("best_case", "approach", 50_000, None),  # 10 %, and no day
)


def test_the_forecast_of_a_worked_example() -> None:
    with freeze(AT):
        of = str(account().pk)
        rows: list[dict[str, object]] = [
            {"external_id": f"D-{number}", "name": f"商談{number}", "account_id": of, "forecast": category,
             "stage": stage, "amount": amount, "expected_close_on": day}
            for number, (category, stage, amount, day) in enumerate(OPEN)
        ]  # fmt: skip
        lost, away = ({**rows[0], "external_id": each} for each in ("lost", "away"))
        *_kept, gone, put_away = actions.upsert_deals([*rows, lost, away], by=SELLER)
        assert gone.deal_id is not None
        assert put_away.deal_id is not None
        actions.lose_deal(gone.deal_id, reason="timing", by=SELLER)
        actions.archive_deal(put_away.deal_id, by=SELLER)
        # 360,000 a month; what was won before this month is in no month of the forecast.
        actions.win_deal(complete_deal("受注した商談").pk, by=SELLER)
        before = {"external_id": "H", "name": "先月の受注", "status": "won", "closed_on": "2026-11-30",
                  "created_on": "2026-11-01", "amount": 7, "closed_before_banso": True}  # fmt: skip
        actions.upsert_deals([before], by=SELLER)

        found = forecast()
        # Each number opens into the deals that make it.
        for month in found:
            for category in ("commit", "best_case", "pipeline"):
                there = listed(read_listing({"forecast": category, "closes": month.closes}))
                assert sum(each.size for each in there) == getattr(month, category), (month.closes, category)
        assert read_listing({"closes": "2026-12-01..x"}).chosen == {"status": "open"}
        page = signed_in("manager@harunire.example", "manager").get("/w/harunire/deals/forecast/")
    assert [
        (str(each.first or ""), each.won, each.commit, each.best_case, each.pipeline, round(each.weighted, 6))
        for each in found
    ] == [
        ("2026-12-01", 4_320_000, 1_200_000, 0, 300_000, 990_000),
        ("2027-01-01", 0, 100_000, 800_000, 0, 450_000),
        ("2027-02-01", 0, 0, 0, 0, 0),
        ("2027-03-01", 0, 0, 0, 0, 0),
        ("2027-04-01", 0, 0, 0, 0, 0),
        ("2027-05-01", 0, 0, 0, 1_000_000, 50_000),
        ("", 0, 0, 50_000, 0, 5_000),
    ]
    (foot,) = re.findall(r"<tfoot>(.*?)</tfoot>", page.content.decode(), re.DOTALL)
    digits = [
        int(re.sub(r"\D", "", cell) or 0) for cell in re.findall(r"<td[^>]*>(.*?)</td>", foot, re.DOTALL)
    ]
    assert digits == [4_320_000, 1_300_000, 850_000, 1_300_000, 1_495_000]
