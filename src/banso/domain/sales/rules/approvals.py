"""From which discount on, and for which promises, an approval is needed, and whose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from banso.domain.sales.rules.worth import ZERO, LineValues, largest_discount
from banso.kit.access import Access

# Who may be wanted, the least first; whoever ranks higher may, too.
APPROVERS = ("manager", "admin", "owner")
# Deliverable classes of promises that may want an approval.
CLASSES = ("approval", "not_in_product")


@dataclass(frozen=True, slots=True)
class Limits:
    """The rules of a workspace.

    Attributes:
        line: beyond which discount of a line, in percent, an approval is needed.
        whole: beyond which discount of all lines together; None for no rule of its own.
        line_role, whole_role: who approves what goes beyond.
        promises: who approves promises of a class; "" where they need none.
    """

    line: Decimal = Decimal(10)
    line_role: str = "manager"
    whole: Decimal | None = None
    whole_role: str = "manager"
    promises: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(CLASSES, "manager"))

    def role_for(self, largest: Decimal, whole: Decimal) -> str:
        """The least role that may approve those discounts; "" where they need no approval."""
        roles = [self.line_role] if largest > self.line else []
        if self.whole is not None and whole > self.whole:
            roles.append(self.whole_role)
        return max(roles, key=APPROVERS.index, default="")


def whole_discount(lines: Iterable[LineValues]) -> Decimal:
    """By how many percent all lines together are cheaper than their list price, to the thousandth."""
    every = list(lines)
    listed = sum((line.monthly for line in every), ZERO)
    if not listed:
        return ZERO
    less = sum((line.monthly * line.discount for line in every), ZERO)
    return (less / listed).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def needed_role(lines: Iterable[LineValues], limits: Limits, approved: Decimal) -> str:
    """The least role that has to approve the lines' discounts; "" where nobody has to any more.

    Whoever approved a discount of so many percent on a line approved as much on all of them together.
    """
    every = list(lines)
    largest, whole = largest_discount(every), whole_discount(every)
    return limits.role_for(largest if largest > approved else ZERO, whole if whole > approved else ZERO)


def may_approve(access: Access, role: str) -> bool:
    """Whether somebody may give an approval on a deal that the rules want of a role."""
    return access.may("deals.manage") and is_high_enough(access, role)


def is_high_enough(access: Access, role: str) -> bool:
    """Whether somebody holds the role that the rules want, or one above it; a key counts as a manager."""
    held = access.roles if access.person_id is not None else {APPROVERS[0]}
    return ranks(held, role or APPROVERS[0])


def ranks(roles: Iterable[str], wanted: str) -> bool:
    """Whether one of the roles is the wanted one or above it."""
    least = APPROVERS.index(wanted) if wanted in APPROVERS else len(APPROVERS)
    return any(role in APPROVERS[least:] for role in roles)
