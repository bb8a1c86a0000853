"""Taking a file in, saying how it is read, and setting the import to work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions import note
from banso.engine.journal.usage.imports import cancel_imported
from banso.integrations.files.kinds import kind_of
from banso.integrations.files.mapping import checked_mapping, checked_words, guess, signature
from banso.integrations.files.models import ImportRun, SavedMapping, State
from banso.integrations.files.presets import PRESETS, Preset, mapping_of, preset_for, preset_of
from banso.integrations.files.queries import (
    SILENCE,
    corrected_later,
    interrupted,
    remembered,
    silence,
    undoable,
)
from banso.integrations.files.running import Progress, carry_out
from banso.integrations.files.tables import joined_if_parts, put_down, remove
from banso.integrations.files.undoing import carry_out_undo
from banso.kit.actor import Actor, ActorKind
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict, InputError
from banso.kit.tabular.dates import checked_order
from banso.kit.tabular.delimited import checked_delimiter
from banso.kit.tabular.encodings import checked_encoding
from banso.kit.tabular.reading import found_layout, headers
from banso.kit.tenancy import current_workspace, current_workspace_id


class Job(Protocol):
    """A task of `tasks`, which is built on these actions."""

    def enqueue(self, slug: str, run_id: str, kind: ActorKind, actor_id: str, label: str) -> object:
        """Put it into the queue."""
        ...


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file on its way in: its name as the sender has it, and its bytes piece by piece."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read; what is left empty is found.

    Attributes:
        encoding: as `kit.tabular.encodings` takes it.
        delimiter: as `kit.tabular.delimited` takes it.
        header_row: the row with the columns' names, 0 for none, -1 to find it.
        sheet: of a workbook.
    """

    encoding: str = ""
    delimiter: str = ""
    header_row: int = -1
    sheet: str = ""


def take_in(
    kind: str, files: Sequence[SentFile], *, by: Actor, reading: Reading | None = None, preset: str = ""
) -> ImportRun:
    """Put the file into the data folder, find out how it is read, and suggest what its columns mean.

    Several files are taken for the parts of one table, as a preset declares them.

    Raises:
        InputError: it cannot be read, or the kind or preset is not known.
    """
    kind_of(kind)
    asked = preset_of(preset) if preset else None
    if asked and asked.kind != kind:
        raise InputError(
            _("The preset “%(preset)s” is for %(kind)s.") % {"preset": preset, "kind": asked.kind},
            field="preset", came=preset, wanted=asked.kind,
        )  # fmt: skip
    run = ImportRun(
        workspace_id=current_workspace_id(), kind=kind, file_size=0, by_id=by.id, by_label=by.label,
        language=get_language() or "en",
    )  # fmt: skip
    try:
        joined = _put_files(run, files)
        _read_as(run, reading or Reading())
        _suggest(run, asked or joined)
        with transaction.atomic():
            run.save()
            note("import.uploaded", target=run.file_name, by=by, kind=kind, sha256=run.sha256)
    except BaseException:
        # A full disk, too: what no record names nobody would ever remove.
        remove(run.folder)
        raise
    return run


def _put_files(run: ImportRun, files: Sequence[SentFile]) -> Preset | None:
    if not files:
        raise InputError(_("There is no file."), field="file", wanted="CSV, XLSX")
    run.file_name = ", ".join(Path(file.name).name for file in files)[:200] or "file"
    paths = []
    for place, file in enumerate(files):
        path = run.original if place == 0 else run.folder / f"original-{place + 1}"
        sent = put_down(file.chunks, path)
        run.file_size += sent.size
        run.sha256 = run.sha256 or sent.sha256
        paths.append(path)
    return joined_if_parts(run.kind, paths, run.folder / "table.csv")


def read_again(run: ImportRun, reading: Reading) -> ImportRun:
    """Read the file in another way; the mapping follows the new headers.

    Raises:
        InputError: it cannot be read that way.
        Conflict: rows are in already.
    """
    _demand_unstarted(run)
    before = (run.layout, run.columns)
    try:
        _read_as(run, reading)
    except BansoError:
        run.layout, run.columns = before
        raise
    _suggest(run, PRESETS.get(run.preset))
    run.save()
    return run


def _read_as(run: ImportRun, reading: Reading) -> None:
    table = run.folder / "table.csv"
    joined = table.exists() and not run.layout.get("sheets")
    layout = found_layout(
        table if joined else run.original,
        text=table,
        encoding=checked_encoding(reading.encoding) if reading.encoding else "",
        delimiter=checked_delimiter(reading.delimiter) if reading.delimiter else "",
        header_row=reading.header_row,
        sheet=reading.sheet,
    )
    run.layout = msgspec.to_builtins(layout)
    run.columns = [header.name for header in headers(run.text, layout)]


def _suggest(run: ImportRun, preset: Preset | None) -> None:
    """The preset that was asked for, else what was used last, else a known export, else the names."""
    known = remembered(run.kind, signature(run.columns))
    if preset is None and known is not None:
        run.mapping = {name: ours for name, ours in known.mapping.items() if name in run.columns}
        run.orders, run.words = known.orders, known.words
    preset = preset or preset_for(run.kind, run.columns)
    run.preset = preset.slug if preset else ""
    if preset is not None:
        run.history = preset.history
        run.words = {name: {**preset.words.get(name, {}), **run.words.get(name, {})}
                     for name in {*preset.words, *run.words}}  # fmt: skip
    if known is not None and run.mapping:
        return
    run.mapping = mapping_of(preset, run.columns) if preset else guess(kind_of(run.kind), run.columns)


