"""Quotes and contracts that were sent, as SQL, with a hand-worked quarter for their examples."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from banso.domain.kpis.definitions.ledger import DAY, SPANS, A, B, midnight
from banso.domain.quotes.facts import ContractSent, ContractSigned, QuoteSent
from banso.engine.journal.fact import Fact

EDITION = "simpleJSONExtractInt(payload, 'edition')"


def paper_facts(kind: str, *, where: str = "1") -> str:
    """A row for each of those facts within each period, by the salesperson.

    Args:
        kind: a fact type of the area quotes, such as "sent".
        where: which of them count, over `payload`.
    """
    return (  # expressions of this package alone
        "SELECT span.1 AS period, account, unit, day AS at, 1 AS numerator, 1 AS denominator, owner "  # noqa: S608
        f"FROM (SELECT account, subject AS unit, {DAY} AS day, JSONExtractString(payload, 'owner') AS owner "
        f"FROM facts WHERE type = 'quotes.{kind}' AND {where}) "
        f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span"
    )


def quote_sent(account: UUID, number: str, edition: int, day: str) -> QuoteSent:
    return QuoteSent(
        account=account, occurred_at=midnight(day), subject=f"quote:{number}-{edition}", name="点検",
        deal="1", number=number, edition=edition, owner="高橋 健太", amount=Decimal(600),
        entered=Decimal(600), total=Decimal(660), currency="JPY", day=date.fromisoformat(day), how="mail",
        to="蒼樹会", valid_until=date.fromisoformat("2024-06-30"), discount=Decimal(0), digest="",
    )  # fmt: skip


def contract_sent(account: UUID, name: str, day: str) -> ContractSent:
    return ContractSent(
        account=account, occurred_at=midnight(day), subject=f"sent_contract:{name}", name="点検", deal="1",
        owner="高橋 健太", document="利用契約書", day=date.fromisoformat(day), how="esign", to="森 由紀",
        quote="Q-2024-0001", file="", sha256="", link="https://sign.example/1",
    )  # fmt: skip


# Number 1 goes out twice, number 2 once; of two contracts one comes back, in the month after.
WORKED_QUOTES: tuple[Fact, ...] = (
    quote_sent(A, "Q-2024-0001", 1, "2024-01-31"),
    quote_sent(A, "Q-2024-0001", 2, "2024-02-01"),
    quote_sent(B, "Q-2024-0002", 1, "2024-02-29"),
    contract_sent(A, "1", "2024-02-20"),
    contract_sent(B, "2", "2024-03-01"),
    ContractSigned(
        account=A, occurred_at=midnight("2024-03-05"), subject="sent_contract:1", name="点検", deal="1",
        owner="高橋 健太", document="利用契約書", day=date.fromisoformat("2024-03-05"), days=14,
        who="森 由紀",
    ),
)  # fmt: skip
