"""What the operations of this area share."""

from collections import Counter
from collections.abc import Sequence

from banso.domain.accounts.actions import Upserted, UpsertedContact
from banso.kit.api import etag


def state_of(row_id: object, version: int) -> str:
    """The entity tag of a row that counts its versions."""
    return etag(row_id, version)


def told(results: Sequence[Upserted]) -> dict[str, object]:
    """The outcome of an upsert, row by row."""
    counts = Counter(result.outcome for result in results)
    rows = []
    for result in results:
        own = result.contact_id if isinstance(result, UpsertedContact) else result.account_id
        error = result.error or (result.remark if isinstance(result, Upserted) else None)
        rows.append(
            {
                "outcome": result.outcome,
                "id": own,
                "field": error.field if error else "",
                "message": error.message if error else "",
                "came": error.came if error else "",
                "wanted": error.wanted if error else "",
            }
        )
    return {**{name: counts[name] for name in ("created", "changed", "same", "refused")}, "rows": rows}
