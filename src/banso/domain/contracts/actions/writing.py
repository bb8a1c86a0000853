"""Taking in many subscription lines at once: what they change, and writing that."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.accounts.actions import held_all
from banso.domain.contracts.actions.ledger import refresh_ledgers
from banso.domain.contracts.actions.shelf import Shelf
from banso.domain.contracts.models import LineVersion, Subscription
from banso.domain.contracts.queries.lines import as_line, chunks, known_accounts, lines_by_external_id
from banso.domain.contracts.queries.money import rates
from banso.domain.contracts.rules.lines import Line, LineRow, by_external_id, joined, line_of, stretches
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.ids import new_id
from banso.kit.tenancy import current_workspace, current_workspace_id

_ROWS = 500


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used: its place among the rows given, from 0, and why."""

    position: int
    external_id: str
    error: InputError


@dataclass(slots=True)
class Upserted:
    """What an upsert did, as external ids; `before` holds the changed lines as they were, for undoing."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


class Intake:
    """One bulk write. `strict`: the first row that cannot be used raises; else it is set aside."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.result = Upserted()
        self._positions: dict[str, int] = {}

    def read(self, rows: Sequence[LineRow]) -> list[Line]:
        """The lines that the rows describe; rows of one external id become one line.

        Raises:
            InputError: strict, and a row contradicts itself or another.
        """
        reporting = current_workspace().currency
        parts: list[Line] = []
        for position, row in enumerate(rows):
            self._positions.setdefault(row.external_id.strip(), position)
            try:
                parts.append(line_of(row, reporting=reporting))
            except InputError as error:
                self._reject(row.external_id, error, position)
        lines: list[Line] = []
        for external_id, group in by_external_id(parts).items():
            try:
                lines.append(joined(group))
            except InputError as error:
                self._reject(external_id, error)
        return lines

    def write(
        self,
        lines: Iterable[Line],
        known: Mapping[str, Subscription],
        *,
        by: Actor,
        source: str,
        dry_run: bool,
    ) -> Upserted:
        """Create the lines that are new, change those that differ, and bring the ledgers up to date.

        Raises:
            InputError: strict, and an account or an exchange rate is not known.
        """
        shelf = Shelf()
        usable = self._usable(shelf.named(list(lines)))
        created: list[Line] = []
        changed: list[Line] = []
        touched: set[UUID] = set()
        for line in usable:
            row = known.get(line.external_id)
            before = as_line(row) if row else None
            if before == line:
                self.result.same.append(line.external_id)
                continue
            (changed if before else created).append(line)
            touched.add(line.account)
            if before:
                self.result.before.append(before)
                touched.add(before.account)
        self.result.created = [line.external_id for line in created]
        self.result.changed = [line.external_id for line in changed]
        if touched and not dry_run:
            shelf.stock(created + changed)
            self._store(created, changed, known, shelf)
            refresh_ledgers(sorted(touched), by=by, source=source)
        return self.result

    def _usable(self, lines: Sequence[Line]) -> list[Line]:
        accounts, known_rates = known_accounts(line.account for line in lines), rates()
        usable = []
        for line in lines:
            try:
                _demand_account(line, accounts)
                stretches(line, known_rates)
            except InputError as error:
                self._reject(line.external_id, error)
            else:
                usable.append(line)
        return usable

    def _reject(self, external_id: str, error: InputError, position: int | None = None) -> None:
        if self.strict:
            raise error
        place = self._positions.get(external_id, 0) if position is None else position
        self.result.rejected.append(Rejected(place, external_id, error))

    @staticmethod
    def _store(
        created: Sequence[Line], changed: Sequence[Line], known: Mapping[str, Subscription], shelf: "Shelf"
    ) -> None:
        fresh = [_filled(Subscription(id=new_id()), line, shelf) for line in created]
        Subscription.objects.bulk_create(fresh, batch_size=_ROWS)
        old = [_filled(known[line.external_id], line, shelf) for line in changed]
        for row in old:
            row.version += 1
        # Not bulk_update: its CASE for every row and column took six tenths of a change of 1,000 lines.
        Subscription.objects.bulk_create(
            old, update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS, batch_size=_ROWS
        )
        for chunk in chunks(row.pk for row in old):
            LineVersion.objects.filter(subscription__in=chunk).delete()
        versions = [
            LineVersion(
                workspace_id=current_workspace_id(),
                subscription=row,
                valid_from=version.valid_from,
                monthly=version.monthly,
                plan=shelf.plan(line.product, version.plan),
                seats=version.seats,
                trial=version.trial,
            )
            for row, line in zip([*fresh, *old], [*created, *changed], strict=True)
            for version in line.versions
        ]
        LineVersion.objects.bulk_create(versions, batch_size=_ROWS)


def _demand_account(line: Line, accounts: AbstractSet[UUID]) -> None:
    if line.account not in accounts:
        raise InputError(
            _("There is no such account."),
            field="account", came=str(line.account), wanted=_("an account of this workspace"),
        )  # fmt: skip


def held_with_accounts(
    lines: Sequence[Line], *, also: Iterable[str] = ()
) -> tuple[list[Line], dict[str, Subscription]]:
    """Hold the accounts of lines for this transaction, and then read the records of those that are known.

    Args:
        lines: as told.
        also: external ids of lines that are meant besides.

    Returns:
        The lines, each of the account that its own has become part of; and the records by external id.
    """
    ids = [*(line.external_id for line in lines), *also]
    stood = {
        row.account_id for chunk in chunks(ids) for row in Subscription.objects.filter(external_id__in=chunk)
    }
    held = held_all(stood | {line.account for line in lines})
    told = [replace(line, account=held.get(line.account, line.account)) for line in lines]
    return told, lines_by_external_id(ids)


_COLUMNS = (
    "account", "product", "starts_on", "ends_on", "currency", "interval", "restart", "version", "updated_at",
)  # fmt: skip


def _filled(row: Subscription, line: Line, shelf: Shelf) -> Subscription:
    row.workspace_id = current_workspace_id()
    row.external_id = line.external_id
    row.account_id = line.account
    row.product = shelf.product(line.product)
    row.starts_on = line.starts_on
    row.ends_on = line.ends_on
    row.currency = line.currency
    row.interval = line.interval
    row.restart = line.restart
    row.updated_at = now()
    return row
