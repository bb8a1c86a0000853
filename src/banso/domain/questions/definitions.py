"""What this area must be told by those above it, and what its notices say.

Deals, and the fields that an answer may be taken over into.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
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


# What taking over wrote, as JSON can hold it: enough to take it back.
Written = dict[str, Any]


class Take(Protocol):
    """Writes an answer into its field; None where it stands there already.

    Raises a BansoError where the field cannot hold it.
    """

    def __call__(self, taking: Taking, /, *, by: Actor) -> Written | None: ...


class Untake(Protocol):
    """Takes out of a field again what was written; False where it stands there no more as it was written."""

    def __call__(self, account_id: UUID, deal_id: UUID | None, written: Written, /, *, by: Actor) -> bool: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a field, by whosever hand.

    Attributes:
        text: as people read it.
        given: as somebody would answer a question with it; None where it is no single answer.
        said_by: who at the customer said it, where that is known.
        by: who wrote it, "" where nobody knows.
        at: when they did.
    """

    text: str
    given: object = None
    said_by: str = ""
    by: str = ""
    at: datetime | None = None


class Read(Protocol):
    """What stands in fields now, by the target's key; what is empty is left out.

    It is asked once for all the targets that have it. Of a deal's sheet the deal's own comes first, and then
    that of the account's other deals, the newest first.
    """

    def __call__(
        self, account_id: UUID, deal_id: UUID | None, keys: Collection[str], /
    ) -> Mapping[str, Standing]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """A field that an answer may be taken over into.

    Attributes:
        key: such as "account.industry".
        words: how people call it.
        kinds: of the questions that may be bound to it.
        permission: what whoever takes over needs.
        deal: it belongs to a deal.
        read: how it is read, for nobody is to be asked what stands there; None where it does not say which
            question it answers.
        ours: it is written for our own people: no customer is shown it.
    """

    key: str
    words: Promise | str
    kinds: frozenset[str]
    permission: str
    take: Take
    untake: Untake
    deal: bool = False
    read: Read | None = None
    ours: bool = False


_targets: dict[str, Target] = {}


def register_target(target: Target) -> None:
    """Make a field known; the same key again replaces it."""
    _targets[target.key] = target


def targets() -> dict[str, Target]:
    return dict(_targets)


def standing(account_id: UUID, deal_id: UUID | None, keys: Collection[str]) -> dict[str, Standing]:
    """What stands in these fields of an account and of its deals' sheets; what is empty is left out."""
    readers: dict[Read, list[str]] = {}
    for key in keys:
        target = _targets.get(key)
        if target is not None and target.read is not None:
            readers.setdefault(target.read, []).append(key)
    found: dict[str, Standing] = {}
    for read, theirs in readers.items():
        found |= read(account_id, deal_id, theirs)
    return found


def _answered(detail: Mapping[str, Any]) -> Said:
    words = {"who": detail["who"], "account": detail["account"], "form": detail["form"]}
    title = _("%(who)s of %(account)s answered “%(form)s”.") % words
    return Said(title, "", _("Read the answers"))


register_notice(NoticeKind(ANSWERED, _answered, icon="note"))
