"""Handoffs as SQL and as worked examples, for the definitions that read them."""

from datetime import UTC, datetime
from uuid import UUID

from banso.domain.handoffs.facts import HandoffAccepted, HandoffReturned, HandoffSubmitted
from banso.domain.kpis.definitions.ledger import SPANS, A, B
from banso.engine.journal.fact import Fact

_DAY = "toDate(occurred_at, {zone:String})"
DIMENSIONS = ("seller",)


def handed(columns: str, where: str) -> str:
    """A row for each fact and period: period, account, unit, at, seller, and `columns`."""
    return (
        "SELECT span.1 AS period, account, subject AS unit, day AS at, seller, "  # noqa: S608 - constants
        f"{columns} FROM (SELECT account, subject, payload, {_DAY} AS day, "
        "simpleJSONExtractString(payload, 'seller') AS seller "
        f"FROM facts WHERE type = '{where}') "
        f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span"
    )


def submitted(subject: str, at: str, *, account: UUID = A, filled: int = 10) -> Fact:
    return HandoffSubmitted(
        account=account, occurred_at=_moment(at), subject=f"handoff:{subject}", name="", deal="",
        seller="Kenta", seller_email="", csm="Misaki", round=1, filled=filled, items=10, due_at=_moment(at),
    )  # fmt: skip


def returned(subject: str, at: str, *, account: UUID = A) -> Fact:
    return HandoffReturned(
        account=account, occurred_at=_moment(at), subject=f"handoff:{subject}", name="", deal="",
        seller="Kenta", seller_email="", csm="Misaki", round=1, items=1,
    )  # fmt: skip


def accepted(subject: str, at: str, hours: int, business: int, *, account: UUID = A) -> Fact:
    return HandoffAccepted(
        account=account, occurred_at=_moment(at), subject=f"handoff:{subject}", name="", deal="",
        seller="Kenta", seller_email="", csm="Misaki", round=1, csm_email="sato@x.example",
        seconds=hours * 3600, business_seconds=business * 3600, returns=0, promises=0,
    )  # fmt: skip


def _moment(day: str) -> datetime:
    """Nine in the morning, in Japan."""
    return datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=UTC)


# Of three handed over in March one came back twice; two were accepted, one of them in April.
WORKED: tuple[Fact, ...] = (
    submitted("1", "2026-03-02"),
    accepted("1", "2026-03-03", 24, 9),
    submitted("2", "2026-03-10", account=B, filled=9),
    returned("2", "2026-03-11", account=B),
    returned("2", "2026-03-12", account=B),
    accepted("2", "2026-03-16", 144, 40, account=B),
    submitted("3", "2026-03-30"),
    accepted("3", "2026-04-01", 48, 18),
)
