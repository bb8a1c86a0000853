from decimal import Decimal

from banso.domain.kpis.definitions.quotes import WORKED_QUOTES, paper_facts
from banso.domain.quotes.facts import ContractSent, ContractSigned
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="contracts_sent",
    owner="sales",
    name=Text("Contracts sent", "契約書の提出件数"),
    question=Text("How many contracts went to customers?", "契約書を何件送付したか？"),
    unit=Unit.COUNT,
    source="seed 001",
    variants=(
        Variant(
            "sent",
            Text("Sent", "送付"),
            Text("Contracts that were sent in the period.", "期間中に送付した契約書の件数。"),
            rows=paper_facts("contract_sent"),
            facts=(ContractSent,),
            dimensions=("owner",),
        ),
        Variant(
            "signed",
            Text("Signed", "締結"),
            Text("Contracts that came back signed in the period.", "期間中に締結された契約書の件数。"),
            rows=paper_facts("contract_signed"),
            facts=(ContractSigned,),
            dimensions=("owner",),
        ),
    ),
    examples=(
        Example(WORKED_QUOTES, "2024-Q1", Decimal(2)),
        Example(WORKED_QUOTES, "2024-02", Decimal(1)),
        Example(WORKED_QUOTES, "2024-02", Decimal(0), "signed"),
        Example(WORKED_QUOTES, "2024-03", Decimal(1), "signed"),
    ),
)
