"""Whose handoff it is: by hand, else the account's CSM, else by the first rule that fits, else in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

_NEVER = datetime.min.replace(tzinfo=UTC)
_JAPAN = frozenset({"", "日本", "jp", "jpn", "japan"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who may accept handoffs.

    Attributes:
        csm: has the role itself, and so takes part in turn.
        load: how many accounts and open handoffs they have.
        last_at: when they last got a handoff.
    """

    person: UUID
    name: str
    email: str
    csm: bool = True
    load: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is put to a deal; `in_segment` is None where it asks for none."""

    name: str
    people: tuple[UUID, ...]
    in_segment: bool | None = None
    product: UUID | None = None
    plan: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the deal."""

    products: frozenset[UUID] = frozenset()
    plans: frozenset[str] = frozenset()
    country: str = ""

    @property
    def language(self) -> str:
        return "ja" if self.country.strip().casefold() in _JAPAN else "en"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who it is, and how that came; `candidate` is None where nobody is there."""

    candidate: Candidate | None
    how: str
    rule: str = ""


def choose(
    sought: Sought,
    candidates: Sequence[Candidate],
    rules: Sequence[Rule],
    *,
    planned: UUID | None = None,
    holder: UUID | None = None,
) -> Chosen:
    """Choose a CSM.

    Args:
        sought: the deal.
        candidates: whoever may accept handoffs; nobody else is ever chosen.
        rules: in their order.
        planned: whom somebody chose by hand.
        holder: the account's CSM.
    """
    known = {each.person: each for each in candidates}
    for person, how in ((planned, "hand"), (holder, "account")):
        if person in known:
            return Chosen(known[person], how)
    for rule in rules:
        fitting = [known[person] for person in rule.people if person in known]
        if fitting and fits(rule, sought):
            return Chosen(min(fitting, key=_laden), "rule", rule.name)
    turn = [each for each in candidates if each.csm]
    return Chosen(min(turn, key=_turn), "rotation") if turn else Chosen(None, "nobody")


def fits(rule: Rule, sought: Sought) -> bool:
    return (
        rule.in_segment is not False
        and (rule.product is None or rule.product in sought.products)
        and (not rule.plan or rule.plan in sought.plans)
        and (not rule.language or rule.language == sought.language)
    )


def _laden(each: Candidate) -> tuple[int, datetime, str]:
    return each.load, each.last_at or _NEVER, each.email


def _turn(each: Candidate) -> tuple[datetime, str]:
    return each.last_at or _NEVER, each.email
