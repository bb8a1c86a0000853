"""Undoing an import: what it made goes, what it changed is as before; what others have built on stays.

A record that was edited since, or that later records stand on, is left as it is and named: nobody's later
work is undone with somebody else's file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import put_back_accounts, put_back_contacts
from banso.domain.accounts.queries import accounts, contacts
from banso.domain.contracts.actions import (
    CostRow,
    Line,
    delete_costs,
    delete_lines,
    delete_product,
    put_lines,
    upsert_costs,
)
from banso.domain.contracts.queries import lines_by_external_id, products
from banso.domain.leads.actions import put_back_leads
from banso.domain.leads.queries import leads
from banso.domain.promises.queries import promises
from banso.domain.sales.actions import put_back_deals
from banso.domain.sales.facts import DealCreated
from banso.domain.sales.queries import deals, subject_of
from banso.domain.targets.actions import put_back_targets
from banso.domain.targets.queries import targets
from banso.engine.journal.queries import current_facts
from banso.engine.journal.record import retract
from banso.engine.journal.telling import types_of
from banso.engine.journal.usage.imports import cancel_imported
from banso.integrations.files.kinds import costs as costs_kind
from banso.integrations.files.models import (
    AccountClaim,
    Change,
    ImportedEvent,
    ImportRun,
    RowReport,
    State,
    Verdict,
)
from banso.integrations.files.seats import Seats, Teams
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError

_CHUNK = 500
# Things that stand on others go first.
_ORDER = ("target", "lead", "deal", "contact", "cost", "line", "product", "account", "team", "seat")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A record that an undo leaves as it is."""

    thing: str
    label: str
    why: str


def standing(run: ImportRun) -> Iterator[Standing]:
    """What an undo would leave as it is now, and why."""
    for thing in _ORDER:
        for chunk in _chunks(run, thing):
            kept = _THINGS[thing].kept(run, chunk)
            yield from (
                Standing(thing, change.label, kept[change.target])
                for change in chunk
                if change.target in kept
            )


def carry_out_undo(run: ImportRun, *, by: Actor, progress: Progress | None = None) -> ImportRun:
    """Undo the import, batch by batch; one that was interrupted may be carried out again.

    Args:
        run: the import.
        by: who undoes it.
        progress: told how many records of how many are done.
    """
    with translation.override(run.language):
        todo = Change.objects.filter(run=run, undone=False)
        total, done = todo.count(), 0
        run.state, run.failure, run.beat_at = State.UNDOING, "", now()
        run.undone_by = by.label
        run.save(update_fields=["state", "failure", "beat_at", "undone_by"])
        try:
            AccountClaim.objects.filter(run=run).delete()
            for thing in _ORDER:
                if thing == "account":
                    _take_usage_back(run)
                for chunk in _chunks(run, thing):
                    _undo_chunk(run, thing, chunk, by)
                    done += len(chunk)
                    if progress:
                        progress(done, total)
        except BansoError as error:
            ImportRun.objects.filter(pk=run.pk).update(state=State.DONE, failure=error.message)
            run.refresh_from_db()
            raise
        run.state, run.undone_at = State.UNDONE, now()
        run.save(update_fields=["state", "undone_at"])
    return run


def _undo_chunk(run: ImportRun, thing: str, chunk: Sequence[Change], by: Actor) -> None:
    with transaction.atomic():
        kept = _THINGS[thing].kept(run, chunk)
        free = [change for change in chunk if change.target not in kept]
        _THINGS[thing].put_back(run, free, by)
        for start in range(0, len(chunk), _CHUNK):
            ids = [change.pk for change in chunk[start : start + _CHUNK]]
            Change.objects.filter(pk__in=ids).update(undone=True)
        RowReport.objects.bulk_create(
            RowReport(
                workspace_id=run.workspace_id, run=run, row=0, verdict=Verdict.KEPT, cells=[change.label],
                reasons=[{"field": thing, "came": "", "wanted": "", "reason": kept[change.target]}],
            )
            for change in chunk
            if change.target in kept
        )  # fmt: skip
        ImportRun.objects.filter(pk=run.pk).update(beat_at=now())


def _take_usage_back(run: ImportRun) -> None:
    """Usage is taken back as a whole, and what it had corrected stands again: nobody can have edited it.

    Also where no row is noted: a batch may be in the log whose transaction was lost.
    """
    if run.kind != "usage":
        return
    with transaction.atomic():
        cancel_imported(run.pk)
        ImportedEvent.objects.filter(run=run).delete()


def _chunks(run: ImportRun, thing: str) -> Iterator[list[Change]]:
    last = None
    while True:
        rows = Change.objects.filter(run=run, thing=thing, undone=False).order_by("id")
        chunk = list((rows if last is None else rows.filter(pk__gt=last))[:_CHUNK])
        if not chunk:
            return
        last = chunk[-1].pk
        yield chunk


def _edited() -> str:
    return _("It was changed after the import.")


class _Things(Protocol):
    """How records of one sort are undone."""

    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:
        """Those that stay as they are, by target, and why."""
        ...

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        """Make the others be what they were."""
        ...


class _Accounts:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:
        rows = accounts().filter(pk__in=[change.target for change in changes]).values_list("pk", "version")
        versions = {str(pk): version for pk, version in rows}
        built_on = _built_on(run, [change.target for change in changes if change.before is None])
        found: dict[str, str] = {}
        for change in changes:
            if change.target not in versions:
                found[change.target] = _("It was archived, or merged into another, after the import.")
            elif change.after != versions[change.target]:
                found[change.target] = _edited()
            elif change.target in built_on:
                found[change.target] = _("Later entries stand on it: undo those first.")
        return found

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        put_back_accounts(
            [_pair(change) for change in changes], by=by, reason=_reason(run), source=_source(run)
        )
        made = [change.target for change in changes if change.before is None]
        told = current_facts().filter(account__in=made, source=run.source)
        retract(list(told.values_list("fact_id", flat=True)), by=by, reason=_reason(run))


