"""Plans, days, completion, stalling, choosing and drawing: without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from banso.domain.onboarding.rules import preset
from banso.domain.onboarding.rules.choosing import Offered, choose, language_of
from banso.domain.onboarding.rules.completion import (
    Measured,
    Part,
    evaluate,
    is_completed,
    kept,
    known_rule,
    progress,
    read_rule,
)
from banso.domain.onboarding.rules.days import business_day, business_days_between
from banso.domain.onboarding.rules.files import demand_shareable
from banso.domain.onboarding.rules.gantt import span_of
from banso.domain.onboarding.rules.links import link_of, token_of
from banso.domain.onboarding.rules.plan import kept as kept_plan
from banso.domain.onboarding.rules.plan import read_plan
from banso.domain.onboarding.rules.stalling import Course, stalled
from banso.kit.errors import InputError

FEATURE = UUID(int=7)
NAMES = {str(FEATURE): "報告書の書き出し"}
# Of [003]: the set-up is finished, and three people logged in on five days.
IT_TOOL = (Part("feature", str(FEATURE), people=1, days=1), Part("people", people=3, days=5))


@pytest.mark.parametrize(
    ("kickoff", "offset", "day"),
    [
        ("2026-04-06", 0, "2026-04-06"),
        ("2026-04-06", 5, "2026-04-13"),
        # A Saturday begins on the Monday after it.
        ("2026-04-04", 0, "2026-04-06"),
        ("2026-04-04", 1, "2026-04-07"),
        # 29 April, and 4 to 6 May, are holidays of 2026.
        ("2026-04-28", 1, "2026-04-30"),
        ("2026-04-30", 1, "2026-05-01"),
        ("2026-05-01", 1, "2026-05-07"),
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_days_count_from_the_kickoff_without_weekends_and_holidays(
    kickoff: str, offset: int, day: str
) -> None:
    assert business_day(date.fromisoformat(kickoff), offset) == date.fromisoformat(day)


def test_business_days_between_two_days_leave_the_first_out() -> None:
    assert business_days_between(date(2026, 5, 1), date(2026, 5, 8)) == 2
    assert business_days_between(date(2026, 5, 8), date(2026, 5, 8)) == 0
    assert business_days_between(date(2026, 5, 8), date(2026, 5, 1)) == 0


@pytest.mark.parametrize(
    ("people", "feature", "share"),
    [
        ({}, {}, 0.0),
        ({"a": 5, "b": 5, "c": 5}, {}, 0.5),
        ({"a": 5, "b": 5, "c": 4}, {"a": 1}, 5 / 6),
        ({"a": 5, "b": 6, "c": 5, "d": 1}, {"a": 1}, 1.0),
        ({}, {"a": 9}, 0.5),
    ],
)
def test_every_part_has_to_hold(people: dict[str, int], feature: dict[str, int], share: float) -> None:
    states = evaluate(IT_TOOL, Measured(people=people, features={str(FEATURE): feature}))
    assert is_completed(states) is (share == 1)
    assert progress(states) == pytest.approx(share)


def test_tasks_and_hours() -> None:
    rule = (Part("tasks"), Part("hours", hours=10))
    assert is_completed(evaluate(rule, Measured(tasks=2, done=2, hours=10.0)))
    assert not is_completed(evaluate(rule, Measured(tasks=2, done=2, hours=9.9)))
    assert not is_completed(evaluate(rule, Measured(tasks=2, done=1, hours=99)))
    # A plan without tasks is no work that is done; a rule without parts is never met.
    assert not is_completed(evaluate((Part("tasks"),), Measured()))
    assert not is_completed(())
    # A feature that was removed has nobody who used it.
    assert not is_completed(evaluate(IT_TOOL[:1], Measured(people={"a": 9})))


def test_a_rule_is_kept_as_it_was_read() -> None:
    given = [{"kind": "tasks"}, {"kind": "feature", "feature": FEATURE}, {"kind": "hours", "hours": "12"}]
    rule = read_rule(given, NAMES)
    assert rule == (Part("tasks"), Part("feature", str(FEATURE), 1, 1), Part("hours", hours=12))
    assert known_rule(kept(rule)) == rule


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([], "rule"),
        ("tasks", "rule"),
        ([{"kind": "luck"}], "rule[0].kind"),
        ([{"kind": "tasks"}, {"kind": "people", "people": 0, "days": -1}], "rule[1].days"),
        ([{"kind": "feature", "feature": str(UUID(int=8))}], "rule[0].feature"),
        ([{"kind": "hours"}], "rule[0].hours"),
        ([{"kind": "tasks", "also": 1}], "rule[0].also"),
        ([{"kind": "tasks"}] * 11, "rule"),
    ],
    ids=str,
)
def test_a_rule_that_cannot_be_is_refused_by_its_part(given: object, field: str) -> None:
    with pytest.raises(InputError) as refused:
        read_rule(given, NAMES)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ([], "plan"),
        ({}, "plan"),
        ([{"name": " "}], "plan[0].name"),
        ([{"name": "x", "end": 401}], "plan[0].end"),
        ([{"name": "x", "end": True}], "plan[0].end"),
        ([{"name": "x", "tasks": [{"title": "x" * 201}]}], "plan[0].tasks[0].title"),
        ([{"name": "x", "tasks": [{"title": "y", "start": 5, "end": 4}]}], "plan[0].tasks[0].end"),
        ([{"name": "x", "tasks": [{"title": "y", "side": "both"}]}], "plan[0].tasks[0].side"),
        ([{"name": "x", "tasks": [{"title": "y", "role": "king"}]}], "plan[0].tasks[0].role"),
        ([{"name": "x", "tasks": ["y"]}], "plan[0].tasks"),
        ([{"name": "x"}] * 21, "plan"),
        ([{"name": "x", "tasks": [{"title": "y"}] * 60}] * 2, "plan"),
        ([{"name": "x", "deal": 1}], "plan[0].deal"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_plan_that_cannot_be_is_refused_by_its_part(plan: object, field: str) -> None:
    with pytest.raises(InputError) as refused:
        read_plan(plan)
    assert refused.value.field == field


def test_the_preset_can_be_kept_and_speaks_both_languages() -> None:
    assert read_plan(kept_plan(preset.PLAN)) == preset.PLAN
    assert read_rule(kept(preset.RULE), {}) == preset.RULE
    tasks = [task for milestone in preset.PLAN for task in milestone.tasks]
    assert all(each.named("en").isascii() and not each.named("ja").isascii() for each in preset.PLAN)
    assert all(each.named("en").isascii() and not each.named("ja").isascii() for each in tasks)


@pytest.mark.parametrize(
    ("today", "waits", "reason"),
    [
        ("2026-04-13", None, ""),
        # Six business days without progress; five are allowed.
        ("2026-04-14", None, "quiet"),
        ("2026-04-10", "2026-04-06", "customer"),
        ("2026-04-09", "2026-04-06", ""),
        # What weighs most comes first.
        ("2026-06-02", "2026-04-06", "target"),
        ("2026-06-01", "2026-04-06", "customer"),
    ],
)
def test_why_it_does_not_move(today: str, waits: str | None, reason: str) -> None:
    course = Course(
        date(2026, 6, 1), date(2026, 4, 6), 5, waits_since=date.fromisoformat(waits) if waits else None
    )
    assert stalled(course, date.fromisoformat(today)) == reason


def test_the_template_that_asks_for_most_is_taken() -> None:
    one, two, three, four = (UUID(int=number) for number in range(1, 5))
    product = UUID(int=9)
    offered = [
        Offered(one, "everything"),
        Offered(two, "product", product=product),
        Offered(three, "segment", in_segment=True),
        Offered(four, "other segment", product=product, in_segment=False),
    ]
    assert choose(offered, frozenset({product})) == three
    assert choose(offered[:2], frozenset({product})) == two
    assert choose(offered[:2], frozenset()) == one
    assert choose([offered[3]], frozenset({product})) is None
    assert [language_of(country) for country in ("", "日本", "Japan", "USA")] == ["ja", "ja", "ja", "en"]


def test_bars_lie_where_their_days_do() -> None:
    span = span_of([date(2026, 4, 6), None, date(2026, 4, 15)])
    assert span is not None
    assert (span.bar(date(2026, 4, 6), date(2026, 4, 15)).width, span.days) == (100.0, 10)
    assert (span.bar(date(2026, 4, 8), date(2026, 4, 8)).left, span.at(date(2026, 4, 6))) == (20.0, 5.0)
    # What ends before it begins is drawn on its last day.
    assert span.bar(date(2026, 4, 12), date(2026, 4, 10)).width == 10.0
    assert span.at(date(2026, 4, 16)) is None
    assert [tick.day.day for tick in span.ticks()] == [6, 13]
    assert span_of([None]) is None


def test_a_links_token_cannot_be_forged_and_is_over_in_its_time() -> None:
    link, until = UUID(int=3), datetime(2026, 4, 6, tzinfo=UTC)
    token = token_of(link, until)
    assert link_of(token, at=until - timedelta(seconds=1)) == link
    assert link_of(token, at=until) is None
    assert link_of(token[:-1] + ("A" if token[-1] != "A" else "B"), at=until - timedelta(days=1)) is None
    assert link_of("", at=until) is None


@pytest.mark.parametrize(
    ("name", "content_type", "offered"),
    [
        ("設定手順.pdf", "application/pdf", True),
        ("図.PNG", "image/png", True),
        ("一覧.xlsx", "application/zip", True),
        ("README", "text/plain; charset=utf-8", True),
        # Harmless as a download that no browser opens.
        ("page.html", "text/plain; charset=utf-8", True),
        ("run.EXE", "application/zip", False),
        ("run.js .", "text/plain; charset=utf-8", False),
        ("手順.pdf.bat", "text/plain; charset=utf-8", False),
        ("手順.pdf", "application/octet-stream", False),
        ("設定", "application/octet-stream", False),
    ],
)
def test_programs_are_not_offered_to_customers(name: str, content_type: str, offered: bool) -> None:  # noqa: FBT001
    if offered:
        demand_shareable(name, content_type)
        return
    with pytest.raises(InputError) as refused:
        demand_shareable(name, content_type)
    assert refused.value.field == "file"
