"""Carrying an import through: batch by batch, each whole or not at all, to be taken up where it stood."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from banso.integrations.files.kinds import kind_of
from banso.integrations.files.kinds.base import Job, Kind, Outcome, Row, text_of
from banso.integrations.files.mapping import folded
from banso.integrations.files.models import Change, ImportRun, RowReport, State, Verdict
from banso.integrations.files.plan import Plan, in_order, make_plan, names_of
from banso.integrations.files.presets import PRESETS, contradictions
from banso.integrations.files.privacy import blank_erased
from banso.integrations.files.promised import Promised
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, InputError, Lacking
from banso.kit.tabular.reading import Record

Progress = Callable[[int, int], None]
COUNTS = ("rows", "new", "changed", "same", "rejected", "noted")
_WRITTEN = 500


@dataclass(slots=True)
class _Read:
    """A row on its way in."""

    record: Record
    row: Row
    outcome: Outcome | None = None
    remarks: list[InputError] = field(default_factory=list)


def actor_of(run: ImportRun) -> Actor:
    return Actor("import", str(run.pk), f"{run.file_name} ({run.by_label})"[:200])


def carry_out(run: ImportRun, *, dry: bool, progress: Progress | None = None) -> ImportRun:
    """Check the file (dry) or bring it in, from where the run stands.

    A failure that nobody foresaw leaves the run in the state FAILED with what was in by then; it may be
    carried out again and goes on from there.

    Args:
        run: the import, with layout and mapping.
        dry: count what would happen; everything is rolled back.
        progress: told how many rows of how many are done.

    Raises:
        InputError: the file cannot be read to its end, or an order of day and month is not known.
    """
    with translation.override(run.language):
        _begin(run, dry=dry)
        try:
            plan = make_plan(run)
            run.total = plan.total
            run.save(update_fields=["total"])
            _Pass(run, plan, dry=dry, progress=progress).carry()
        except BansoError as error:
            _fail(run, error.message)
            raise
        except BaseException as error:
            # Also when the process is told to end: what is in stays in, and the run can go on.
            _fail(run, _("The import stopped: %(why)s") % {"why": f"{type(error).__name__}: {error}"[:300]})
            raise
        if not dry:
            blank_erased(run)
        run.state = State.CHECKED if dry else State.DONE
        run.finished_at = None if dry else now()
        run.save(update_fields=["state", "finished_at"])
    return run


def _begin(run: ImportRun, *, dry: bool) -> None:
    fresh = dry or run.dry
    run.state = State.CHECKING if dry else State.RUNNING
    run.dry, run.failure, run.beat_at = dry, "", now()
    if fresh:
        run.cursor, run.counts, run.started_at = 0, dict.fromkeys(COUNTS, 0), now()
    with transaction.atomic():
        if fresh:
            RowReport.objects.filter(run=run).delete()
        run.save()


def _fail(run: ImportRun, why: str) -> None:
    # The row is read again: what the failed batch had set on this object never came to be.
    ImportRun.objects.filter(pk=run.pk).update(state=State.FAILED, failure=why, finished_at=now())
    run.refresh_from_db()


def mean(values: dict[str, object], words: Mapping[str, Mapping[str, str]]) -> None:
    """Put what somebody has said that values mean, once for all rows, in their place."""
    for name, table in words.items():
        if name in values and (meant := table.get(text_of(values, name).strip())) is not None:
            values[name] = meant


class _Pass:
    """One way through the file."""

    def __init__(self, run: ImportRun, plan: Plan, *, dry: bool, progress: Progress | None) -> None:
        self.run, self.plan, self.dry = run, plan, dry
        self.kind: Kind = kind_of(run.kind)
        self.job = Job(run.pk, actor_of(run), run.source, create_accounts=run.create_accounts, dry=dry,
                       history=run.history)  # fmt: skip
        self.preset = PRESETS.get(run.preset)
        self.headers = [folded(name) for name in names_of(run)]
        self.progress = progress or (lambda _done, _total: None)
        self.promised = Promised(self.kind)
        # What was read so far, by key: the row and a digest of its cells.
        self.seen: dict[Hashable, tuple[int, int]] = {}

    def carry(self) -> None:
        stream = in_order(self.run, self.plan)
        for record in islice(stream, self.run.cursor):
            self._judge(record)
        self.progress(self.run.cursor, self.run.total)
        for batch in self._batches(stream):
            self._write(batch)
            self.progress(self.run.cursor, self.run.total)

    def _batches(self, stream: Iterator[Record]) -> Iterator[list[_Read]]:
        batch: list[_Read] = []
        for record in stream:
            read = self._judge(record)
            if len(batch) >= self.kind.batch and not self._belongs(batch[-1], read):
                yield batch
                batch = []
            batch.append(read)
        if batch:
            yield batch

    def _belongs(self, before: _Read, read: _Read) -> bool:
        """Whether two rows are parts of one thing, or of one account, and so are written together."""
        if self.kind.together is None:
            return False
        key = self.kind.key(read.row.values)
        group = self.kind.together(read.row.values)[0]
        return (key is not None and key == self.kind.key(before.row.values)) or (
            bool(group) and group == self.kind.together(before.row.values)[0]
        )

    def _judge(self, record: Record) -> _Read:
        """What can be said of a row without asking the database."""
        row, errors = self.plan.reader.read(record)
        mean(row.values, self.run.words)
        read = _Read(record, row)
        self._check(read)
        if read.outcome is None and errors:
            read.outcome = Outcome("rejected", errors)
        key = self.kind.key(row.values) if read.outcome is None else None
        if key is not None and not self.kind.together:
            self._compare(read, key)
        return read

    def _check(self, read: _Read) -> None:
        if self.preset is None or not (self.preset.leave or self.preset.checks):
            return
        cells = dict(zip(self.headers, read.record.cells, strict=True))
        leave = contradictions(self.preset.leave, cells)
        if leave:
            read.outcome = Outcome(
                "rejected", [_said(check.fields, str(check.says), cells) for check in leave]
            )
            return
        read.remarks = [
            _said(check.fields, str(check.says), cells) for check in contradictions(self.preset.checks, cells)
        ]

    def _compare(self, read: _Read, key: Hashable) -> None:
        """A key that came before: the same row again is nothing new, another one is refused."""
        digest = hash(tuple(read.record.cells))
        before = self.seen.setdefault(key, (read.record.row, digest))
        if before[0] == read.record.row:
            return
        if before[1] == digest:
            read.outcome = Outcome("same")
            return
        name = str(key if isinstance(key, str) else key[-1] if isinstance(key, tuple) else key)
        place = {"key": name, "row": before[0]}
        error = InputError(
            _("“%(key)s” stands in row %(row)s already, with other values.") % place,
            field=next((each.name for each in self.kind.fields), ""), came=name, wanted=_("each id once"),
        )  # fmt: skip
        read.outcome = Outcome("rejected", [error])

    def _write(self, batch: Sequence[_Read]) -> None:
        counts, cursor = dict(self.run.counts), self.run.cursor
        try:
            with transaction.atomic():
                open_rows = [read for read in batch if read.outcome is None]
                if self.dry:
                    self.promised.make([read.row for read in open_rows], self.job)
                for read, outcome in zip(
                    open_rows, self.kind.write([r.row for r in open_rows], self.job), strict=True
                ):
                    read.outcome = outcome
                    if self.dry:
                        self.promised.note(read.row, outcome)
                if self.dry:
                    transaction.set_rollback(True)
                else:
                    self._keep(batch)
        except BaseException:
            self.run.counts, self.run.cursor = counts, cursor
            raise
        if self.dry:
            with transaction.atomic():
                self._tell(batch)

    def _keep(self, batch: Sequence[_Read]) -> None:
        """The changes for undoing, in the transaction of the rows."""
        changes = [
            Change(
                workspace_id=self.run.workspace_id, run=self.run, thing=each.thing, target=each.target,
                label=each.label[:200], before=_plain(each.before), after=_plain(each.after),
            )
            for read in batch
            if read.outcome
            for each in read.outcome.touched
        ]  # fmt: skip
        Change.objects.bulk_create(changes, batch_size=_WRITTEN)
        self._tell(batch)

    def _tell(self, batch: Sequence[_Read]) -> None:
        """The report's rows, the counts, and how far the run has come."""
        reports: list[RowReport] = []
        for read in batch:
            outcome = read.outcome or Outcome("same")
            self.run.counts["rows"] += 1
            self.run.counts[outcome.decision] += 1
            if outcome.decision == "rejected":
                reports.append(self._report(read, Verdict.REJECTED, outcome.errors))
            elif remarks := [*read.remarks, *outcome.remarks]:
                self.run.counts["noted"] += 1
                reports.append(self._report(read, Verdict.NOTED, remarks))
        RowReport.objects.bulk_create(reports, batch_size=_WRITTEN)
        self.run.cursor += len(batch)
        self.run.beat_at = now()
        self.run.save(update_fields=["counts", "cursor", "beat_at"])

    def _report(self, read: _Read, verdict: Verdict, errors: Sequence[InputError]) -> RowReport:
        return RowReport(
            workspace_id=self.run.workspace_id,
            run=self.run,
            row=read.record.row,
            verdict=verdict,
            cells=[_storable(cell) for cell in read.record.cells],
            reasons=[reason for error in errors for reason in _reasons(error)],
        )


def _reasons(error: InputError) -> list[dict[str, object]]:
    """Why a row was refused; each thing that is missing stands for itself, with where it is filled in."""
    told: dict[str, object] = {
        "field": error.field, "came": _storable(error.came), "wanted": error.wanted,
        "reason": _storable(error.message),
    }  # fmt: skip
    lacks: list[dict[str, object]] = [
        {"field": each.field, "came": "", "wanted": "", "reason": _storable(each.message),
         "item": each.item, "href": each.href}
        for each in (error.lacks if isinstance(error, Lacking) else ())
    ]  # fmt: skip
    return [told, *lacks]


def _said(fields: object, says: str, cells: dict[str, str]) -> InputError:
    names = list(fields) if isinstance(fields, dict) else []
    came = ", ".join(f"{name}={cells.get(folded(name), '')}" for name in names)
    return InputError(says, field=", ".join(names), came=came)


def _storable(text: str) -> str:
    """PostgreSQL's JSON refuses NUL."""
    return text.replace("\x00", "\ufffd")


def _plain(value: object) -> object:
    """As JSON can hold it: dates and ids as text."""
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
