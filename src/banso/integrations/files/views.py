"""Pages: the imports, sending a file, saying what it means, what became of it, and taking it back."""

import tempfile
from collections.abc import Callable
from uuid import UUID

from django.db.models import Count
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from banso.integrations.files import tasks
from banso.integrations.files.actions import (
    demand_startable,
    demand_undoable,
    discard,
    enqueue,
    read_again,
    set_mapping,
    take_in,
)
from banso.integrations.files.forms import DELIMITER_WORDS, ReadingForm, UploadForm
from banso.integrations.files.kinds import kind_of
from banso.integrations.files.models import ImportRun, State, Verdict
from banso.integrations.files.presets import PRESETS
from banso.integrations.files.preview import ORDER_CHOICES, preview_of
from banso.integrations.files.queries import (
    WORKING,
    import_by_id,
    imports,
    interrupted,
    reports,
    undoable,
    usage_count,
)
from banso.integrations.files.report import unmatched, write_rejected
from banso.integrations.files.undoing import standing
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Conflict, InputError
from banso.kit.tabular.encodings import ENCODINGS
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import put_error
from banso.kit.ui.pieces import Crumb, Paging
from banso.kit.ui.toasts import toast

_PER_PAGE = 25
_SHOWN = 100


@page(permission="imports.view")
def import_list(request: BansoRequest) -> HttpResponse:
    number = _page_number(request)
    found = imports()
    total = found.count()
    start = (number - 1) * _PER_PAGE
    rows = list(found[start : start + _PER_PAGE])
    paging = Paging(
        len(rows), total, start + 1 if rows else None,
        next_href=f"?page={number + 1}" if start + _PER_PAGE < total else "",
        previous_href=f"?page={number - 1}" if number > 1 else "",
    )  # fmt: skip
    context = {
        "rows": [(run, kind_of(run.kind).title, interrupted(run)) for run in rows],
        "paging": paging,
        "may": request.access.may("imports.manage"),
    }
    return render(request, "files/list.html", context)


@list_export(permission="imports.export")
def export_imports(_request: BansoRequest) -> Table[ImportRun]:
    def count(name: str) -> Callable[[ImportRun], int]:
        return lambda run: run.counts.get(name, 0)

    columns: list[Column[ImportRun]] = [
        Column(_("File"), lambda run: run.file_name),
        Column(_("Rows are"), lambda run: kind_of(run.kind).title),
        Column(_("State"), lambda run: _("Interrupted") if interrupted(run) else run.get_state_display()),
        Column(_("New"), count("new")),
        Column(_("Changed"), count("changed")),
        Column(_("Same"), count("same")),
        Column(_("Rejected"), count("rejected")),
        Column(_("By"), lambda run: run.by_label),
        Column(_("When"), lambda run: run.created_at),
        Column(_("Undone on"), lambda run: run.undone_at),
        Column(_("Undone by"), lambda run: run.undone_by),
    ]
    return Table(_("imports"), columns, imports().iterator())


def _page_number(request: BansoRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, min(int(text), 10_000)) if text.isascii() and text.isdigit() else 1


