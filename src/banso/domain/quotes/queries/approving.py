"""What keeps a quote from being sent: discounts and promises that somebody has to approve first."""

from dataclasses import dataclass
from uuid import UUID

from banso.domain.quotes.models import Quote
from banso.domain.quotes.rules.money import ZERO
from banso.domain.sales.queries import approved_discount, limits, promises_seen


@dataclass(frozen=True, slots=True)
class Lacks:
    """What is not approved.

    Attributes:
        discount: a discount goes beyond what may be given and beyond what was approved.
        promises: of the deal, their wording with their id.
    """

    discount: bool
    promises: tuple[tuple[UUID | None, str], ...]

    def __bool__(self) -> bool:
        return self.discount or bool(self.promises)


def lacks_of(quote: Quote) -> Lacks:
    """What of a draft has to be approved before it may be sent."""
    approved = approved_discount(quote.deal_id)
    beyond = [each if each > approved else ZERO for each in (quote.discount, quote.whole)]
    promises = tuple((each.id, each.wording) for each in promises_seen(quote.deal_id) if not each.approved)
    return Lacks(bool(limits().role_for(*beyond)), promises)
