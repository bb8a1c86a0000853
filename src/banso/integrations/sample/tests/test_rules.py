"""The sample company's people and courses, without a database."""

from collections import Counter
from datetime import date, timedelta

import pytest

from banso.integrations.sample.customers import BY_KEY, corporate_number, customers
from banso.integrations.sample.days import Years, is_shutdown, use_on, working_day
from banso.integrations.sample.lives import Life, price
from banso.integrations.sample.pledges import pledges
from banso.integrations.sample.stories import SEED, company, published_month
from banso.integrations.sample.talk import conversation
from banso.integrations.sample.usage import usage_by_day

TODAY = date(2026, 11, 20)
YEARS = Years(TODAY)


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    return company(YEARS)


def mrr(life: Life, day: date) -> int:
    paid = (each for each in life.subscriptions if each.ends_on is None or day < each.ends_on)
    return sum(
        next((version.monthly for version in reversed(each.versions) if version.on <= day), 0)
        for each in paid
    )


def test_the_same_day_gives_the_same_company() -> None:
    assert company(YEARS, wanted=20) == company(YEARS, wanted=20)
    assert company(YEARS, wanted=20) != company(YEARS, wanted=20, seed="other")


def test_it_has_300_customers_with_names_of_their_own(lives: list[Life]) -> None:
    assert len(lives) == 300
    assert len({life.customer.name for life in lives}) == 300
    assert min(life.customer.start for life in lives) == YEARS.start
    assert max(life.customer.start for life in lives) < TODAY


def test_corporate_numbers_carry_their_check_digit() -> None:
    # The National Tax Agency's own number, 7000012050002, follows the same rule.
    base = "000012050002"
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(base)))
    assert 9 - total % 9 == 7
    assert corporate_number(1)[1:] == "999900000001"


def test_revenue_grows_and_some_leave_each_for_a_reason(lives: list[Life]) -> None:
    by_year = [sum(mrr(life, YEARS.month(-months)) for life in lives) for months in (24, 12, 0)]
    assert by_year == sorted(by_year)
    gone = [life for life in lives if life.ends_on]
    assert 30 < len(gone) < 90
    assert all(life.reason for life in gone)
    assert {"champion", "release", "quiet", "unused"} <= set(Counter(life.reason for life in gone))


def test_a_year_keeps_about_what_it_had(lives: list[Life]) -> None:
    before, after = YEARS.month(-12) - timedelta(days=1), YEARS.month(0) - timedelta(days=1)
    base = {life.customer.number: mrr(life, before) for life in lives if mrr(life, before)}
    kept = sum(mrr(life, after) for life in lives if life.customer.number in base)
    assert 0.9 < kept / sum(base.values()) < 1.2


def test_versions_and_knowledge_run_forward(lives: list[Life]) -> None:
    for life in lives:
        for each in life.subscriptions:
            days = [version.on for version in each.versions]
            assert days == sorted(set(days)), life.customer
            assert each.ends_on is None or each.ends_on > days[-1], life.customer
            known = [version.known for version in each.versions] + [each.end_known or each.versions[-1].known]
            assert known == sorted(known), life.customer
            assert max(known) < TODAY + timedelta(days=31), life.customer


def test_use_falls_on_holidays_and_in_the_shutdown_weeks() -> None:
    assert use_on(date(2026, 5, 4)) == use_on(date(2026, 12, 31)) == use_on(date(2026, 8, 13))
    assert use_on(date(2026, 11, 23)) < use_on(date(2026, 11, 21)) < use_on(date(2026, 11, 24))
    assert use_on(date(2026, 8, 4)) < use_on(date(2026, 7, 7)) == 1.0
    assert working_day(date(2026, 12, 31)) == date(2027, 1, 4)
    assert is_shutdown(date(2027, 1, 2))


