"""What waits: cards by assignment and permission, so that one person may hold every part of the work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from banso.domain.accounts.queries import accounts
from banso.domain.handoffs.views import cards as handoff_cards
from banso.domain.leads.models import Appointment
from banso.domain.leads.queries import leads
from banso.domain.leads.views import cards as lead_cards
from banso.domain.onboarding.views import cards as onboarding_cards
from banso.domain.promises.views import cards as promise_cards
from banso.domain.sales.queries import deals
from banso.domain.sales.queries.forecast import ForecastMonth
from banso.domain.sales.views import cards as sales_cards
from banso.domain.work.queries import tasks
from banso.domain.work.views import cards as work_cards
from banso.kit.access import BansoRequest
from banso.kit.tenancy import today
from banso.screens.today.team import Load, team_load


@dataclass(frozen=True, slots=True)
class Cards:
    """What a page shows of what waits; None where whoever looks may not see any of it.

    Attributes:
        late: handoffs past their time of the people whom whoever looks leads.
        load: what these people have in hand.
        forecast: what the next months are expected to bring.
    """

    promises: promise_cards.Card | None = None
    handoffs: handoff_cards.Card | None = None
    deals: sales_cards.DealsCard | None = None
    approvals: sales_cards.Card | None = None
    onboardings: onboarding_cards.Card | None = None
    tasks: work_cards.Card | None = None
    next_steps: lead_cards.Card | None = None
    appointments: tuple[Appointment, ...] = ()
    late: handoff_cards.Card | None = None
    load: tuple[Load, ...] = ()
    forecast: tuple[ForecastMonth, ...] = ()

    @property
    def aside(self) -> bool:
        """Whether there is something for the narrow column."""
        counted = (self.tasks, self.next_steps)
        return bool(self.appointments) or any(card is not None and card.count for card in counted)

    @property
    def main(self) -> bool:
        """Whether there is something for the wide column."""
        counted = (self.handoffs, self.deals, self.approvals, self.onboardings, self.late)
        waits = any(card is not None and card.count for card in counted)
        return waits or bool(self.promises and self.promises.rows)

    @property
    def empty(self) -> bool:
        return not (self.aside or self.main or self.load or self.forecast)


def cards_for(
    request: BansoRequest, as_of: datetime | None, *, everybody: bool, crew: Collection[UUID]
) -> Cards:
    """The cards of whoever looks; of the past there are promises alone.

    Args:
        request: who looks.
        as_of: only what was known by then.
        everybody: what waits for anybody, not for them alone.
        crew: the people whom they lead.
    """
    at_risk = promise_cards.at_risk_card(request, as_of, everybody=everybody)
    if as_of is not None:
        return Cards(promises=at_risk)
    # Whoever runs handoffs without a team of their own has everybody under them.
    leads_people = bool(crew) or request.access.may("handoffs.manage")
    people = None if everybody or not crew else crew
    load = team_load(people, today()) if leads_people else []
    return Cards(
        promises=at_risk,
        handoffs=handoff_cards.waiting_card(request, everybody=everybody),
        deals=sales_cards.deals_card(request, everybody=everybody),
        approvals=sales_cards.approvals_card(request),
        onboardings=onboarding_cards.waiting_card(request, everybody=everybody),
        tasks=work_cards.due_card(request, everybody=everybody),
        next_steps=lead_cards.next_steps_card(request, everybody=everybody),
        appointments=tuple(lead_cards.appointments_card(request, everybody=everybody)),
        # Everybody's open handoffs hold the late ones, the latest first.
        late=handoff_cards.late_card(request, people) if leads_people and not everybody else None,
        load=tuple(load) if len(load) > 1 else (),
        forecast=tuple(sales_cards.forecast_card(request)),
    )


def nothing_yet() -> bool:
    """Whether the workspace holds nothing of which a card could tell."""
    return not any(rows.exists() for rows in (accounts(), leads(), tasks(), deals()))
