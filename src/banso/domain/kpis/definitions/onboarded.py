"""Onboardings as SQL and as worked examples, for the definitions that read them.

Every fact of an onboarding carries it as it stands after that step, so the newest step tells all.
"""

from datetime import date
from uuid import UUID

from banso.domain.kpis.definitions.ledger import TODAY, A, B, C, midnight
from banso.domain.onboarding.facts import OnboardingFact, OnboardingReplanned, Standing

_TEXTS = ("state", "product", "owner")
_DAYS = ("contract_on", "kickoff_on", "target_on", "completed_on")
DIMENSIONS = ("product", "owner")

# An onboarding that has begun: account, subject, name, state, product, owner, and its days (null for none).
BEGUN = (
    "SELECT account, subject, JSONExtractString(last, 'name') AS name, "  # noqa: S608 - names of this module
    + ", ".join(f"JSONExtractString(last, 'onboarding', '{name}') AS {name}" for name in _TEXTS)
    + ", "
    + ", ".join(f"toDateOrNull(JSONExtractString(last, 'onboarding', '{name}')) AS {name}" for name in _DAYS)
    + " FROM (SELECT account, subject, argMax(payload, JSONExtractUInt(payload, 'number')) AS last "
    "FROM facts GROUP BY account, subject) WHERE kickoff_on IS NOT NULL"
)
# Of which it can be said whether it was completed in time.
DECIDED = f"completed_on IS NOT NULL OR target_on < {TODAY} OR state = 'cancelled'"


def onboarding(
    account: UUID,
    name: str,
    kickoff: str | None,
    target: str | None,
    completed: str | None = None,
    *,
    state: str = "",
    number: int = 2,
    contract: str = "2024-04-01",
) -> OnboardingFact:
    """A step of an onboarding; of which type, does not matter."""
    standing = Standing(
        state=state or ("done" if completed else "running"), deal="", product="点検クラウド", template="",
        contract_on=date.fromisoformat(contract), kickoff_on=date.fromisoformat(kickoff) if kickoff else None,
        target_on=date.fromisoformat(target) if target else None,
        completed_on=date.fromisoformat(completed) if completed else None, owner="佐藤 美咲", owner_email="",
        stalled="", handover="", next_csm="",
    )  # fmt: skip
    return OnboardingReplanned(
        account=account, occurred_at=midnight(completed or kickoff or contract), subject=f"onboarding:{name}",
        number=number, name=name, onboarding=standing,
    )  # fmt: skip


WORKED: tuple[OnboardingFact, ...] = (
    onboarding(A, "in time", "2024-05-07", "2024-07-02", "2024-07-02"),
    onboarding(A, "late", "2024-05-09", "2024-07-04", "2024-07-05"),
    onboarding(B, "never", "2024-05-10", "2024-07-05"),
    onboarding(B, "called off", "2024-05-13", "2024-07-08", state="cancelled"),
    onboarding(C, "early, of another month", "2024-06-03", "2024-07-29", "2024-06-20", contract="2024-05-31"),
    # Still on its way when it is asked about; and one that nobody has started.
    onboarding(C, "on its way", "2024-05-20", "2099-01-05"),
    onboarding(C, "proposed", None, None, state="proposed"),
    # Put off before: what it says last counts.
    onboarding(A, "in time", "2024-04-22", "2024-06-20", number=1),
)
