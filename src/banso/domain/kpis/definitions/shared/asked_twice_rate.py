from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from banso.domain.kpis.definitions.ledger import SPANS, A, B
from banso.domain.questions.facts import QuestionAnswered, QuestionPut
from banso.engine.journal.fact import Fact
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_ROWS = (
    "SELECT span.1 AS period, account, question AS unit, day AS at, known = 'yes' AS numerator, "  # noqa: S608
    "1 AS denominator, question, form, asker FROM ("
    "SELECT account, toDate(occurred_at, {zone:String}) AS day, "
    "simpleJSONExtractString(payload, 'question') AS question, "
    "simpleJSONExtractString(payload, 'form') AS form, "
    "simpleJSONExtractString(payload, 'asker') AS asker, "
    "simpleJSONExtractString(payload, 'known') AS known "
    f"FROM facts WHERE type = '{QuestionPut.type}') "
    f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span"
)


def _put(key: str, day: str, known: str, *, account: UUID = A) -> Fact:
    return QuestionPut(
        account=account, occurred_at=_moment(day), subject=f"question:{key}", key=key, question=key,
        form="Hearing sheet", asker="Kenta", known=known,
    )  # fmt: skip


def _answered(key: str, day: str) -> Fact:
    return QuestionAnswered(
        account=A, occurred_at=_moment(day), subject=f"question:{key}", key=key, question=key, form="",
        answer="40", said_by="", again=True,
    )  # fmt: skip


def _moment(day: str) -> datetime:
    """Nine in the morning, in Japan."""
    return datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=UTC)


# Of five put in April one was known, for the same question was put to A in March; what A told without being
# asked was put by nobody, and what B was asked says nothing of A.
_WORKED: tuple[Fact, ...] = (
    _put("employees", "2026-03-10", "no"),
    _put("employees", "2026-04-02", "yes"),
    _put("background", "2026-04-02", "no"),
    _put("budget", "2026-04-02", "no"),
    _put("employees", "2026-04-20", "no", account=B),
    _put("background", "2026-04-20", "no", account=B),
    _answered("employees", "2026-04-25"),
)

KPI = Kpi(
    slug="asked_twice_rate",
    owner="shared",
    name=Text("Asked twice", "二度聞き率"),
    question=Text(
        "How often do we ask customers what they have told us?",
        "お客様に、すでに伺ったことをどれだけ聞き直しているか？",
    ),
    unit=Unit.RATIO,
    better="down",
    source="docs/kpis",
    variants=(
        Variant(
            "put",
            Text("Of questions put", "質問に対して"),
            Text(
                "Questions put to a customer whose answer we already had ÷ questions put, in the period. "
                "What is filled in to be corrected, and what customers tell by themselves, is not put.",
                "期間中にお客様にした質問のうち、すでに回答を得ていたもの÷した質問。記入済みで見せた項目や、"
                "お客様が自ら伝えた内容は数えない。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.SHARE,
            facts=(QuestionPut,),
            dimensions=("question", "form", "asker"),
        ),
    ),
    examples=(
        Example(_WORKED, "2026-04", Decimal("0.2"), "", Decimal(1), Decimal(5)),
        Example(_WORKED, "2026-03", Decimal(0), "", Decimal(0), Decimal(1)),
        Example(_WORKED, "2026-05", None),
    ),
)
