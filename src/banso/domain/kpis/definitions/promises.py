"""Promises as SQL, for the definitions that read the ledger, and hand-worked ones for their examples.

Every fact of a promise carries the promise as it stands after that step, so the newest step tells all.
"""

from datetime import date
from uuid import UUID

from banso.domain.kpis.definitions.ledger import TODAY, midnight
from banso.domain.promises.facts import DealLinked, PromiseFact, Standing

_TEXTS = ("wording", "kind", "product", "state", "said_by", "owner")
_DAYS = ("due_on", "state_on")

# A promise: account, subject, wording, kind, product, state, said_by, owner, due_on, state_on.
STANDING = (
    "SELECT account, subject, "  # noqa: S608 - names of this module
    + ", ".join(f"JSONExtractString(last, 'promise', '{name}') AS {name}" for name in _TEXTS)
    + ", "
    + ", ".join(f"toDate(JSONExtractString(last, 'promise', '{name}')) AS {name}" for name in _DAYS)
    + " FROM (SELECT account, subject, argMax(payload, JSONExtractUInt(payload, 'number')) AS last "
    "FROM facts GROUP BY account, subject) WHERE NOT JSONExtractBool(last, 'promise', 'removed')"
)
# Whose day is over, and which the customer had not waived by then.
WAS_DUE = f"due_on < {TODAY} AND NOT (state = 'waived' AND state_on <= due_on)"


def promised(
    account: UUID,
    name: str,
    due: str,
    state: str = "draft",
    state_on: str = "2024-01-01",
    *,
    said_by: str = "高橋 健太",
    number: int = 2,
    kind: str = "feature",
    removed: bool = False,
) -> PromiseFact:
    """A step of a promise that was made at the beginning of 2024; of which type, does not matter."""
    standing = Standing(
        version=1, external_id="", wording=name, kind=kind, due_on=date.fromisoformat(due),
        made_on=date(2024, 1, 1), said_by=said_by, said_by_id="", said_to="", said_to_id="", source="call",
        source_text="", activity="", note="", file="", file_name="", file_sha256="", product="",
        deliverable="standard", approval="", approver="", approved_on=None, owner="", owner_email="", deal="",
        state=state, state_on=date.fromisoformat(state_on), evidence="", disputed="", removed=removed,
    )  # fmt: skip
    at, subject = midnight(state_on), f"promise:{name}"
    return DealLinked(
        account=account, occurred_at=at, subject=subject, number=number, wording=name, promise=standing
    )
