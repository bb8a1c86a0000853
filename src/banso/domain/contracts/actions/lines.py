"""Setting, changing, ending and removing subscription lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import held_all
from banso.domain.contracts.actions.ledger import refresh_ledgers
from banso.domain.contracts.actions.writing import Intake, Upserted, held_with_accounts
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.queries.lines import as_line, chunks, subscription
from banso.domain.contracts.rules.lines import Line, LineRow, Version, amended, changed_from, ended
from banso.domain.contracts.rules.money import checked_amount, per_month
from banso.kit.actor import Actor
from banso.kit.errors import Stale
from banso.kit.meeting import in_turn


def upsert_lines(
    rows: Iterable[LineRow], *, by: Actor, source: str = "", strict: bool = True, dry_run: bool = False
) -> Upserted:
    """Create or change lines by their external id; equal rows change nothing.

    Several rows of one external id are versions of one line. A single row tells how a known line begins and
    ends; changes that were entered for later days stay.

    Args:
        rows: any number; written in one transaction.
        by: who says so.
        source: kept with the facts, such as "import:<id>".
        strict: raise at the first row that cannot be used; otherwise leave it out and say so in `rejected`.
        dry_run: say what would happen and write nothing.

    Raises:
        InputError: strict, and a row cannot be used.
    """
    given = list(rows)

    def write() -> Upserted:
        intake = Intake(strict=strict)
        told, known = held_with_accounts(intake.read(given))
        lines = [
            amended(as_line(known[line.external_id]), line) if line.external_id in known else line
            for line in told
        ]
        return intake.write(lines, known, by=by, source=source, dry_run=dry_run)

    return in_turn(write)


def put_lines(lines: Iterable[Line], *, by: Actor, source: str = "") -> Upserted:
    """Make whole lines be exactly as given, versions and all; the undoing of a change.

    Raises:
        InputError: an account or an exchange rate is not known.
    """
    given = list(lines)

    def write() -> Upserted:
        told, known = held_with_accounts(given)
        return Intake(strict=True).write(told, known, by=by, source=source, dry_run=False)

    return in_turn(write)


def set_line(row: LineRow, *, by: Actor, source: str = "") -> Subscription:
    """Create or correct one line and return it.

    Raises:
        InputError: the row cannot be used.
    """
    upsert_lines([row], by=by, source=source)
    return subscription(row.external_id.strip())


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a line costs or holds from a day on; what is None stays as it is on that day.

    Attributes:
        valid_from: the day from which it holds.
        mrr: per month in the line's currency; or else
        amount: per billing interval of the line.
    """

    valid_from: date
    mrr: Decimal | None = None
    amount: Decimal | None = None
    seats: int | None = None
    plan: str | None = None
    trial: bool | None = None


@dataclass(frozen=True, slots=True)
class LineEnd:
    """Where a line ends: `day` is the first that is no longer paid; None opens it again."""

    day: date | None


def patch_line(
    external_id: str,
    *,
    by: Actor,
    change: LineChange | None = None,
    end: LineEnd | None = None,
    expected_version: int | None = None,
) -> Subscription:
    """Move a line's end, then change it from a day on: both or neither.

    Raises:
        NotFound: there is no such line.
        Stale: the line is no longer at `expected_version`.
        InputError: the end lies before the start, the line is not in force on the change's day, or an
            amount is none.
    """
    with transaction.atomic():
        _demand_version(external_id, expected_version)
        line = as_line(subscription(external_id))
        if end is not None:
            line = ended(line, end.day)
        if change is not None:
            line = _changed(line, change)
        put_lines([line], by=by)
    return subscription(external_id)


def _changed(line: Line, change: LineChange) -> Line:
    base = line.version_on(change.valid_from) or line.versions[-1]
    monthly = base.monthly
    if change.mrr is not None:
        monthly = checked_amount(change.mrr, field="mrr")
    elif change.amount is not None:
        monthly = per_month(change.amount, line.interval)
    version = Version(
        change.valid_from,
        monthly,
        base.plan if change.plan is None else change.plan.strip(),
        base.seats if change.seats is None else change.seats,
        base.trial if change.trial is None else change.trial,
    )
    return changed_from(line, change.valid_from, version)


def _demand_version(external_id: str, expected: int | None) -> None:
    """Hold the line for this transaction, and refuse where it is not as the caller saw it."""
    # Its account first, as everybody does who writes several lines.
    held_all(Subscription.objects.filter(external_id=external_id).values_list("account_id", flat=True))
    held = Subscription.objects.select_for_update().filter(external_id=external_id)
    version = held.values_list("version", flat=True).first()
    if expected is not None and version is not None and version != expected:
        raise Stale(_("The subscription has been changed since you read it."))


def change_line(
    external_id: str,
    *,
    valid_from: date,
    by: Actor,
    mrr: Decimal | None = None,
    amount: Decimal | None = None,
    seats: int | None = None,
    plan: str | None = None,
    trial: bool | None = None,
) -> Subscription:
    """Change what a line costs or holds from a day on: `patch_line` with a `LineChange` alone."""
    change = LineChange(valid_from, mrr, amount, seats, plan, trial)
    return patch_line(external_id, change=change, by=by)


def end_line(external_id: str, *, ends_on: date | None, by: Actor) -> Subscription:
    """End a line: `patch_line` with a `LineEnd` alone."""
    return patch_line(external_id, end=LineEnd(ends_on), by=by)


def delete_line(external_id: str, *, by: Actor, expected_version: int | None = None) -> None:
    """Remove one line as a correction.

    Raises:
        NotFound: there is no such line.
        Stale: the line is no longer at `expected_version`.
    """
    with transaction.atomic():
        _demand_version(external_id, expected_version)
        subscription(external_id)
        delete_lines([external_id], by=by)


def delete_lines(external_ids: Iterable[str], *, by: Actor, source: str = "") -> list[str]:
    """Remove lines as a correction: they never were, and their facts are retracted.

    Returns:
        The ids that there were.
    """
    with transaction.atomic():
        _none, known = held_with_accounts([], also=external_ids)
        accounts = {row.account_id for row in known.values()}
        for chunk in chunks(row.pk for row in known.values()):
            Subscription.objects.filter(pk__in=chunk).delete()
        refresh_ledgers(accounts, by=by, source=source)
    return list(known)
