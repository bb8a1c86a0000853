"""Setting, changing, ending and removing subscription lines."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from banso.domain.contracts.actions.ledger import refresh_ledgers
from banso.domain.contracts.actions.writing import Intake, Upserted
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.queries.lines import as_line, chunks, lines_by_external_id, subscription
from banso.domain.contracts.rules.lines import Line, LineRow, Version, amended, changed_from, ended
from banso.domain.contracts.rules.money import checked_amount, per_month
from banso.kit.actor import Actor


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
    intake = Intake(strict=strict)
    told = intake.read(list(rows))
    with transaction.atomic():
        known = lines_by_external_id(line.external_id for line in told)
        lines = [
            amended(as_line(known[line.external_id]), line) if line.external_id in known else line
            for line in told
        ]
        return intake.write(lines, known, by=by, source=source, dry_run=dry_run)


def put_lines(lines: Iterable[Line], *, by: Actor, source: str = "") -> Upserted:
    """Make whole lines be exactly as given, versions and all; the undoing of a change.

    Raises:
        InputError: an account or an exchange rate is not known.
    """
    given = list(lines)
    with transaction.atomic():
        known = lines_by_external_id(line.external_id for line in given)
        return Intake(strict=True).write(given, known, by=by, source=source, dry_run=False)


def set_line(row: LineRow, *, by: Actor, source: str = "") -> Subscription:
    """Create or correct one line and return it.

    Raises:
        InputError: the row cannot be used.
    """
    upsert_lines([row], by=by, source=source)
    return subscription(row.external_id.strip())


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
    """Change what a line costs or holds from a day on; what is None stays as it is on that day.

    `mrr` is per month in the line's currency; or else `amount` is per billing interval of the line.

    Raises:
        NotFound: there is no such line.
        InputError: the line is not in force on that day, or an amount is none.
    """
    with transaction.atomic():
        line = as_line(subscription(external_id))
        base = line.version_on(valid_from) or line.versions[-1]
        monthly = base.monthly
        if mrr is not None:
            monthly = checked_amount(mrr, field="mrr")
        elif amount is not None:
            monthly = per_month(amount, line.interval)
        version = Version(
            valid_from,
            monthly,
            base.plan if plan is None else plan.strip(),
            base.seats if seats is None else seats,
            base.trial if trial is None else trial,
        )
        put_lines([changed_from(line, valid_from, version)], by=by)
    return subscription(external_id)


def end_line(external_id: str, *, ends_on: date | None, by: Actor) -> Subscription:
    """End a line: `ends_on` is the first day that is no longer paid; None opens it again.

    Raises:
        NotFound: there is no such line.
        InputError: the end lies before the start.
    """
    with transaction.atomic():
        put_lines([ended(as_line(subscription(external_id)), ends_on)], by=by)
    return subscription(external_id)


def delete_lines(external_ids: Iterable[str], *, by: Actor, source: str = "") -> list[str]:
    """Remove lines as a correction: they never were, and their facts are retracted.

    Returns:
        The ids that there were.
    """
    with transaction.atomic():
        known = lines_by_external_id(external_ids)
        accounts = {row.account_id for row in known.values()}
        for chunk in chunks(row.pk for row in known.values()):
            Subscription.objects.filter(pk__in=chunk).delete()
        refresh_ledgers(accounts, by=by, source=source)
    return list(known)
