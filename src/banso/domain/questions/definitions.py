"""What this area must be told by those above it, and what its notices say.

Deals, and the fields that an answer may be taken over into.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.kit.actor import Actor

ANSWERED = "question.answered"


@dataclass(frozen=True, slots=True)
class DealSeen:
    """A deal as this area needs it; `open` while its sheet can be filled."""

    id: UUID
    account_id: UUID | None
    name: str
    open: bool


# A deal by its id; None where there is none.
Deals = Callable[[UUID], DealSeen | None]
_deals: list[Deals] = []


def know_deals(source: Deals) -> None:
    """Register who can say what a deal is."""
    _deals[:] = [source]


def deal_seen(deal_id: UUID | None) -> DealSeen | None:
    return _deals[0](deal_id) if deal_id is not None and _deals else None


@dataclass(frozen=True, slots=True)
class Taking:
    """An answer that is being taken over; `deal_id` is None for a field of the account."""

    account_id: UUID
    deal_id: UUID | None
    value: Any
    text: str
    said_by: str


class Take(Protocol):
    """Writes an answer into its field. Raises a BansoError where the field cannot hold it."""

    def __call__(self, taking: Taking, /, *, by: Actor) -> None: ...


@dataclass(frozen=True, slots=True)
class Target:
    """A field that an answer may be taken over into.

    Attributes:
        key: such as "account.industry".
        words: how people call it.
        kinds: of the questions that may be bound to it.
        permission: what whoever takes over needs.
        deal: it belongs to a deal.
    """

    key: str
    words: Promise | str
    kinds: frozenset[str]
    permission: str
    take: Take
    deal: bool = False


_targets: dict[str, Target] = {}


def register_target(target: Target) -> None:
    """Make a field known; the same key again replaces it."""
    _targets[target.key] = target


def targets() -> dict[str, Target]:
    return dict(_targets)


def _answered(detail: Mapping[str, Any]) -> Said:
    words = {"who": detail["who"], "account": detail["account"], "form": detail["form"]}
    title = _("%(who)s of %(account)s answered “%(form)s”.") % words
    return Said(title, "", _("Read the answers"))


register_notice(NoticeKind(ANSWERED, _answered, icon="note"))
