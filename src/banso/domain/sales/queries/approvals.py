"""What waits for an approval, whose it is, and who may give it."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.promises.queries import know_approvers, promises
from banso.domain.sales.models import ApprovalRequest, Deal, SalesLimit
from banso.domain.sales.queries.deals import approved_discount, lines_of
from banso.domain.sales.rules.approvals import (
    APPROVERS,
    CLASSES,
    Limits,
    is_high_enough,
    may_approve,
    needed_role,
    ranks,
)
from banso.domain.workspaces.queries import seats
from banso.kit.access import Access
from banso.kit.errors import NotAllowed, NotFound


def limits() -> Limits:
    """The rules of the open workspace."""
    row = SalesLimit.objects.first()
    if row is None:
        return Limits()
    roles = dict(zip(CLASSES, (row.approval_role, row.not_in_product_role), strict=True))
    return Limits(row.discount, row.line_role, row.whole, row.whole_role, roles)


def discount_role(deal: Deal) -> str:
    """Who has to approve the discounts of a deal as they are; "" where nobody has to."""
    return needed_role(lines_of(deal), limits(), approved_discount(deal.pk))


def percent_role(percent: Decimal) -> str:
    """Who may approve a discount of so many percent, on a line and so on all of them."""
    return limits().role_for(percent, percent)


def requests() -> QuerySet[ApprovalRequest]:
    """Every request for an approval with its deal and account."""
    return ApprovalRequest.objects.select_related("deal", "deal__account")


def open_requests() -> QuerySet[ApprovalRequest]:
    """The requests that wait for an answer, of deals that are open."""
    return requests().filter(state="asked", deal__status="open", deal__archived_at=None)


def request_by_id(request_id: UUID) -> ApprovalRequest:
    """One request of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = requests().filter(pk=request_id).first()
    if found is None:
        raise NotFound(_("There is no such request."))
    return found


def requests_for(access: Access) -> QuerySet[ApprovalRequest]:
    """The open requests that somebody may answer, the oldest first."""
    may = [role for role in APPROVERS if may_approve(access, role)]
    return open_requests().filter(role__in=may).order_by("at", "id")


def demand_approver(access: Access, role: str) -> None:
    """Raise NotAllowed unless somebody ranks high enough for an approval that the rules want of that role."""
    if not is_high_enough(access, role):
        raise NotAllowed(_("The rules of this workspace want somebody else to approve this."))


def demand_answerer(access: Access, row: ApprovalRequest) -> None:
    """Raise NotAllowed unless somebody may answer a request; promises want their own right, too."""
    demand_approver(access, row.role)
    if row.wanted == "promise":
        access.require("promises.manage")
    # The rules, or the promise's class, may want somebody higher by now.
    if row.promise_id is not None:
        for deliverable in promise_classes([row.promise_id]).values():
            _demand_approver_of_class(access, deliverable)
    elif row.percent is not None:
        demand_approver(access, percent_role(row.percent))


def _demand_approver_of_class(access: Access, deliverable: str) -> None:
    role = limits().promises.get(deliverable, "")
    if role:
        demand_approver(access, role)


know_approvers(_demand_approver_of_class)


def approvers(role: str) -> list[UUID]:
    """The people who may give an approval that the rules want of a role."""
    return [seat.person_id for seat in seats(active=True) if ranks(seat.roles, role)]


def promise_classes(promise_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The deliverable class of promises."""
    return dict(promises().filter(pk__in=list(promise_ids)).values_list("pk", "deliverable"))
