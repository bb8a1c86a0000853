"""The clock of handoffs in the open workspace."""

from datetime import timedelta

from banso.domain.handoffs.models import HandoffClock
from banso.domain.handoffs.rules.timing import Timing
from banso.kit.business_time import Hours


def timing() -> Timing:
    """What the workspace has set; eight hours of 09:00 to 18:00 where it has set nothing."""
    row = HandoffClock.objects.first()
    return Timing() if row is None else Timing(timedelta(minutes=row.minutes), Hours(row.opens, row.closes))