class _Contacts:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:  # noqa: ARG004 - one shape for all
        rows = contacts().filter(pk__in=[change.target for change in changes]).values_list("pk", "version")
        versions = {str(pk): version for pk, version in rows}
        return {each.target: _edited() for each in changes if versions.get(each.target) != each.after}

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        put_back_contacts(
            [_pair(change) for change in changes], by=by, reason=_reason(run), source=_source(run)
        )


class _Lines:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:  # noqa: ARG004
        known = lines_by_external_id(change.target for change in changes)
        return {
            change.target: _edited()
            for change in changes
            if change.target not in known or known[change.target].version != change.after
        }

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        source = _source(run)
        delete_lines([change.target for change in changes if change.before is None], by=by, source=source)
        before = [msgspec.convert(change.before, Line, strict=False) for change in changes if change.before]
        put_lines(before, by=by, source=source)


class _Costs:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:  # noqa: ARG004
        known = costs_kind.content([change.target for change in changes])
        return {each.target: _edited() for each in changes if known.get(each.target) != each.after}

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        source = _source(run)
        delete_costs([change.target for change in changes if change.before is None], by=by, source=source)
        upsert_costs([_cost(each) for each in changes if each.before], by=by, source=source)


class _Deals:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:
        found = {}
        rows = {str(row.pk): row for row in deals().filter(pk__in=[change.target for change in changes])}
        worked_on = _worked_on(run, [change.target for change in changes if change.before is None])
        for change in changes:
            row = rows.get(change.target)
            if row is None or row.version != change.after:
                found[change.target] = _edited()
            elif row.status != "open" and not row.closed_before_banso:
                found[change.target] = _("The import closed it: reopen it first, a contract may stand on it.")
            elif change.target in worked_on:
                found[change.target] = _("Later entries stand on it: undo those first.")
        return found

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        put_back_deals([_pair(change) for change in changes], by=by, reason=_reason(run), source=_source(run))


class _Products:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:  # noqa: ARG004
        there = products().filter(pk__in=[change.target for change in changes])
        named = deals().filter(product__in=[change.target for change in changes])
        busy = {*named.values_list("product_id", flat=True),
                *there.filter(subscriptions__isnull=False).values_list("pk", flat=True)}  # fmt: skip
        known = {str(pk): name for pk, name in there.values_list("pk", "name")}
        return {
            each.target: _("Later entries stand on it: undo those first.")
            if UUID(each.target) in busy
            else _edited()
            for each in changes
            if UUID(each.target) in busy or known.get(each.target) != each.after
        }

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:  # noqa: ARG004
        for change in changes:
            delete_product(UUID(change.target), by=by)


class _Leads:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:  # noqa: ARG004
        rows = leads().filter(pk__in=[change.target for change in changes]).values_list("pk", "version")
        versions = {str(pk): version for pk, version in rows}
        return {each.target: _edited() for each in changes if versions.get(each.target) != each.after}

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        put_back_leads([_pair(change) for change in changes], by=by, reason=_reason(run), source=_source(run))


class _Targets:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:  # noqa: ARG004
        rows = targets().filter(pk__in=[change.target for change in changes]).values_list("pk", "version")
        versions = {str(pk): version for pk, version in rows}
        return {each.target: _edited() for each in changes if versions.get(each.target) != each.after}

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:
        put_back_targets([_targets_pair(change) for change in changes], by=by, source=_source(run))


_THINGS: dict[str, type[_Things]] = {
    "target": _Targets,
    "team": Teams,
    "seat": Seats,
    "deal": _Deals,
    "lead": _Leads,
    "product": _Products,
    "account": _Accounts,
    "contact": _Contacts,
    "line": _Lines,
    "cost": _Costs,
}


def _built_on(run: ImportRun, made: Sequence[str]) -> set[str]:
    """Which of the accounts that this import made have facts from elsewhere."""
    facts = current_facts().filter(account__in=made).exclude(source=run.source)
    return {str(account) for account in facts.values_list("account", flat=True).distinct()}


def _worked_on(run: ImportRun, made: Sequence[str]) -> set[str]:
    """Which of the deals that this import made have facts from elsewhere, or promises."""
    subjects = {subject_of(UUID(each)): each for each in made}
    # By type as well, or no index leads to them.
    facts = current_facts().filter(type__in=types_of(DealCreated.group), subject__in=list(subjects))
    told = facts.exclude(source=run.source).values_list("subject", flat=True).distinct()
    promised = promises().filter(deal_id__in=made).values_list("deal_id", flat=True)
    return {subjects[each] for each in told} | {str(each) for each in promised}


def _pair(change: Change) -> tuple[UUID, Mapping[str, object] | None]:
    return UUID(change.target), change.before


def _targets_pair(change: Change) -> tuple[UUID, Mapping[str, str] | None]:
    return UUID(change.target), change.before


def _cost(change: Change) -> CostRow:
    before: Mapping[str, str] = change.before or {}
    return CostRow(
        month=date.fromisoformat(before["month"]),
        category=before["category"],
        amount=Decimal(before["amount"]),
        currency=before["currency"],
        external_id=change.target,
        note=before["note"],
    )


def _reason(run: ImportRun) -> str:
    return f"the import of {run.file_name} was undone"[:500]


def _source(run: ImportRun) -> str:
    return f"undo:{run.pk}"
