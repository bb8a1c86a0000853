"""What a promise may say, which state follows which, when it is late and when at risk."""

from datetime import date

import pytest

from banso.domain.promises.rules.content import clean_promise, day, demand_order, telling
from banso.domain.promises.rules.states import (
    CLOSED,
    OPEN,
    Risk,
    demand_closed,
    demand_day,
    demand_open,
    kept_state,
    risk_of,
    was_due,
)
from banso.domain.promises.tests.factories import TODAY, said
from banso.kit.errors import Conflict, InputError
from banso.kit.saying import says_nothing

D = date.fromisoformat


@pytest.mark.parametrize(
    "words", ["", "  ", "n/a", "N.A.", "-", "…", "なし", "特になし。", "未定", "TBD", "tbd?", "（不明）"]
)
def test_empty_phrases_say_nothing(words: str) -> None:
    assert says_nothing(words)
    with pytest.raises(InputError) as caught:
        telling("wording", words)
    assert (caught.value.field, caught.value.came) == ("wording", words.strip())


@pytest.mark.parametrize("words", ["値引き10%", "なしの皮むき機を届ける", "no downtime at month end"])
def test_real_words_say_something(words: str) -> None:
    assert telling("wording", words) == words


def test_a_promise_is_kept_in_its_clean_form() -> None:
    clean = clean_promise(
        said(wording=" 帳票の\r\n列順 ", kind="機能", source="Meeting", due_on="2026年11月30日"),
        new=True, today=TODAY,
    )  # fmt: skip
    assert clean == {
        "wording": "帳票の\n列順", "kind": "feature", "due_on": D("2026-11-30"), "made_on": D("2026-03-10"),
        "said_by": "高橋 健太", "source": "meeting", "deliverable": "standard",
    }  # fmt: skip


def test_where_no_day_is_given_it_was_made_today() -> None:
    assert clean_promise(said(made_on=""), new=True, today=TODAY)["made_on"] == TODAY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (said(wording="n/a"), "wording"),
        (said(wording="abc"), "wording"),
        (said(wording="あ" * 2001), "wording"),
        (said(kind="wish"), "kind"),
        (said(due_on=""), "due_on"),
        (said(due_on="2026-02-30"), "due_on"),
        (said(due_on="soon"), "due_on"),
        (said(due_on="0001-01-01"), "due_on"),
        (said(source=None), "source"),
        (said(deliverable="perhaps"), "deliverable"),
        (said(said_by=""), "said_by"),
        (said(said_by_email="nobody"), "said_by_email"),
        (said(said_to_id="x"), "said_to_id"),
        (said(colour="red"), "colour"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_used_is_refused_by_its_field(values: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        clean_promise(values, new=True, today=TODAY)
    assert caught.value.field == field
    assert caught.value.wanted


def test_a_change_leaves_what_it_does_not_name() -> None:
    assert clean_promise({"due_on": "2026/12/01"}, new=False, today=TODAY) == {"due_on": D("2026-12-01")}
    with pytest.raises(InputError):
        clean_promise({"due_on": ""}, new=False, today=TODAY)


def test_days_are_read_as_they_are_written() -> None:
    assert {day("d", each) for each in ("2026-11-02", "2026/11/2", "2026.11.02", "2026年11月2日")} == {
        D("2026-11-02")
    }


@pytest.mark.parametrize(
    ("made", "due", "field"),
    [("2026-11-21", "2026-12-01", "made_on"), ("2026-11-10", "2026-11-09", "due_on")],
)
def test_nobody_promises_tomorrow_nor_for_yesterday(made: str, due: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        demand_order(D(made), D(due), today=TODAY)
    assert caught.value.field == field
    demand_order(TODAY, TODAY, today=TODAY)


def test_kept_on_its_day_is_kept_and_a_day_later_is_late() -> None:
    assert [kept_state(TODAY, D(each)) for each in ("2026-11-19", "2026-11-20", "2026-11-21")] == [
        "kept", "kept", "late"
    ]  # fmt: skip


def test_a_state_has_a_day_that_was() -> None:
    assert demand_day(TODAY, made_on=TODAY, today=TODAY) == TODAY
    for wrong in ("2026-11-21", "2026-11-09"):
        with pytest.raises(InputError):
            demand_day(D(wrong), made_on=D("2026-11-10"), today=TODAY)


def test_closed_promises_are_not_open() -> None:
    for state in OPEN:
        demand_open(state)
        with pytest.raises(Conflict):
            demand_closed(state)
    for state in CLOSED:
        demand_closed(state)
        with pytest.raises(Conflict):
            demand_open(state)


@pytest.mark.parametrize(
    ("due", "renewal", "disputed", "grade"),
    [
        ("2026-11-19", None, False, "risk"),
        ("2026-11-20", None, False, "watch"),
        ("2026-12-04", None, False, "watch"),
        ("2026-12-05", None, False, ""),
        ("2027-06-01", "2026-12-20", False, "risk"),
        ("2027-06-01", "2026-12-21", False, ""),
        ("2027-06-01", "2026-11-19", False, ""),
        ("2027-06-01", None, True, "risk"),
    ],
)
def test_risk_is_nearness_of_the_date_or_of_the_renewal(
    due: str,
    renewal: str | None,
    disputed: bool,  # noqa: FBT001 - a row of the table
    grade: str,
) -> None:
    found = risk_of("draft", D(due), TODAY, renewal=D(renewal) if renewal else None, disputed=disputed)
    assert (found.grade if found else "") == grade


def test_a_closed_promise_has_no_risk() -> None:
    assert risk_of("broken", D("2026-01-01"), TODAY) is None
    assert risk_of("confirmed", TODAY, TODAY) == Risk(0)


@pytest.mark.parametrize(
    ("state", "state_on", "due", "counts"),
    [
        ("draft", "2026-01-01", "2026-11-19", True),
        ("draft", "2026-01-01", "2026-11-20", False),
        ("kept", "2026-11-01", "2026-11-25", False),
        ("waived", "2026-11-10", "2026-11-10", False),
        ("waived", "2026-11-11", "2026-11-10", True),
    ],
)
def test_due_is_what_has_passed_and_was_not_waived_before(
    state: str,
    state_on: str,
    due: str,
    counts: bool,  # noqa: FBT001 - a row of the table
) -> None:
    assert was_due(state, D(state_on), D(due), TODAY) is counts