@page(permission="imports.manage", methods=("GET", "POST"))
def import_new(request: BansoRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _demand(request, data["kind"])
            run = take_in(data["kind"], form.sent(), by=request.access.actor, preset=data["preset"])
        except InputError as error:
            put_error(form, error)
        else:
            return redirect(_address(request, "import_mapping", run))
    status = 422 if form.is_bound else 200
    crumbs = [Crumb(_("Import"), _address(request, "imports"))]
    return render(request, "files/new.html", {"form": form, "crumbs": crumbs}, status=status)


@page(permission="imports.manage", methods=("GET", "POST"))
def import_mapping(request: BansoRequest, run_id: UUID) -> HttpResponse:
    run = import_by_id(run_id)
    _demand(request, run.kind)
    demand_startable(run, dry=True)
    reading = _reading_form(run, request)
    problem: InputError | None = None
    if request.method == "POST":
        if "read" in request.POST:
            if reading.is_valid():
                try:
                    read_again(run, reading.reading())
                    return redirect(request.path)
                except InputError as error:
                    put_error(reading, error)
        else:
            problem = _save_mapping(request, run)
            if problem is None:
                enqueue(tasks.check_file, run, by=request.access.actor)
                return redirect(_address(request, "import_run", run))
    status = 422 if request.method == "POST" else 200
    return render(
        request, "files/mapping.html", _mapping_context(request, run, reading, problem), status=status
    )


def _reading_form(run: ImportRun, request: BansoRequest) -> ReadingForm:
    layout = run.layout
    data = request.POST if "read" in request.POST else None
    return ReadingForm(
        data, kind=str(layout.get("kind")), sheets=layout.get("sheets", ()), initial=layout, prefix="r"
    )


def _save_mapping(request: BansoRequest, run: ImportRun) -> InputError | None:
    mapping = {header: request.POST.get(f"map-{place}", "") for place, header in enumerate(run.columns)}
    orders = {header: request.POST.get(f"order-{place}", "") for place, header in enumerate(run.columns)}
    try:
        set_mapping(run, mapping, orders=orders, create_accounts="create_accounts" in request.POST,
                    history="history" in request.POST)  # fmt: skip
        doubtful = [column.header for column in preview_of(run).columns if column.doubtful]
        if doubtful:
            return InputError(
                _("Say whether day or month stands first in: %(names)s") % {"names": ", ".join(doubtful)}
            )
    except InputError as error:
        run.mapping = {header: name for header, name in mapping.items() if name}
        return error
    return None


def _mapping_context(
    request: BansoRequest, run: ImportRun, reading: ReadingForm, problem: InputError | None
) -> dict[str, object]:
    kind = kind_of(run.kind)
    preset = PRESETS.get(run.preset)
    return {
        "run": run,
        "kind": kind,
        "preset": preset.title if preset else "",
        "reading": reading,
        "encoding": ENCODINGS.get(run.layout.get("encoding", ""), ""),
        "delimiter": DELIMITER_WORDS.get(run.layout.get("delimiter", ""), ""),
        "preview": preview_of(run),
        "orders": ORDER_CHOICES,
        "problem": problem,
        "may_be_history": kind.field("closed_before_banso") is not None,
        "names_accounts": any(field.name == "account_external_id" for field in kind.fields),
        "crumbs": [Crumb(_("Import"), _address(request, "imports"))],
    }


@page(permission="imports.view")
@never_cache
def import_run(request: BansoRequest, run_id: UUID) -> HttpResponse:
    run = import_by_id(run_id)
    template = "files/run_state.html" if request.headers.get("HX-Request") == "true" else "files/run.html"
    return render(request, template, _run_context(request, run))


def _run_context(request: BansoRequest, run: ImportRun) -> dict[str, object]:
    stopped = interrupted(run)
    kind = kind_of(run.kind)
    labels = {field.name: str(field.label) for field in kind.fields}
    told = dict(reports(run).model.objects.filter(run=run).values_list("verdict").annotate(count=Count("id")))
    return {
        "run": run,
        "kind": kind,
        "working": (run.state in WORKING or run.state == State.QUEUED) and not stopped,
        "stopped": stopped,
        "share": run.cursor / run.total if run.total else 0,
        "rejected": [
            (report.row, labels.get(reason["field"], "" if "href" in reason else reason["field"]), reason)
            for report in reports(run)[:_SHOWN]
            for reason in report.reasons
        ],
        "unmatched": [(name, labels.get(name, name), came, count) for name, came, count in unmatched(run)]
        if run.state == State.CHECKED and request.access.may("imports.manage")
        else [],
        "noted": reports(run, Verdict.NOTED)[:_SHOWN],
        "kept": reports(run, Verdict.KEPT)[:_SHOWN],
        "counts": told,
        "shown": _SHOWN,
        "may": request.access.may("imports.manage"),
        "undoable": undoable(run) and run.state != State.QUEUED,
        "startable": run.state in {State.CHECKED, State.FAILED} or (stopped and not run.dry),
        "crumbs": [Crumb(_("Import"), _address(request, "imports"))],
    }


@page(permission="imports.manage", methods=("POST",))
def import_words(request: BansoRequest, run_id: UUID) -> HttpResponse:
    """Say what values mean that match nothing, once for all rows, and look again."""
    run = import_by_id(run_id)
    _demand(request, run.kind)
    words = {name: dict(table) for name, table in run.words.items()}
    columns = [request.POST.getlist(name)[:200] for name in ("field", "came", "means")]
    for field, came, means in zip(*columns, strict=False):
        if means.strip():
            words.setdefault(field, {})[came] = means
    set_mapping(
        run,
        run.mapping,
        orders=run.orders,
        create_accounts=run.create_accounts,
        history=run.history,
        words=words,
    )
    enqueue(tasks.check_file, run, by=request.access.actor)
    return redirect(_address(request, "import_run", run))


@page(permission="imports.manage", methods=("POST",))
def import_start(request: BansoRequest, run_id: UUID) -> HttpResponse:
    run = import_by_id(run_id)
    _demand(request, run.kind)
    demand_startable(run, dry=False)
    if run.state == State.DRAFT:
        raise Conflict(_("Say first what the columns mean."))
    enqueue(tasks.bring_in, run, by=request.access.actor)
    return redirect(_address(request, "import_run", run))


@page(permission="imports.manage", methods=("GET", "POST"))
def import_undo(request: BansoRequest, run_id: UUID) -> HttpResponse:
    run = import_by_id(run_id)
    _demand(request, run.kind)
    demand_undoable(run)
    if request.method == "POST":
        enqueue(tasks.take_out, run, by=request.access.actor)
        return redirect(_address(request, "import_run", run))
    kept = list(standing(run))
    context = {
        "run": run,
        "kind": kind_of(run.kind),
        "kept": kept[:_SHOWN],
        "kept_count": len(kept),
        "count": usage_count(run) or run.changes.filter(undone=False).count() - len(kept),
        "crumbs": [
            Crumb(_("Import"), _address(request, "imports")),
            Crumb(run.file_name, _address(request, "import_run", run)),
        ],
    }
    return render(request, "files/undo.html", context)


@page(permission="imports.manage", methods=("POST",))
def import_discard(request: BansoRequest, run_id: UUID) -> HttpResponse:
    run = import_by_id(run_id)
    discard(run, by=request.access.actor)
    toast(request, _("%(file)s was thrown away.") % {"file": run.file_name})
    return redirect(_address(request, "imports"))


@page(permission="imports.view")
def import_rejected(request: BansoRequest, run_id: UUID) -> HttpResponseBase:  # noqa: ARG001
    run = import_by_id(run_id)
    file = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115 - the response closes it
    write_rejected(run, file)
    file.seek(0)
    suffix = "xlsx" if run.layout.get("kind") == "xlsx" else "csv"
    stem = run.file_name.rpartition(".")[0] or run.file_name
    return FileResponse(file, as_attachment=True, filename=f"{stem}-rejected.{suffix}")


def _demand(request: BansoRequest, kind: str) -> None:
    """Raise NotAllowed unless rows of that kind may be brought in by whoever asks."""
    if demands := kind_of(kind).demands:
        request.access.require(demands)


def _address(request: BansoRequest, name: str, run: ImportRun | None = None) -> str:
    kwargs: dict[str, object] = {"slug": request.access.workspace.slug}
    if run is not None:
        kwargs["run_id"] = run.pk
    return reverse(name, kwargs=kwargs)
