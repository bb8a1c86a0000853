"""Setting targets and taking them away, one or thousands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.targets.actions.telling import fact_id, tell
from banso.domain.targets.models import Target
from banso.domain.targets.queries import Holder, roster, targets
from banso.domain.targets.rules import (
    checked_amount,
    checked_currency,
    label_between,
    overlapping,
    target_period,
)
from banso.domain.workspaces.actions import hold_workspace, note
from banso.engine.journal.record import retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict, InputError
from banso.kit.money import plain
from banso.kit.periods import Period
from banso.kit.tenancy import current_workspace_id

_BATCH, _SAID = 500, 5


@dataclass(slots=True)
class SetTarget:
    """What became of one row: `error` says why it was refused, `before` what the target was."""

    outcome: Literal["created", "changed", "same", "refused"]
    target: Target | None = None
    error: BansoError | None = None
    before: dict[str, str] = field(default_factory=dict)


def set_targets(rows: Sequence[Mapping[str, Any]], *, by: Actor, source: str = "") -> list[SetTarget]:
    """Set many targets; one answer a row, in order. A row that cannot be used does not disturb the others.

    Args:
        rows: `person` (a member's mail address or name) or `team` (its name), `period` (2026-10, 2026-Q3,
            2026-H1, FY2026), `amount` (a decimal above 0), `currency` (the workspace's, or nothing).
            A holder has one target for a period; the same again with another amount replaces it. Periods
            of one holder share no days: either a quarter or its months.
        by: who sets them.
        source: kept with the facts, such as "import:<id>".
    """
    with transaction.atomic():
        book, results = _Book(), []
        for row in rows:
            try:
                results.append(book.set(row))
            except BansoError as error:
                results.append(SetTarget("refused", error=error))
        book.keep()
        # A target that two rows of one file speak of is told once, as the last has it.
        written = {each.target.pk: each.target for each in results if each.target and each.outcome != "same"}
        tell(written.values(), book.roster, by=by, source=source)
        if written and not source:
            note("targets.set", target=_said(written.values()), by=by, targets=len(written))
    return results


def delete_targets(ids: Iterable[UUID], *, by: Actor, source: str = "") -> int:
    """Take targets away; returns how many. What was reported before stays in the journal."""
    with transaction.atomic():
        # Whoever sets them waits: else they would tell a target that is gone.
        hold_workspace()
        found = list(targets().filter(pk__in=list(ids)))
        retract([fact_id(each.pk) for each in found], by=by, reason="the target was removed", source=source)
        if found and not source:
            note("targets.removed", target=_said(found), by=by, targets=len(found))
        Target.objects.filter(pk__in=[each.pk for each in found]).delete()
    return len(found)


def put_back_targets(
    changes: Iterable[tuple[UUID, Mapping[str, str] | None]], *, by: Actor, source: str
) -> None:
    """Undo what an import did: what it made goes (None), the others are as they were before."""
    with transaction.atomic():
        hold_workspace()
        given = list(changes)
        delete_targets([pk for pk, before in given if before is None], by=by, source=source)
        before_of = {pk: before for pk, before in given if before is not None}
        again = list(targets().filter(pk__in=list(before_of)))
        for target in again:
            before = before_of[target.pk]
            _put(target, Decimal(before["amount"]), before["currency"])
        Target.objects.bulk_update(again, _CHANGING, batch_size=_BATCH)
        tell(again, roster(), by=by, source=source)


def take_back(
    holder: Mapping[str, str],
    changes: Sequence[tuple[str, Decimal | None, Decimal | None]],
    *,
    by: Actor,
) -> None:
    """Take back what somebody has just done to a holder's targets.

    Args:
        holder: `person` or `team`, as in `set_targets`.
        changes: period, amount before, amount since; None where there was, or is, no target.
        by: who takes it back.

    Raises:
        InputError: the holder or a period does not exist.
        Conflict: one of the targets was changed since.
    """
    with transaction.atomic():
        book = _Book()
        gone, rows = [], []
        for label, before, since in changes:
            there = book.find({**holder, "period": label})
            if (plain(there.amount) if there else None) != since:
                raise Conflict(_("The target was changed since: it stays as it is."))
            if before is not None:
                rows.append({**holder, "period": label, "amount": before})
            elif there is not None:
                gone.append(there.pk)
        delete_targets(gone, by=by)
        for result in set_targets(rows, by=by):
            if result.error is not None:
                raise result.error


_CHANGING = ("amount", "currency", "version", "updated_at")


def _put(target: Target, amount: Decimal, currency: str) -> None:
    target.amount, target.currency, target.updated_at = amount, currency, now()
    target.version += 1


def _said(found: Iterable[Target]) -> str:
    """Whose targets they are, as the log has room for."""
    names = list(dict.fromkeys(each.holder for each in found))
    return ", ".join(names[:_SAID])[:190] + (" …" if len(names) > _SAID else "")


class _Book:
    """Who can have a target, and which there are: read once for many rows, written once."""

    def __init__(self) -> None:
        # Two at once: the second waits here, and sees what the first has set.
        self._workspace = hold_workspace()
        self.roster = roster()
        self._known: dict[UUID | None, list[Target]] = {}
        for target in targets():
            self._known.setdefault(target.person_id or target.team_id, []).append(target)
        self._made: list[Target] = []
        self._changed: dict[UUID, Target] = {}

    def find(self, row: Mapping[str, Any]) -> Target | None:
        """The target that a row speaks of. Raises InputError."""
        period, mine = (
            self._period(row),
            self._of(self.roster.holder(row.get("person", ""), row.get("team", ""))),
        )
        return next((each for each in mine if (each.first, each.until) == (period.start, period.end)), None)

    def set(self, row: Mapping[str, Any]) -> SetTarget:
        """Make or change one. Raises InputError where it cannot be."""
        holder = self.roster.holder(str(row.get("person") or ""), str(row.get("team") or ""))
        period, amount = self._period(row), checked_amount(row.get("amount"))
        currency = checked_currency(str(row.get("currency") or ""), self._workspace.currency)
        mine = self._of(holder)
        if clash := overlapping(period, ((each.first, each.until) for each in mine)):
            label = label_between(*clash, fiscal_start=self._workspace.fiscal_start)
            raise InputError(
                _("There is a target for %(other)s already, which shares days with %(period)s.")
                % {"other": label, "period": period.label},
                field="period", came=period.label, wanted=_("either the longer period or the shorter ones"),
            )  # fmt: skip
        found = next((each for each in mine if each.first == period.start), None)
        if found is None:
            found = Target(
                workspace_id=current_workspace_id(), person=holder.person, team=holder.team,
                first=period.start, until=period.end, amount=amount, currency=currency,
            )  # fmt: skip
            mine.append(found)
            self._made.append(found)
            return SetTarget("created", found)
        before = {"amount": str(plain(found.amount)), "currency": found.currency}
        if (found.amount, found.currency) == (amount, currency):
            return SetTarget("same", found, before=before)
        _put(found, amount, currency)
        self._changed[found.pk] = found
        return SetTarget("changed", found, before=before)

    def keep(self) -> None:
        """Write what was set."""
        made = {each.pk for each in self._made}
        Target.objects.bulk_create(self._made, batch_size=_BATCH)
        changed = [each for pk, each in self._changed.items() if pk not in made]
        Target.objects.bulk_update(changed, _CHANGING, batch_size=_BATCH)

    def _period(self, row: Mapping[str, Any]) -> Period:
        return target_period(str(row.get("period") or ""), fiscal_start=self._workspace.fiscal_start)

    def _of(self, holder: Holder) -> list[Target]:
        return self._known.setdefault(holder.id, [])
