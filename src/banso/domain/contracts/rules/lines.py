"""Subscription lines: rows as files, forms and the API give them, and the line they describe.

A line is one thing that an account pays for: one product, from `starts_on` until the day before `ends_on`.
Its versions say what it costs from which day on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.contracts.rules.ledger import ZERO, Stretch
from banso.domain.contracts.rules.money import (
    INTERVALS,
    Rates,
    checked_amount,
    checked_currency,
    checked_interval,
    per_month,
)
from banso.kit.errors import InputError
from banso.kit.periods import add_months

EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
MOST_SEATS = 1_000_000_000
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as one row gives it; the canonical columns of an import.

    Attributes:
        external_id: the source's identifier of the line, stable for ever.
        account: the account's id.
        ends_on: the first day that is no longer paid; None = open.
        mrr: per month in `currency`; or else `amount` is paid every `interval`.
        product, currency: "" stands for the workspace's standard product and its reporting currency.
        restart: the source reports that the account left and came back on `starts_on`.
    """

    external_id: str
    account: UUID
    starts_on: date
    product: str = ""
    plan: str = ""
    ends_on: date | None = None
    mrr: Decimal | None = None
    amount: Decimal | None = None
    interval: str = "month"
    currency: str = ""
    seats: int | None = None
    trial: bool = False
    restart: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """What a line is from `valid_from` on; `monthly` is in the line's currency, exact to the millionth."""

    valid_from: date
    monthly: Decimal
    plan: str = ""
    seats: int | None = None
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A whole line. The first version begins on `starts_on`; versions ascend and lie before `ends_on`."""

    external_id: str
    account: UUID
    product: str
    starts_on: date
    ends_on: date | None
    currency: str
    interval: str
    versions: tuple[Version, ...]
    restart: bool = False

    def version_on(self, day: date) -> Version | None:
        """The version in force on `day`; None before the line starts and from its end on."""
        if day < self.starts_on or (self.ends_on is not None and day >= self.ends_on):
            return None
        return [each for each in self.versions if each.valid_from <= day][-1]

    def spans(self) -> list[tuple[Version, date, date | None]]:
        """Each version with its first day and the first day after it (None = open)."""
        ends = [each.valid_from for each in self.versions[1:]] + [self.ends_on]
        return [(each, each.valid_from, end) for each, end in zip(self.versions, ends, strict=True)]


def stretches(line: Line, rates: Rates) -> list[Stretch]:
    """The line as the ledger reads it, each version at the rate in force on its first day.

    Raises:
        InputError: a rate is not known.
    """
    return [
        Stretch(
            line=line.external_id,
            product=line.product,
            start=start,
            end=end,
            mrr=rates.convert(version.monthly, line.currency, start),
            trial=version.trial,
            restart=line.restart and start == line.starts_on,
        )
        for version, start, end in line.spans()
    ]


def line_of(row: LineRow, *, reporting: str) -> Line:
    """The line that a single row describes.

    Raises:
        InputError: the row contradicts itself or lacks what is needed; names the field.
    """
    _check_text(row)
    _check_days(row)
    interval = checked_interval(row.interval) if row.interval else "month"
    version = Version(row.starts_on, _monthly(row, interval), row.plan.strip(), row.seats, row.trial)
    return Line(
        external_id=row.external_id.strip(),
        account=row.account,
        product=row.product.strip(),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        currency=checked_currency(row.currency) if row.currency.strip() else reporting,
        interval=interval,
        versions=(version,),
        restart=row.restart,
    )


def joined(parts: Sequence[Line]) -> Line:
    """One line from the rows that share an external id: each later row is a version of it.

    Days between two rows cost nothing. The same row twice is one.

    Raises:
        InputError: two rows begin on one day and differ, overlap, or belong to different accounts, products
            or currencies.
    """
    ordered = sorted(dict.fromkeys(parts), key=lambda part: part.starts_on)
    whole = ordered[0]
    for part in ordered[1:]:
        whole = _extended(whole, part)
    return whole


def by_external_id(parts: Iterable[Line]) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for part in parts:
        groups[part.external_id].append(part)
    return groups


def amended(known: Line, told: Line) -> Line:
    """The line as a source tells it, where it is known already.

    One row tells how the line begins and ends; changes that were entered for later days stay. Several rows
    tell the whole line.
    """
    if len(told.versions) > 1:
        return told
    later = tuple(
        each
        for each in known.versions[1:]
        if each.valid_from > told.starts_on and (told.ends_on is None or each.valid_from < told.ends_on)
    )
    return replace(told, versions=(told.versions[0], *later))


def changed_from(line: Line, day: date, version: Version) -> Line:
    """The line with `version` in force from `day` until its next change.

    Raises:
        InputError: the line is not in force on `day`.
    """
    if line.version_on(day) is None:
        raise InputError(
            _("The subscription is not in force on that day."), field="valid_from", came=str(day),
            wanted=_day_within(line),
        )  # fmt: skip
    others = [each for each in line.versions if each.valid_from != day]
    return replace(line, versions=_plain([*others, replace(version, valid_from=day)]))


def ended(line: Line, ends_on: date | None) -> Line:
    """The line with another end (None = open again); versions from that day on fall away.

    Raises:
        InputError: the end lies before the start.
    """
    if ends_on is not None and ends_on < line.starts_on:
        raise InputError(
            _ends_early(line.starts_on, ends_on),
            field="ends_on", came=str(ends_on), wanted=_("%(day)s or later") % {"day": line.starts_on},
        )  # fmt: skip
    kept = [each for each in line.versions if ends_on is None or each.valid_from < ends_on]
    return replace(line, ends_on=ends_on, versions=tuple(kept) or line.versions[:1])


def successors(line: Line, others: Iterable[Line]) -> list[Line]:
    """The lines of the same account and product that take over from an ended line.

    They begin after it began, at the latest on the first day it is no longer paid, and are in force then.
    """
    if line.ends_on is None:
        return []
    return [
        other
        for other in others
        if other.external_id != line.external_id
        and other.account == line.account
        and other.product == line.product
        and line.starts_on < other.starts_on <= line.ends_on
        and (found := other.version_on(line.ends_on)) is not None
        and not found.trial
    ]


def _ends_early(starts_on: date, ends_on: date) -> str:
    return _("The subscription ends (%(ends)s) before it starts (%(starts)s).") % {
        "ends": ends_on,
        "starts": starts_on,
    }


def _day_within(line: Line) -> str:
    if line.ends_on is None:
        return _("a day from %(first)s on") % {"first": line.starts_on}
    return _("a day from %(first)s on and before %(end)s") % {"first": line.starts_on, "end": line.ends_on}


def _extended(whole: Line, part: Line) -> Line:
    same = (part.account, part.product, part.currency) == (whole.account, whole.product, whole.currency)
    if not same:
        raise InputError(
            _("Rows of %(id)s name different accounts, products or currencies.")
            % {"id": whole.external_id},
            field="external_id", came=whole.external_id,
            wanted=_("another external_id for another subscription"),
        )  # fmt: skip
    last = whole.versions[-1].valid_from
    if part.starts_on <= last or (whole.ends_on is not None and part.starts_on < whole.ends_on):
        raise InputError(
            _("Rows of %(id)s overlap on %(day)s.") % {"id": whole.external_id, "day": part.starts_on},
            field="starts_on", came=str(part.starts_on),
            wanted=_("rows of one subscription that follow one another"),
        )  # fmt: skip
    versions = list(whole.versions)
    if whole.ends_on is not None and whole.ends_on < part.starts_on:
        versions.append(replace(versions[-1], valid_from=whole.ends_on, monthly=ZERO))
    versions.append(part.versions[0])
    return replace(whole, ends_on=part.ends_on, interval=part.interval, versions=_plain(versions))


def _plain(versions: Iterable[Version]) -> tuple[Version, ...]:
    """In order of days, without those that say the same as the one before."""
    kept: list[Version] = []
    for each in sorted(versions, key=lambda version: version.valid_from):
        if not kept or replace(each, valid_from=kept[-1].valid_from) != kept[-1]:
            kept.append(each)
    return tuple(kept)


def _monthly(row: LineRow, interval: str) -> Decimal:
    if row.mrr is None and row.amount is None:
        raise InputError(
            _("No amount is given."),
            field="mrr",
            wanted=_("mrr per month, or amount with the interval it is paid for"),
        )
    paid = per_month(row.amount, interval) if row.amount is not None else None
    mrr = checked_amount(row.mrr, field="mrr") if row.mrr is not None else None
    if paid is not None and mrr is not None and paid != mrr:
        raise InputError(
            _("mrr says %(mrr)s a month, amount and interval say %(paid)s.") % {"mrr": mrr, "paid": paid},
            field="mrr", came=str(row.mrr), wanted=_("one of the two, or the same figure"),
        )  # fmt: skip
    found = mrr if mrr is not None else paid
    return ZERO if found is None else found


def _check_text(row: LineRow) -> None:
    if not row.external_id.strip():
        raise InputError(
            _("The subscription has no external_id."),
            field="external_id",
            wanted=_("an identifier of its own"),
        )
    for field, value, most in (
        ("external_id", row.external_id, 200),
        ("product", row.product, LONGEST_NAME),
        ("plan", row.plan, LONGEST_NAME),
    ):
        if len(value) > most:
            raise InputError(
                _("This text is too long."),
                field=field,
                came=value,
                wanted=_("at most %(most)s characters") % {"most": most},
            )
    if row.seats is not None and not 0 <= row.seats <= MOST_SEATS:
        raise InputError(
            _("Seats cannot be %(came)s.") % {"came": row.seats},
            field="seats",
            came=str(row.seats),
            wanted=_("0 or more, or nothing"),
        )


def _check_days(row: LineRow) -> None:
    for field, day in (("starts_on", row.starts_on), ("ends_on", row.ends_on)):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise InputError(
                _("%(day)s is out of reach.") % {"day": day},
                field=field,
                came=str(day),
                wanted=_("%(first)s to %(last)s") % {"first": EARLIEST, "last": LATEST},
            )
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise InputError(
            _ends_early(row.starts_on, row.ends_on),
            field="ends_on", came=str(row.ends_on),
            wanted=_("the first day that is no longer paid: %(day)s or later, or nothing")
            % {"day": row.starts_on},
        )  # fmt: skip


def next_renewal(line: Line, today: date) -> date | None:
    """The day on which an in-force line is renewed or over: its end, or the next turn of its interval.

    None for a line that has ended or not begun.
    """
    if line.version_on(today) is None:
        return None
    if line.ends_on is not None:
        return line.ends_on
    if line.interval == "week":
        return today + timedelta(days=7 - (today - line.starts_on).days % 7)
    months = 12 // INTERVALS[line.interval]
    passed = (today.year - line.starts_on.year) * 12 + today.month - line.starts_on.month
    turn = passed // months
    found = months_later(line.starts_on, turn * months)
    return found if found > today else months_later(line.starts_on, (turn + 1) * months)


def months_later(day: date, months: int) -> date:
    """The same day of the month, months later; the month's last day where it is shorter."""
    first = add_months(day, months)
    return min(date(first.year, first.month, 1) + timedelta(days=day.day - 1), _last_of(first))


def _last_of(first: date) -> date:
    return add_months(first, 1) - timedelta(days=1)
