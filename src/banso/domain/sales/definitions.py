"""What happens with the winning of a deal in its own transaction, beyond what sales does itself.

Areas above register their part when they are loaded; they find `at_winning` and `Won` in `sales.actions`:

    at_winning(submit_handoff)

    def submit_handoff(won: Won, *, by: Actor) -> None: ...
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.promises.queries import know_deals
from banso.domain.sales.models import Deal
from banso.domain.sales.rules.gate import Sheet
from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Won:
    """A deal that is being won.

    Attributes:
        on: the day it is won on.
        owner_id: the salesperson's; None for one without a seat.
        amount, monthly: of a year and of a month of its lines, in `currency`.
        products: their names, in the order of the lines.
        subscriptions: external ids of the subscription lines that it makes.
        sheet: the ten items as the gate has let them pass.
    """

    deal: UUID
    account: UUID
    name: str
    on: date
    owner_id: UUID | None
    owner_name: str
    amount: Decimal
    monthly: Decimal
    currency: str
    products: tuple[str, ...]
    subscriptions: tuple[str, ...]
    sheet: Sheet


class WinningStep(Protocol):
    """Raises a BansoError to keep the deal from being won; whoever wins it reads why."""

    def __call__(self, won: Won, /, *, by: Actor) -> None: ...


_steps: list[WinningStep] = []


def at_winning(step: WinningStep) -> WinningStep:
    """Have `step` called whenever a deal is won, in the order of registration; the same one only once."""
    if step not in _steps:
        _steps.append(step)
    return step


def winning_steps() -> tuple[WinningStep, ...]:
    return tuple(_steps)


def account_of_held(deal_id: UUID) -> UUID | None:
    """The account of a deal, which is held until the transaction ends; for the ledger of promises."""
    held = Deal.objects.select_for_update().filter(pk=deal_id)
    return held.values_list("account_id", flat=True).first()


know_deals(account_of_held)

APPROVAL_ASKED, APPROVAL_ANSWERED = "approval.asked", "approval.answered"


def _wanted(detail: Mapping[str, Any]) -> str:
    if detail["wanted"] == "discount":
        return _("a discount of %(what)s") % {"what": detail["what"]}
    return _("the promise “%(what)s”") % {"what": detail["what"]}


def _asked(detail: Mapping[str, Any]) -> Said:
    title = _("%(who)s asks you to approve %(what)s for %(account)s.") % {
        "who": detail["who"], "what": _wanted(detail), "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["remark"], _("Look at it"))


def _answered(detail: Mapping[str, Any]) -> Said:
    words = {"who": detail["who"], "what": _wanted(detail), "account": detail["account"]}
    if detail["approved"]:
        title = _("%(who)s approved %(what)s for %(account)s.") % words
    else:
        title = _("%(who)s refused %(what)s for %(account)s.") % words
    return Said(title, detail["answer"], _("Open the deal"))


register_notice(NoticeKind(APPROVAL_ASKED, _asked, icon="deal", state="watch"))
register_notice(NoticeKind(APPROVAL_ANSWERED, _answered, icon="deal"))
