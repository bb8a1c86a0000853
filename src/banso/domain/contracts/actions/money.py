"""Exchange rates, cost entries and gross margins."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.actions.ledger import refresh_ledgers
from banso.domain.contracts.actions.writing import Rejected, Upserted
from banso.domain.contracts.facts import NO_ACCOUNT, CostEntered, MarginSet, RateSet
from banso.domain.contracts.models import CostEntry, ExchangeRate, GrossMargin, LineVersion
from banso.domain.contracts.queries.ledger import midnight
from banso.domain.contracts.queries.lines import chunks
from banso.domain.contracts.queries.money import rates
from banso.domain.contracts.rules.costs import CostRow, cost_of
from banso.domain.contracts.rules.money import Rates, checked_currency, checked_rate, checked_share
from banso.domain.workspaces.actions import note
from banso.engine.journal.fact import Fact
from banso.engine.journal.record import Recorded, record, record_all, retract
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.ids import stable_id
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace, current_workspace_id


def set_rate(currency: str, *, day: date, rate: Decimal, by: Actor, into: str = "") -> ExchangeRate:
    """Say what one unit of a currency is worth from a day on; what it touches is computed anew.

    Args:
        currency: whose worth it is.
        day: from which it holds.
        rate: units of `into`.
        by: who says so.
        into: the reporting currency; or one that is to become it, whose rates must be known before.

    Raises:
        InputError: both currencies are one, or one of them is none, or the rate is not above zero.
    """
    code, reporting = checked_currency(currency), current_workspace().currency
    into = checked_currency(into) if into else reporting
    if code == into:
        said = (
            _("%(currency)s is the reporting currency.") if into == reporting else _("%(currency)s is both.")
        )
        raise InputError(
            said % {"currency": code},
            field="currency",
            came=currency,
            wanted=_("another currency"),
        )
    exact = checked_rate(rate)
    with transaction.atomic():
        row, _made = ExchangeRate.objects.update_or_create(
            workspace_id=current_workspace_id(), currency=code, into=into, day=day, defaults={"rate": exact}
        )
        fact = RateSet(
            account=NO_ACCOUNT,
            occurred_at=midnight(day),
            currency=code,
            into=into,
            day=day,
            rate=plain(exact),
        )
        record(fact, by=by, id=_id("rate", code, into, day))
        note("rate.set", target=f"{code} {into} {day.isoformat()}", by=by, rate=str(plain(exact)))
        if into == reporting:
            _refresh(code, day, by=by)
    return row


def delete_rate(rate_id: UUID, *, by: Actor) -> None:
    """Remove a rate that was a mistake.

    Raises:
        NotFound: there is no such rate.
        Conflict: lines or costs need it.
    """
    with transaction.atomic():
        row = ExchangeRate.objects.filter(pk=rate_id).first()
        if row is None:
            raise NotFound(_("There is no such rate."))
        row.delete()
        retract([_id("rate", row.currency, row.into, row.day)], by=by, reason="the rate was removed")
        note("rate.removed", target=f"{row.currency} {row.into} {row.day.isoformat()}", by=by)
        if row.into != current_workspace().currency:
            return
        try:
            _refresh(row.currency, row.day, by=by)
        except InputError as error:
            raise Conflict(_("The rate is needed: %(why)s") % {"why": error.message}) from error


def _refresh(currency: str, day: date, *, by: Actor) -> None:
    """Compute anew what begins while the rate in force on `day` holds."""
    start, end = rates().in_force(currency, day)
    versions = LineVersion.objects.filter(subscription__currency=currency)
    entries = CostEntry.objects.filter(currency=currency)
    if start is not None:
        versions = versions.filter(valid_from__gte=start)
        entries = entries.filter(month__gte=start)
    if end is not None:
        versions = versions.filter(valid_from__lt=end)
        entries = entries.filter(month__lt=end)
    refresh_ledgers(list(versions.values_list("subscription__account_id", flat=True)), by=by)
    record_costs(entries, by=by)


def upsert_costs(
    rows: Sequence[CostRow], *, by: Actor, source: str = "", strict: bool = True, dry_run: bool = False
) -> Upserted:
    """Create or change cost entries; equal rows change nothing.

    A row without an external id is known by its month, category, currency and its place among the rows
    that share these, so that the same file can be read twice.

    Args:
        rows: any number; written in one transaction.
        by: who says so.
        source: kept with the facts, such as "import:<id>".
        strict: raise at the first row that cannot be used; otherwise leave it out and say so in `rejected`.
        dry_run: say what would happen and write nothing.

    Raises:
        InputError: strict, and a row cannot be used.
    """
    result = Upserted()
    wanted = _wanted_costs(rows, result, strict=strict)
    with transaction.atomic():
        known = {
            row.external_id: row
            for chunk in chunks(wanted)
            for row in CostEntry.objects.filter(external_id__in=chunk)
        }
        written = []
        for external_id, entry in wanted.items():
            before = known.get(external_id)
            if before and _cost_content(before) == _cost_content(entry):
                result.same.append(external_id)
                continue
            (result.changed if before else result.created).append(external_id)
            entry.id = before.id if before else entry.id
            written.append(entry)
        if not dry_run:
            CostEntry.objects.bulk_create(
                written,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["month", "category", "amount", "currency", "note"],
                batch_size=100,
            )
            record_costs(written, by=by, source=source)
            if not source:
                note("costs.entered", target=", ".join(each.external_id for each in written), by=by)
    return result


def delete_costs(external_ids: Iterable[str], *, by: Actor, source: str = "") -> list[str]:
    """Remove cost entries as a correction.

    Returns:
        The ids that there were.
    """
    with transaction.atomic():
        gone: list[str] = []
        for chunk in chunks(external_ids):
            entries = CostEntry.objects.filter(external_id__in=chunk)
            gone += entries.values_list("external_id", flat=True)
            entries.delete()
        facts = [_id("cost", external_id) for external_id in gone]
        retract(facts, by=by, reason="the cost entry was removed", source=source)
        if gone and not source:
            # What an import takes back is in the import's own entry.
            note("costs.removed", target=", ".join(gone), by=by)
    return gone


def set_margin(share: Decimal, *, valid_from: date, by: Actor) -> GrossMargin:
    """Say which share of revenue is left after the cost of goods sold, from a month on.

    It counts in months whose cost of goods sold is not entered.

    Raises:
        InputError: not between 0 and 1.
    """
    exact, month = checked_share(share), valid_from.replace(day=1)
    with transaction.atomic():
        row, _made = GrossMargin.objects.update_or_create(
            workspace_id=current_workspace_id(), valid_from=month, defaults={"share": exact}
        )
        fact = MarginSet(
            account=NO_ACCOUNT, occurred_at=midnight(month), valid_from=month, share=plain(exact)
        )
        record(fact, by=by, id=_id("margin", month))
        note("margin.set", target=month.isoformat(), by=by, share=str(plain(exact)))
    return row


def delete_margin(margin_id: UUID, *, by: Actor) -> None:
    """Remove a margin that was a mistake.

    Raises:
        NotFound: there is no such margin.
    """
    with transaction.atomic():
        row = GrossMargin.objects.filter(pk=margin_id).first()
        if row is None:
            raise NotFound(_("There is no such margin."))
        row.delete()
        retract([_id("margin", row.valid_from)], by=by, reason="the margin was removed")
        note("margin.removed", target=row.valid_from.isoformat(), by=by)


def _wanted_costs(rows: Sequence[CostRow], result: Upserted, *, strict: bool) -> dict[str, CostEntry]:
    known, reporting = rates(), current_workspace().currency
    places: Counter[tuple[date, str, str]] = Counter()
    wanted: dict[str, CostEntry] = {}
    for position, row in enumerate(rows):
        try:
            cost = cost_of(row, reporting=reporting)
            known.on(cost.currency, cost.month)
        except InputError as error:
            if strict:
                raise
            result.rejected.append(Rejected(position, row.external_id, error))
            continue
        key = (cost.month, cost.category, cost.currency)
        places[key] += 1
        name = cost.external_id or f"{cost.month:%Y-%m}:{cost.category}:{cost.currency}:{places[key]}"
        wanted[name] = CostEntry(
            workspace_id=current_workspace_id(),
            external_id=name,
            month=cost.month,
            category=cost.category,
            amount=cost.amount,
            currency=cost.currency,
            note=cost.note,
        )
    return wanted


def _cost_content(row: CostEntry) -> tuple[object, ...]:
    return (row.month, row.category, row.amount, row.currency, row.note)


def record_costs(
    entries: Iterable[CostEntry], *, by: Actor, source: str = "", at: datetime | None = None
) -> Recorded:
    """Record what entries cost in the reporting currency; `at` as in the journal's `record_all`."""
    known = rates()
    facts = [(_id("cost", entry.external_id), _cost_fact(entry, known)) for entry in entries]
    return record_all(facts, by=by, source=source, at=at)


def _cost_fact(entry: CostEntry, known: Rates) -> Fact:
    return CostEntered(
        account=NO_ACCOUNT,
        occurred_at=midnight(entry.month),
        subject=entry.external_id,
        month=entry.month,
        category=entry.category,
        amount=plain(known.convert(entry.amount, entry.currency, entry.month)),
        entered=plain(entry.amount),
        currency=entry.currency,
    )


def _id(*parts: object) -> UUID:
    return stable_id(current_workspace_id(), *parts)
