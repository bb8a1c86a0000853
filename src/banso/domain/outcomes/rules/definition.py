"""What of a deal's goals a confirmation is bound to."""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GoalSeen:
    """A goal as a customer reads it."""

    id: UUID
    metric: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    due_on: date | None

    @property
    def whole(self) -> bool:
        """It can be measured: it has a target and a date."""
        return self.target is not None and self.due_on is not None


def digest_of(goals: Iterable[GoalSeen]) -> str:
    """A mark of the goals' words and numbers; another where anything of them is changed."""
    told = sorted(
        "\x1f".join(str(part.normalize() if isinstance(part, Decimal) else part) for part in astuple(goal))
        for goal in goals
    )
    return hashlib.sha256("\x1e".join(told).encode()).hexdigest()