def test_a_bad_release_pushes_use_down(lives: list[Life]) -> None:
    hit = [life for life in lives if any(mark == "release" for _, mark in life.marks)]
    assert len(hit) > 40
    before = sum(life.level_on(YEARS.release - timedelta(days=2)) for life in hit)
    after = sum(life.level_on(YEARS.release + timedelta(days=15)) for life in hit)
    assert after < 0.75 * before


def test_nobody_uses_it_before_the_contract_after_it_or_today(lives: list[Life]) -> None:
    gone = next(life for life in lives if life.ends_on and len(life.subscriptions) == 1)
    days = [day for day, _ in usage_by_day([gone], YEARS, "harunire")]
    assert days[0] >= gone.customer.start
    assert gone.ends_on is not None
    assert days[-1] < gone.ends_on
    stays = next(life for life in reversed(lives) if not life.ends_on)
    assert [day for day, _ in usage_by_day([stays], YEARS, "harunire")][-1] < TODAY


def test_every_event_has_an_id_of_its_own(lives: list[Life]) -> None:
    days = usage_by_day(lives[:12], YEARS, "harunire")
    ids = [event.message_id for _, events in days for event in events]
    assert len(ids) == len(set(ids)) > 1000


def test_talks_are_in_the_past_known_after_they_happened_and_by_people_we_have(lives: list[Life]) -> None:
    for life in lives:
        touches, remarks = conversation(life, YEARS, "harunire")
        assert [touch.at for touch in touches] == sorted(touch.at for touch in touches)
        assert all(touch.at <= touch.known and touch.at.date() < TODAY for touch in touches)
        assert {touch.who for touch in touches} | {remark.who for remark in remarks} <= set(BY_KEY)


@pytest.mark.parametrize(
    ("today", "month"), [(date(2026, 11, 20), date(2026, 10, 1)), (date(2026, 11, 5), date(2026, 9, 1))]
)
def test_the_published_month_leaves_time_for_late_corrections(today: date, month: date) -> None:
    assert published_month(Years(today)) == month


def test_the_last_weeks_have_stories(lives: list[Life]) -> None:
    recent = [
        each
        for life in lives
        for each in life.contacts
        if each.left and each.left == TODAY - timedelta(days=50)
    ]
    assert len(recent) == 4
    assert {each.left_known for each in recent} == {TODAY - timedelta(days=31)}
    late = [life for life in lives if life.ends_on == date(2026, 10, 31)]
    assert [life.main.end_known for life in late] == [date(2026, 11, 6)]


@pytest.mark.parametrize(
    ("plan", "seats", "new", "yen"),
    [
        ("ライト", 10, False, 36000),
        ("ライト", 10, True, 39000),
        ("プロ", 60, True, 480600),
        ("プロ", 150, False, 1045500),
    ],
)
def test_prices_by_list_and_volume(plan: str, seats: int, new: bool, yen: int) -> None:  # noqa: FBT001
    assert price(plan, seats, new_list=new) == yen


def test_customers_sign_when_budgets_start() -> None:
    months = Counter(each.start.month for each in customers(YEARS, 300, "harunire"))
    assert months[4] > months[8] * 1.5


def test_who_was_let_down_left_more_often(lives: list[Life]) -> None:
    let_down: list[bool] = []
    others: list[bool] = []
    for life in lives:
        broken = any(each.state == "broken" for each in pledges(life, YEARS, SEED))
        (let_down if broken else others).append(life.ends_on is not None)
    assert sum(let_down) / len(let_down) > 1.5 * sum(others) / len(others)


def test_promises_come_in_every_state_and_keep_their_order(lives: list[Life]) -> None:
    told = [each for life in lives for each in pledges(life, YEARS, SEED)]
    assert {each.state for each in told} == {"", "kept", "broken", "waived"}
    assert any(each.state == "kept" and each.closed and each.closed > each.due for each in told)
    assert [each for each in told if each.closed and not each.made.date() <= each.closed < YEARS.today] == []
    assert [each for each in told if not each.state and each.due < YEARS.today - timedelta(days=40)] == []