def set_mapping(
    run: ImportRun,
    mapping: Mapping[str, str],
    *,
    orders: Mapping[str, str] | None = None,
    create_accounts: bool = False,
    history: bool | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> ImportRun:
    """Say what the columns mean, and in which order day and month stand where the file does not tell.

    Args:
        run: the import; no row of it is in yet.
        mapping: canonical columns by header; "" leaves a column out.
        orders: the order by header, "*" for every column; as `kit.tabular.dates` takes it.
        create_accounts: make the accounts that rows name and nobody has made.
        history: deals that are closed were closed before Banso, without the ten items; None leaves what
            the preset says.
        words: what values mean, by canonical column; None leaves what was said before.

    Raises:
        InputError: the mapping cannot be used; says why.
        Conflict: rows are in already.
    """
    _demand_unstarted(run)
    run.mapping = checked_mapping(kind_of(run.kind), run.columns, mapping)
    run.orders = {name: checked_order(said) for name, said in (orders or {}).items() if said}
    run.create_accounts = create_accounts
    run.history = run.history if history is None else history
    if words is not None:
        run.words = checked_words(kind_of(run.kind), words)
    run.state = State.DRAFT
    run.save()
    return run


def begin(run: ImportRun, *, dry: bool, by: Actor, progress: Progress | None = None) -> ImportRun:
    """Check the file, or bring it in, here and now; the mapping is remembered for the next file like it.

    Raises:
        InputError: the mapping or the file cannot be used.
        Conflict: the import is at work, or done.
    """
    demand_startable(run, dry=dry)
    checked_mapping(kind_of(run.kind), run.columns, run.mapping)
    _claim(run, State.CHECKING if dry else State.RUNNING)
    if not dry:
        remember(run)
        note("import.started", target=run.file_name, by=by, kind=run.kind, run=str(run.pk))
    return carry_out(run, dry=dry, progress=progress)


def enqueue(job: Job, run: ImportRun, *, by: Actor) -> None:
    """Set the worker to it; the import is shown waiting until then.

    Raises:
        Conflict: it waits already, or somebody was faster.
    """
    if run.state == State.QUEUED and silence(run) <= SILENCE:
        raise Conflict(_("This import is waiting already."))
    with transaction.atomic():
        _claim(run, State.QUEUED)
        job.enqueue(current_workspace().slug, str(run.pk), by.kind, by.id, by.label)


def _claim(run: ImportRun, state: State) -> None:
    """Take the run on to a state, from the one in which it was read: of two who try, one does.

    Raises:
        Conflict: somebody was faster.
    """
    at = now()
    as_read = ImportRun.objects.filter(pk=run.pk, state=run.state, beat_at=run.beat_at)
    if not as_read.update(state=state, beat_at=at):
        raise Conflict(_("This import is at work."))
    run.state, run.beat_at = state, at


def remember(run: ImportRun) -> None:
    """Keep the mapping for the next file with these headers."""
    SavedMapping.objects.update_or_create(
        workspace_id=run.workspace_id,
        kind=run.kind,
        signature=signature(run.columns),
        defaults={"mapping": run.mapping, "orders": run.orders, "words": run.words, "used_at": now()},
    )


def undo(run: ImportRun, *, by: Actor, progress: Progress | None = None) -> ImportRun:
    """Undo a whole import, here and now; what was edited since stays, and the report names it.

    Raises:
        Conflict: there is nothing to undo, or somebody is at work on it.
    """
    demand_undoable(run)
    _claim(run, State.UNDOING)
    note("import.undone", target=run.file_name, by=by, kind=run.kind, run=str(run.pk))
    return carry_out_undo(run, by=by, progress=progress)


def discard(run: ImportRun, *, by: Actor) -> None:
    """Throw an import away of which no row is in.

    Raises:
        Conflict: rows are in, or it is at work.
    """
    _demand_unstarted(run)
    with transaction.atomic():
        note("import.discarded", target=run.file_name, by=by, kind=run.kind)
        folder = run.folder
        if run.kind == "usage" and not run.dry:
            # A first batch may be in the log whose transaction was lost.
            cancel_imported(run.pk)
        run.delete()
    remove(folder)


def demand_startable(run: ImportRun, *, dry: bool) -> None:
    """Raise Conflict unless the run can be checked (dry) or brought in."""
    started = not run.dry and run.cursor > 0
    if dry and started:
        raise Conflict(_("Rows of this import are in already."))
    if run.state in {State.DONE, State.UNDONE}:
        raise Conflict(_("This import is finished."))
    if run.state in {State.RUNNING, State.CHECKING, State.UNDOING} and not interrupted(run):
        raise Conflict(_("This import is at work."))


def demand_undoable(run: ImportRun) -> None:
    """Raise Conflict unless the run can be undone."""
    if run.state == State.UNDONE:
        raise Conflict(_("This import has been undone already."))
    if not undoable(run):
        raise Conflict(_("There is nothing to undo."))
    later = corrected_later(run)
    if later is not None:
        said = _("The import “%(name)s” has corrected usage of this one. Undo that import first.")
        raise Conflict(said % {"name": later.file_name})


def _demand_unstarted(run: ImportRun) -> None:
    demand_startable(run, dry=True)
