"""The catalogue of questions: the list, its file, one question."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.questions import actions
from banso.domain.questions.definitions import targets
from banso.domain.questions.forms import KIND_WORDS, QuestionForm
from banso.domain.questions.models import Question
from banso.domain.questions.queries.listing import (
    STATES,
    QuestionListing,
    listed,
    listed_forms,
    read_listing,
)
from banso.domain.questions.queries.records import answers, question_by_id, words_of
from banso.domain.questions.rules.options import lines_of, options_of
from banso.domain.questions.views.frame import AnswerRow, address, catalogue_tabs, row_of, shown, title_of
from banso.kit.access import BansoRequest, page
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Crumb, Paging
from banso.kit.ui.toasts import toast

_ROWS, _NEWEST = 50, 8


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its words, and how it was put."""

    row: Question
    words: str
    kind: str
    target: str


@page(permission="questions.view")
def question_list(request: BansoRequest) -> HttpResponse:
    listing = read_listing(request.GET.dict())
    rows = listed(listing)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    context = {
        "rows": [_row(each) for each in found.data],
        "listing": listing,
        "chips": _chips(request, listing),
        "tabs": catalogue_tabs(request, "questions"),
        "paging": Paging(
            len(found.data),
            rows.count(),
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "list", context)


@list_export(permission="questions.export")
def export(request: BansoRequest) -> Table[Question]:
    """The questions of the listing with how often they were put."""
    listing = read_listing(request.GET.dict())
    columns: list[Column[Question]] = [
        Column(_("Key"), lambda row: row.key),
        Column(_("Question in Japanese"), lambda row: row.text_ja),
        Column(_("Question in English"), lambda row: row.text_en),
        Column(_("Help in Japanese"), lambda row: row.help_ja),
        Column(_("Help in English"), lambda row: row.help_en),
        Column(_("Kind of answer"), lambda row: str(KIND_WORDS[row.kind])),
        Column(_("Unit"), lambda row: row.unit),
        Column(_("Choices"), lambda row: lines_of(options_of(row.options)).replace("\n", " / ")),
        Column(_("Taken over into"), _target),
        Column(_("Customers who answered"), lambda row: getattr(row, "accounts", 0)),
        Column(_("Times asked"), lambda row: getattr(row, "put", 0)),
        Column(_("Asked although known"), lambda row: getattr(row, "twice", 0)),
        Column(_("Archived at"), lambda row: row.archived_at),
    ]
    return Table(_("questions"), columns, listed(listing).order_by(*listing.order, "id"))


@page(permission="questions.manage", methods=("GET", "POST"))
def create(request: BansoRequest) -> HttpResponse:
    return _edit(request, None)


@page(permission="questions.view", writing="questions.manage", methods=("GET", "POST"))
def change(request: BansoRequest, question_id: UUID) -> HttpResponse:
    return _edit(request, question_by_id(question_id))


@page(permission="questions.manage", methods=("POST",))
def archive(request: BansoRequest, question_id: UUID) -> HttpResponseRedirect:
    row = actions.archive_question(question_id, by=request.access.actor)
    undo = address(request, "question_restore", question_id)
    toast(request, _("“%(name)s” is asked no more.") % {"name": words_of(row)}, undo=undo)
    return HttpResponseRedirect(address(request, "questions"))


@page(permission="questions.manage", methods=("POST",))
def restore(request: BansoRequest, question_id: UUID) -> HttpResponseRedirect:
    row = actions.archive_question(question_id, by=request.access.actor, restore=True)
    toast(request, _("“%(name)s” can be asked again.") % {"name": words_of(row)})
    return HttpResponseRedirect(address(request, "question", question_id))


@page(permission="questions.manage", methods=("POST",))
def preset(request: BansoRequest) -> HttpResponseRedirect:
    """Add the questions and forms that Banso brings."""
    made = actions.add_preset(by=request.access.actor)
    said = ngettext("%(n)s question was added.", "%(n)s questions were added.", made) % {"n": made}
    toast(request, said)
    return HttpResponseRedirect(address(request, "question_forms"))


def _edit(request: BansoRequest, row: Question | None) -> HttpResponse:
    choices = [(each.key, str(each.words)) for each in targets().values()]
    form = QuestionForm(request.POST or None, initial=_initial(row), fields_to_take=choices)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            expected = given.pop("version")
            if given["kind"] not in {"choice", "choices"}:
                given.pop("options")
            saved = actions.save_question(
                row.pk if row else None, given, by=request.access.actor, expected=expected
            )
            toast(request, _("The question is kept."))
            return redirect(address(request, "question", saved.pk))
    context = {
        "form": form,
        "question": row,
        "words": str(words_of(row)) if row else _("A new question"),
        "crumbs": [
            Crumb(_("Questions"), address(request, "questions")),
            Crumb(str(words_of(row)) if row else _("A new question")),
        ],
        "newest": _newest(row) if row else [],
        "counted": listed(QuestionListing(chosen={"state": "all"})).get(pk=row.pk) if row else None,
        "kind": str(KIND_WORDS[row.kind]) if row else "",
        "target": _target(row) if row else "",
        "options": [str(each.words) for each in options_of(row.options)] if row else [],
    }
    return shown(request, "question", context, status=422 if form.is_bound else 200)


def _newest(row: Question) -> list[AnswerRow]:
    return [row_of(each) for each in answers().filter(question=row).order_by("-at", "-id")[:_NEWEST]]


def _initial(row: Question | None) -> dict[str, object]:
    if row is None:
        return {"kind": "text", "shared": True}
    names = ("text_ja", "text_en", "help_ja", "help_en", "kind", "unit", "target", "shared", "version")
    return {**{name: getattr(row, name) for name in names}, "options": lines_of(options_of(row.options))}


def _target(row: Question) -> str:
    known = targets().get(row.target)
    return str(known.words) if known else ""


def _row(row: Question) -> QuestionRow:
    return QuestionRow(row, str(words_of(row)), str(KIND_WORDS[row.kind]), _target(row))


def _chips(request: BansoRequest, listing: QuestionListing) -> list[Chip]:
    """The filters as a sentence."""
    words = (_("archived"), _("in use or archived"))
    known: dict[str, tuple[str, str, dict[str, str]]] = {
        "state": (_("State"), _("in use"), dict(zip(STATES, words, strict=True))),
        "kind": (_("Kind of answer"), _("every kind"), {key: str(word) for key, word in KIND_WORDS.items()}),
        "form": (_("Form"), _("every form"), {each.key: title_of(each) for each in listed_forms()}),
    }
    found = []
    for name, (title, everything, choices) in known.items():
        chosen = listing.chosen.get(name)
        links = [Choice(everything, query_with(request, **{name: None}), chosen is None)]
        links += [
            Choice(word, query_with(request, **{name: key}), chosen == key) for key, word in choices.items()
        ]
        label = everything if chosen is None else f"{title}: {choices.get(chosen, chosen)}"
        found.append(Chip(name, label, links, title))
    return found
