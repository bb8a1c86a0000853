"""What views hand to the parts of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from banso.kit.formats import Figure

State = Literal["good", "watch", "risk", "none"]
Side = Literal["us", "them", "both", "sys"]


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab that is a link: `count` stands beside the label."""

    label: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a filter chip's menu."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of a list's sentence: its parameter, what it says now, what may be chosen, and its name."""

    name: str
    label: str
    choices: list[Choice]
    title: str


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a list stands; addresses are empty where there is no further page.

    Attributes:
        shown: rows on this page.
        total: rows in all, or None where counting would be dear.
        first: number of the first row shown, counted from 1, or None where the place is not known.
        next_href: address of the next page.
        previous_href: address of the page before.
    """

    shown: int
    total: int | None = None
    first: int | None = None
    next_href: str = ""
    previous_href: str = ""

    @property
    def last(self) -> int | None:
        return None if self.first is None else self.first + self.shown - 1


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: the signed change, and a sentence that names what moved from what to what."""

    change: int | float | None
    sentence: str
    state: State | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the time line.

    Attributes:
        title: what happened, in the past tense.
        side: whose act it was: ours, the customer's, both, or computed.
        at: when it was true.
        known_at: when we learned it; shown only where the days differ.
        href: the fact's own page.
        who: who acted, or where it comes from.
        line: one line more.
        why: reasons, for a computed change.
    """

    title: str
    side: Side
    at: datetime
    known_at: datetime | None = None
    href: str = ""
    who: str = ""
    line: str = ""
    why: Sequence[Why] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the sums that share a name: its figure, and the division it comes from."""

    label: str
    figure: Figure
    href: str = ""
    division: str = ""
    n: int | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Restated:
    """A row that changed a published figure: its difference, and the two dates in words."""

    label: str
    difference: str
    when: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A share of a heat map, 0 to 1; `few` where it rests on too little to compare."""

    share: float | None
    href: str = ""
    few: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: str
    size: int | None
    cells: Sequence[HeatCell]
    few: bool = False


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A table of shares: rows that started together, columns of time since."""

    title: str
    row_head: str
    size_head: str
    columns: Sequence[str]
    rows: Sequence[HeatRow]
    note: str = ""
