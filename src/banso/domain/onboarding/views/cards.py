"""Onboardings on pages that gather several areas: what needs somebody, and an account's own."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from banso.domain.onboarding.queries import onboardings, onboardings_of_account
from banso.domain.onboarding.views.frame import Row, rows_of
from banso.kit.access import BansoRequest
from banso.kit.tenancy import today

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """The first onboardings of a list, and how many there are."""

    rows: list[Row]
    count: int


def waiting_card(request: BansoRequest, *, everybody: bool = False) -> Card | None:
    """What needs whoever looks: stalled, to be started, to be accepted; None for whoever sees none.

    What nobody runs needs everybody who may run one. With `everybody` whatever needs anybody.
    """
    if not request.access.may("onboarding.view"):
        return None
    me = request.access.person_id
    mine = Q(owner=me) if not request.access.may("onboarding.edit") else Q(owner=me) | Q(owner=None)
    needs = (Q(state="running") & ~Q(stalled="")) | Q(state="proposed")
    offered = Q(handover="offered", state__in=["running", "done"])
    wanted = needs | offered if everybody else (mine & needs) | (offered & Q(next_csm=me))
    rows = onboardings().filter(wanted).order_by("target_on", "id")
    return Card(rows_of(list(rows[:_SHOWN]), today()), rows.count())


def account_card(request: BansoRequest, account_id: UUID) -> Card | None:
    """An account's onboardings, the newest first; None for whoever sees none."""
    if not request.access.may("onboarding.view"):
        return None
    rows = onboardings_of_account(account_id)
    return Card(rows_of(list(rows[:_SHOWN]), today()), rows.count())
