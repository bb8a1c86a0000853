"""What is known of an onboarding's use and tasks, for its completion rule."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries.records import steps_of
from banso.domain.onboarding.rules.completion import Measured, PartState, Rule, evaluate, known_rule
from banso.domain.usage.queries import features
from banso.engine.metrics.ask import look
from banso.kit.tenancy import today

_PEOPLE = """
SELECT person, uniqExact(day) AS days, toFloat64(0) AS seconds FROM active_daily
WHERE account = {account:UUID} AND day >= {since:Date} AND day <= {today:Date} GROUP BY person
UNION ALL
SELECT '' AS person, toUInt64(0) AS days, toFloat64(sum(seconds)) AS seconds FROM sessions
WHERE account = {account:UUID} AND day >= {since:Date} AND day <= {today:Date}
"""
_FEATURES = """
SELECT DISTINCT name, person, day FROM usage_daily
WHERE account = {account:UUID} AND day >= {since:Date} AND day <= {today:Date}
    AND events > 0 AND person != '' AND name IN {names:Array(String)}
"""


def states_now(row: Onboarding) -> tuple[PartState, ...]:
    """How far each part of an onboarding's rule is, now.

    Use counts since the contract began, or the kick-off where that was earlier.

    Raises:
        ColumnError: the column store is away.
    """
    rule = known_rule(row.rule)
    done = list(steps_of(row).values_list("task__done_on", flat=True))
    used = _used(row, rule)
    return evaluate(rule, replace(used, tasks=len(done), done=sum(1 for on in done if on)))


def feature_names() -> dict[str, str]:
    """What the features are called, by id."""
    return {str(each.pk): each.name for each in features()}


def _used(row: Onboarding, rule: Rule) -> Measured:
    kinds = {part.kind for part in rule}
    since = min(row.contract_on, row.kickoff_on or row.contract_on)
    if not kinds & {"people", "hours", "feature"} or since > today():
        return Measured()
    asked: Mapping[str, object] = {"account": row.account_id, "since": since, "today": today()}
    found = Measured()
    if kinds & {"people", "hours"}:
        rows = look(_PEOPLE, params=asked, accounts=(row.account_id,))
        people = {each["person"]: int(each["days"]) for each in rows if each["person"]}
        hours = round(sum(float(each["seconds"]) for each in rows) / timedelta(hours=1).seconds, 1)
        found = Measured(people=people, hours=hours)
    if "feature" in kinds:
        found = replace(found, features=_features(rule, asked, row.account_id))
    return found


def _features(rule: Rule, asked: Mapping[str, object], account: UUID) -> dict[str, dict[str, int]]:
    wanted = {part.feature for part in rule if part.kind == "feature"}
    events = {str(each.pk): set(each.events) for each in features() if str(each.pk) in wanted}
    names = sorted({name for each in events.values() for name in each})
    rows = look(_FEATURES, params={**asked, "names": names}, accounts=(account,)) if names else []
    found: dict[str, dict[str, int]] = {}
    for feature, own in events.items():
        days: dict[str, set[date]] = defaultdict(set)
        for each in rows:
            if each["name"] in own:
                days[each["person"]].add(each["day"])
        found[feature] = {person: len(on) for person, on in days.items()}
    return found
