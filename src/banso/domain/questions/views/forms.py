"""Forms: the list, its file, and one form with the order of its questions."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.questions import actions
from banso.domain.questions.forms import KIND_WORDS, PURPOSE_WORDS, FormForm
from banso.domain.questions.models import Question, QuestionForm
from banso.domain.questions.queries.listing import listed_forms
from banso.domain.questions.queries.records import form_by_id, questions, questions_of, words_of
from banso.domain.questions.views.frame import address, catalogue_tabs, shown, title_of
from banso.kit.access import BansoRequest, page
from banso.kit.errors import BansoError
from banso.kit.ids import read_id
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast


@page(permission="questions.view")
def form_list(request: BansoRequest) -> HttpResponse:
    archived = request.GET.get("state") == "archived"
    search = request.GET.get("q", "").strip()[:200]
    rows = [
        {"form": row, "title": title_of(row), "purpose": str(PURPOSE_WORDS[row.purpose]),
         "questions": [str(words_of(each)) for each in questions_of(row)]}
        for row in listed_forms(archived=archived, search=search)
    ]  # fmt: skip
    context = {
        "rows": rows, "archived": archived, "search": search,
        "tabs": catalogue_tabs(request, "question_forms"),
    }  # fmt: skip
    return shown(request, "forms", context)


@list_export(permission="questions.export")
def export(request: BansoRequest) -> Table[QuestionForm]:
    """The forms with their questions in their order."""
    archived = request.GET.get("state") == "archived"
    columns: list[Column[QuestionForm]] = [
        Column(_("Key"), lambda row: row.key),
        Column(_("Title in Japanese"), lambda row: row.title_ja),
        Column(_("Title in English"), lambda row: row.title_en),
        Column(_("What it is for"), lambda row: str(PURPOSE_WORDS[row.purpose])),
        Column(_("Introduction in Japanese"), lambda row: row.intro_ja),
        Column(_("Introduction in English"), lambda row: row.intro_en),
        Column(_("Questions"), lambda row: ", ".join(each.key for each in questions_of(row))),
    ]
    search = request.GET.get("q", "").strip()[:200]
    return Table(_("forms"), columns, list(listed_forms(archived=archived, search=search)))


@page(permission="questions.manage", methods=("GET", "POST"))
def create(request: BansoRequest) -> HttpResponse:
    return _edit(request, None)


@page(permission="questions.view", writing="questions.manage", methods=("GET", "POST"))
def change(request: BansoRequest, form_id: UUID) -> HttpResponse:
    return _edit(request, form_by_id(form_id))


@page(permission="questions.manage", methods=("POST",))
def arrange(request: BansoRequest, form_id: UUID) -> HttpResponseRedirect:
    """Add a question, take one out, or move one up or down; `act` is such as "up:<id>"."""
    form = form_by_id(form_id)
    verb, _colon, which = request.POST.get("act", "").partition(":")
    order = [each.pk for each in questions_of(form)]
    moved = read_id(request.POST.get("question", "") if verb == "add" else which)
    if moved is not None:
        try:
            wanted = _arranged(order, verb, moved)
            actions.save_form(form_id, {"questions": wanted}, expected=form.version, by=request.access.actor)
        except BansoError as error:
            toast(request, error.message, level=40)
    return HttpResponseRedirect(f"{address(request, 'question_form', form_id)}#questions")


@page(permission="questions.manage", methods=("POST",))
def archive(request: BansoRequest, form_id: UUID) -> HttpResponseRedirect:
    row = actions.archive_form(form_id, by=request.access.actor)
    undo = address(request, "question_form_restore", form_id)
    toast(request, _("“%(name)s” is offered no more.") % {"name": title_of(row)}, undo=undo)
    return HttpResponseRedirect(address(request, "question_forms"))


@page(permission="questions.manage", methods=("POST",))
def restore(request: BansoRequest, form_id: UUID) -> HttpResponseRedirect:
    row = actions.archive_form(form_id, by=request.access.actor, restore=True)
    toast(request, _("“%(name)s” is offered again.") % {"name": title_of(row)})
    return HttpResponseRedirect(address(request, "question_form", form_id))


def _arranged(order: list[UUID], verb: str, which: UUID) -> list[UUID]:
    if verb == "add":
        return [*order, which]
    if which not in order:
        return order
    place = order.index(which)
    rest = [each for each in order if each != which]
    if verb == "remove":
        return rest
    to = max(0, place + (-1 if verb == "up" else 1))
    return [*rest[:to], which, *rest[to:]]


def _edit(request: BansoRequest, row: QuestionForm | None) -> HttpResponse:
    form = FormForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            expected = given.pop("version")
            saved = actions.save_form(
                row.pk if row else None, given, by=request.access.actor, expected=expected
            )
            toast(request, _("The form is kept."))
            return redirect(address(request, "question_form", saved.pk))
    inside = questions_of(row) if row else []
    others = questions().filter(archived_at=None).exclude(pk__in=[each.pk for each in inside])
    title = title_of(row) if row else _("A new form")
    context = {
        "form": form, "row": row, "title": title, "inside": [_told(each) for each in inside],
        "others": [(str(each.pk), str(words_of(each))) for each in others],
        "crumbs": [
            Crumb(_("Questions"), address(request, "questions")),
            Crumb(_("Forms"), address(request, "question_forms")), Crumb(title),
        ],
    }  # fmt: skip
    return shown(request, "form", context, status=422 if form.is_bound else 200)


def _told(question: Question) -> dict[str, object]:
    return {"row": question, "words": str(words_of(question)), "kind": str(KIND_WORDS[question.kind])}


def _initial(row: QuestionForm | None) -> dict[str, object]:
    names = ("title_ja", "title_en", "intro_ja", "intro_en", "purpose", "version")
    return {name: getattr(row, name) for name in names} if row else {"purpose": "hearing"}
