"""What the pages of handoffs share."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from banso.domain.handoffs.models import Handoff
from banso.kit.access import BansoRequest
from banso.kit.business_time import Hours, business_time
from banso.kit.clock import now


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a handoff's time stands.

    Attributes:
        left: business time until the target; nothing once it has passed.
        passed: business time since the winning, until the acceptance where there was one.
        over: business time beyond the target.
        share: of the target that has passed, 0 to 1.
    """

    left: timedelta
    passed: timedelta
    over: timedelta
    share: float

    @property
    def state(self) -> str:
        """How it stands: late, soon or calm."""
        return "late" if self.over or not self.left else "soon" if self.share > _SOON else "calm"


_SOON = 0.7


def clock_of(handoff: Handoff, zone: str, hours: Hours) -> Clock:
    """The handoff's clock now; stopped where it was accepted. Its end stays as it was when it was sent."""
    end = handoff.accepted_at or now()
    passed = business_time(handoff.submitted_at, end, zone, hours)
    left = business_time(end, handoff.due_at, zone, hours)
    return Clock(
        left=left,
        passed=passed,
        over=business_time(handoff.due_at, end, zone, hours),
        share=passed / (passed + left) if left else 1.0,
    )


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def shown(
    request: BansoRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this area."""
    wide = {
        "may_edit": request.access.may("handoffs.edit"),
        "may_accept": request.access.may("handoffs.accept"),
        "may_manage": request.access.may("handoffs.manage"),
        "may_mend": request.access.may("deals.edit"),
    }
    return render(request, f"handoffs/{template}.html", {**wide, **context}, status=status)
