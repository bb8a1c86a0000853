"""A KPI as a declaration: what it asks, and the rows that make the number.

A number is an aggregate of its rows, so opening it shows exactly what was counted. A variant's `rows` is one
SELECT over the sources `facts`, `usage`, `usage_daily`, `active_daily`, `sessions`, `accounts` and `periods`,
all of them cut to one workspace and one moment of knowledge. `active_daily` is the part of `usage_daily` that
makes people active (see `activity`). It returns, a row a contributing unit:

    period       String    the label of the row in `periods` (columns: period, start, end; end excluded)
    account      UUID      whose it is; toUUID of zeros where it is nobody's
    unit         String    what is counted: an account, a person, a line, a month of costs
    at           Date      when
    numerator    Decimal or Float64
    denominator  the same; 1 where the aggregate does not divide
    part         String    only for CHAINED: which link of the chain

For DISTINCT it may return a row several times, and needs no numerator and no denominator.

Money comes out of a fact's payload as text: `toDecimal128(JSONExtractString(payload, 'amount'), 4)`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

from banso.engine.journal.fact import Fact
from banso.kit.periods import Grain
from banso.kit.words import Text


class Unit(StrEnum):
    """What a number counts in; money in the workspace's reporting currency, durations in seconds."""

    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"
    SECONDS = "seconds"
    DAYS = "days"
    MONTHS = "months"
    TIMES = "times"


class Aggregate(StrEnum):
    """How rows become the value.

    DISTINCT: how many units there are, each once however many rows it has, at however many accounts.
    SUM: sum of numerators; no rows make zero.
    RATIO: sum of numerators ÷ sum of denominators; interval by linearisation (Cochran 1977, 6.3).
    SHARE: as RATIO where each numerator is 0 or 1 of a denominator of 1; Wilson interval (Wilson 1927).
    MEAN: mean of the numerators; normal interval.
    MEDIAN: the middle numerator (the mean of the two middle ones); no interval.
    CHAINED: the product over `part` of each part's RATIO; no interval.
    """

    DISTINCT = "distinct"
    SUM = "sum"
    RATIO = "ratio"
    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    CHAINED = "chained"


@dataclass(frozen=True, slots=True)
class Used:
    """One event of a worked example; `at` is aware."""

    account: UUID
    person: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Example:
    """Facts in, number out: a worked example, and the KPI's first test.

    Attributes:
        facts: what was recorded.
        period: as people write it, such as "2025-03".
        value: the expected value, exact; None where no number may come.
        numerator, denominator: the sums behind it, where they matter.
        usage: what the product told.
        as_of: the day, in Japan, at whose end it is asked; "" for long after.
    """

    facts: Sequence[Fact]
    period: str
    value: Decimal | None
    variant: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    usage: Sequence[Used] = ()
    as_of: str = ""


Values = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to work a KPI out.

    Exactly one of `rows` (SQL, see the module) and `formula` is given. A formula reads the values of `parts`,
    each "slug" or "slug:variant", by their names, and returns None where it is undefined.

    Attributes:
        slug: how a question names it.
        says: the working-out in one sentence.
        facts: the fact types that `rows` reads under the name `facts`.
        sources: which other sources `rows` reads.
        divides: the two parts of a formula whose quotient it is, where it is one.
        unit: where it differs from the KPI's.
        row_unit: what numerators and denominators count in; the KPI's unit for money, else plain counts.
        together: SQL of the numerator that all rows of one unit make together, where a unit may have rows at
            several accounts and must count once; it sees `carried` and the denominator, which they share.
        carried: columns of `rows` that `together` reads.
        divisor_unit: what denominators count in, where it is something else than the numerators.
        dimensions: columns of `rows` by which it may be broken down, beside the account's.
        grains: by which lengths of period it is defined.
        measured: conditions may ask for its value of one account in the last whole month.
    """

    slug: str
    name: Text
    says: Text
    rows: str = ""
    aggregate: Aggregate = Aggregate.SUM
    facts: tuple[type[Fact], ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    formula: Callable[[Values], Decimal | None] | None = None
    divides: tuple[str, str] | None = None
    unit: Unit | None = None
    row_unit: Unit | None = None
    divisor_unit: Unit | None = None
    together: str = ""
    carried: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    grains: tuple[Grain, ...] = tuple(Grain)
    measured: bool = False

    def __post_init__(self) -> None:
        if bool(self.rows) == bool(self.formula):
            raise ValueError(f"variant {self.slug}: give either rows or a formula")
        if self.formula and not self.parts:
            raise ValueError(f"variant {self.slug}: a formula needs its parts")
        if self.divides and not set(self.divides) <= set(self.parts):
            raise ValueError(f"variant {self.slug}: it divides {self.divides}, which are no parts of it")


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure: its names, the question it answers, and its variants, the default first.

    Attributes:
        slug: stable for ever; the address of its page and the command line's word.
        owner: whose board it stands on.
        better: in which direction lies the good; "none" where neither does.
        version: raised when the definition changes; published figures keep theirs.
        source: where the definition comes from (a document, a paper).
    """

    slug: str
    owner: Literal["shared", "sales", "success", "support"]
    name: Text
    question: Text
    unit: Unit
    variants: tuple[Variant, ...]
    better: Literal["up", "down", "none"] = "up"
    grain: Grain = Grain.MONTH
    version: int = 1
    source: str = ""
    examples: tuple[Example, ...] = ()

    @property
    def default(self) -> Variant:
        return self.variants[0]

    def variant(self, slug: str) -> Variant | None:
        """The variant of that slug; the default for ""."""
        if not slug:
            return self.default
        return next((each for each in self.variants if each.slug == slug), None)

    def unit_of(self, variant: Variant) -> Unit:
        return variant.unit or self.unit

    def row_unit_of(self, variant: Variant) -> Unit:
        if variant.row_unit is not None:
            return variant.row_unit
        unit = self.unit_of(variant)
        return Unit.COUNT if unit in {Unit.RATIO, Unit.TIMES} else unit

    def divisor_unit_of(self, variant: Variant) -> Unit:
        return variant.divisor_unit or self.row_unit_of(variant)


__all__ = ["Aggregate", "Example", "Grain", "Kpi", "Text", "Unit", "Used", "Values", "Variant"]
