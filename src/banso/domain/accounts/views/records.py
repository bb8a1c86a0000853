"""Activities, notes and files of an account."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import records as acts
from banso.domain.accounts.forms import ActivityForm, FileForm, NoteForm, conflict_rows
from banso.domain.accounts.queries.accounts import account_by_id
from banso.domain.accounts.queries.people import contacts_of
from banso.domain.accounts.queries.records import activity_by_id, file_by_id, files_of, note_by_id, notes_of
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.views.frame import OVERTAKEN, account_address, account_crumbs, act_view, address
from banso.kit.access import BansoRequest, page
from banso.kit.errors import NotFound
from banso.kit.html import markdown
from banso.kit.keeping import download
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="accounts.edit", methods=("GET", "POST"))
def new_activity(request: BansoRequest, account_id: UUID) -> HttpResponse:
    account = account_by_id(account_id, archived=False)
    form = ActivityForm(request.POST or None, people=contacts_of(account_id))
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            activity = acts.log_activity(account_id, form.values(), by=request.access.actor)
            toast(
                request,
                _("The activity is recorded."),
                undo=address(request, "activity_archive", activity.pk),
            )
            return redirect(account_address(request, account_id))
    context = {
        "form": form,
        "crumbs": account_crumbs(request, account.pk, account.name),
        "heading": _("Record an activity"),
        "act": _("Record the activity"),
        "draft": f"activity-new-{account.pk}",
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.edit", methods=("GET", "POST"))
def edit_activity(request: BansoRequest, activity_id: UUID) -> HttpResponse:
    activity = activity_by_id(activity_id)
    people = contacts_of(activity.account_id)
    initial = {
        **{name: getattr(activity, name) for name in ActivityForm.base_fields if name != "contacts"},
        "occurred_at": timezone.localtime(activity.occurred_at).replace(tzinfo=None),
        "contacts": [str(each.pk) for each in activity.contacts.all()],
    }
    form = ActivityForm(request.POST or None, people=people, initial=initial)
    conflict: list[tuple[str, object]] = []
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            try:
                acts.edit_activity(
                    activity_id,
                    form.values(),
                    expected_version=form.cleaned_data["version"],
                    by=request.access.actor,
                )
            except ChangedMeanwhile as error:
                conflict = conflict_rows(form, error.current)
                data = request.POST.copy()
                data["version"] = str(error.version)
                form = ActivityForm(data, people=people)
                form.is_valid()
                form.add_error(
                    None,
                    OVERTAKEN,
                )
            else:
                toast(request, _("The activity is changed."))
                return redirect(account_address(request, activity.account_id))
    context = {
        "form": form,
        "conflict": conflict,
        "crumbs": account_crumbs(request, activity.account_id, activity.account.name),
        "said_in": activity,
        "heading": activity.topic,
        "act": _("Keep the changes"),
        "draft": f"activity-{activity.pk}-{activity.version}",
        "away": address(request, "activity_archive", activity.pk),
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.view")
def notes(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """Every note of an account, and a form for the next."""
    return _notes_page(request, account_id, NoteForm())


@page(permission="accounts.edit", methods=("POST",))
def write_note(request: BansoRequest, account_id: UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            note = acts.write_note(account_id, form.cleaned_data["body"], by=request.access.actor)
            toast(request, _("The note is kept."), undo=address(request, "note_archive", note.pk))
            return redirect(address(request, "account_notes", account_id))
    return _notes_page(request, account_id, form, status=422)


def _notes_page(
    request: BansoRequest, account_id: UUID, form: NoteForm, *, status: int = 200
) -> HttpResponse:
    account = account_by_id(account_id)
    context = {
        "form": form,
        "account": account,
        "notes": [(note, markdown(note.body)) for note in notes_of(account_id)[:200]],
        "may_edit": request.access.may("accounts.edit"),
        "crumbs": account_crumbs(request, account.pk, account.name),
    }
    return render(request, "accounts/notes.html", context, status=status)


@page(permission="accounts.edit", methods=("GET", "POST"))
def edit_note(request: BansoRequest, note_id: UUID) -> HttpResponse:
    note = note_by_id(note_id)
    form = NoteForm(request.POST or None, initial={"body": note.body, "version": note.version})
    conflict: list[tuple[str, object]] = []
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            try:
                acts.edit_note(
                    note_id,
                    form.cleaned_data["body"],
                    expected_version=form.cleaned_data["version"],
                    by=request.access.actor,
                )
            except ChangedMeanwhile as error:
                conflict = conflict_rows(form, error.current)
                data = request.POST.copy()
                data["version"] = str(error.version)
                form = NoteForm(data)
                form.is_valid()
                form.add_error(None, OVERTAKEN)
            else:
                toast(request, _("The note is changed."))
                return redirect(address(request, "account_notes", note.account_id))
    context = {
        "form": form,
        "conflict": conflict,
        "crumbs": account_crumbs(request, note.account_id, note.account.name),
        "heading": _("Change the note"),
        "act": _("Keep the changes"),
        "draft": f"note-{note.pk}-{note.version}",
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.view")
def files(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """Every file of an account, and a form for the next."""
    return _files_page(request, account_id, FileForm())


@page(permission="accounts.edit", methods=("POST",))
def add_file(request: BansoRequest, account_id: UUID) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload: UploadedFile[bytes] = form.cleaned_data["file"]
        with refusals_on(form):
            kept = acts.add_file(account_id, upload.name or "", upload.chunks(), by=request.access.actor)
            undo = address(request, "file_archive", kept.pk)
            toast(request, _("%(name)s is kept.") % {"name": kept.name}, undo=undo)
            return redirect(address(request, "account_files", account_id))
    return _files_page(request, account_id, form, status=422)


def _files_page(
    request: BansoRequest, account_id: UUID, form: FileForm, *, status: int = 200
) -> HttpResponse:
    account = account_by_id(account_id)
    context = {
        "form": form,
        "account": account,
        "files": files_of(account_id)[:500],
        "may_edit": request.access.may("accounts.edit"),
        "crumbs": account_crumbs(request, account.pk, account.name),
    }
    return render(request, "accounts/files.html", context, status=status)


@page(permission="accounts.view")
def file(request: BansoRequest, file_id: UUID) -> FileResponse:  # noqa: ARG001 - the door has looked at it
    """A file as a download; one that was taken away is not found."""
    row = file_by_id(file_id)
    if row.archived_at is not None:
        raise NotFound(_("there is no such file"))
    return download(row.key, name=row.name, content_type=row.content_type)


archive_activity = act_view(
    lambda key, by: acts.archive_activity(key, by=by),
    said=lambda row: _("“%(name)s” is taken away.") % {"name": row.topic},
    account=lambda row: row.account_id,
    undo="activity_restore",
)
restore_activity = act_view(
    lambda key, by: acts.restore_activity(key, by=by),
    said=lambda row: _("“%(name)s” is back.") % {"name": row.topic},
    account=lambda row: row.account_id,
)
archive_note = act_view(
    lambda key, by: acts.archive_note(key, by=by),
    said=lambda _row: _("The note is taken away."),
    account=lambda row: row.account_id,
    undo="note_restore",
)
restore_note = act_view(
    lambda key, by: acts.restore_note(key, by=by),
    said=lambda _row: _("The note is back."),
    account=lambda row: row.account_id,
)
archive_file = act_view(
    lambda key, by: acts.archive_file(key, by=by),
    said=lambda row: _("%(name)s is taken away.") % {"name": row.name},
    account=lambda row: row.account_id,
    undo="file_restore",
)
restore_file = act_view(
    lambda key, by: acts.restore_file(key, by=by),
    said=lambda row: _("%(name)s is back.") % {"name": row.name},
    account=lambda row: row.account_id,
)
