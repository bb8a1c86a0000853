"""A question about a KPI, and its answer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from banso.engine.metrics.declaration import Unit
from banso.engine.metrics.statistics import FEW, Interval
from banso.kit.periods import Period
from banso.kit.words import Text

NO_DENOMINATOR = Text(en="Nothing to divide by in this period.", ja="この期間には分母がありません。")
NO_ROWS = Text(en="Nothing was counted in this period.", ja="この期間に数えるものがありません。")
NO_PART = Text(en="A number it is made of is undefined.", ja="もとになる数字が計算できません。")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        periods: one point is answered for each.
        as_of: use only what was recorded by then (aware); None for all that is known.
        by: break down by this dimension; "" for the whole.
        accounts: count only these; None for all. Internal and test accounts never count.
    """

    slug: str
    periods: tuple[Period, ...]
    variant: str = ""
    as_of: datetime | None = None
    by: str = ""
    accounts: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """The number of one period (and one group of a breakdown).

    Attributes:
        value: None where it is undefined; `reason` then says why.
        n: how many rows made it.
        group: the value of the dimension, "" where there is no breakdown or the account has none.
    """

    period: Period
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal
    n: int
    interval: Interval | None = None
    group: str = ""
    reason: Text | None = None

    @property
    def few(self) -> bool:
        """Too few rows to compare with another number."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Answer:
    """The points of a question, in the order of its periods (then of its groups)."""

    slug: str
    variant: str
    unit: Unit
    row_unit: Unit
    divisor_unit: Unit
    definition_version: int
    as_of: datetime
    points: list[Point] = field(default_factory=list)

    @property
    def last(self) -> Point:
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Row:
    """One contributing unit: what opening a number shows."""

    period: str
    account: UUID
    unit: str
    at: date
    numerator: Decimal
    denominator: Decimal
    part: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of rows, largest first, with the sums over all of them."""

    rows: list[Row]
    total: int
    numerator: Decimal
    denominator: Decimal
