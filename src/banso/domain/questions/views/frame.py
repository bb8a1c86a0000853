"""What the pages of questions share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.questions.actions.taking import target_of
from banso.domain.questions.models import Answer, Question, QuestionForm
from banso.domain.questions.queries.known import Known
from banso.domain.questions.queries.records import said_of, words_of
from banso.kit.access import BansoRequest
from banso.kit.ids import read_id
from banso.kit.ui.pieces import Crumb, Tab
from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as pages show it.

    Attributes:
        form: what it was asked in, "" outside of any.
        times: how many answers to this question the account has given.
        into: the field that it can be taken over into now, "" for none.
    """

    answer: Answer
    question: str
    text: str
    form: str
    times: int = 1
    into: str = ""


@dataclass(frozen=True, slots=True)
class KnownRow:
    """What is known of a question as pages show it; `form` is what it was answered in, "" outside of any."""

    known: Known
    question: str
    form: str


def known_row(question: Question, known: Mapping[UUID, Known]) -> KnownRow | None:
    found = known.get(question.pk)
    if found is None:
        return None
    asking = found.answer.asking if found.answer and not found.field else None
    return KnownRow(found, str(words_of(question)), title_of(asking.form) if asking and asking.form else "")


def row_of(answer: Answer, *, times: int = 1, into: str = "") -> AnswerRow:
    form = answer.asking.form if answer.asking else None
    return AnswerRow(
        answer, str(words_of(answer.question)), said_of(answer), title_of(form) if form else "", times, into
    )


def into_of(request: BansoRequest, answer: Answer, deal_id: UUID | None = None) -> str:
    """The field that this person can take an answer over into, "" for none."""
    target = target_of(answer)
    if target is None or not request.access.may("questions.edit"):
        return ""
    if not request.access.may(target.permission) or (target.deal and not (deal_id or answer.deal_id)):
        return ""
    return str(target.words)


def rows_of(
    request: BansoRequest, known: Iterable[Answer], times: Mapping[UUID, int], deal_id: UUID | None = None
) -> list[AnswerRow]:
    return [
        row_of(each, times=times.get(each.question_id, 1), into=into_of(request, each, deal_id))
        for each in known
    ]


def title_of(form: QuestionForm) -> str:
    return str(Text(en=form.title_en, ja=form.title_ja))


def intro_of(form: QuestionForm) -> str:
    return str(Text(en=form.intro_en, ja=form.intro_ja))


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def account_crumbs(request: BansoRequest, account_id: UUID, *more: str) -> list[Crumb]:
    account = account_by_id(account_id)
    answers = address(request, "account_answers", account_id) if more else ""
    return [
        Crumb(_("Accounts"), address(request, "accounts")),
        Crumb(account.name, address(request, "account", account_id)),
        Crumb(_("Answers"), answers),
        *(Crumb(each) for each in more),
    ]


def catalogue_tabs(request: BansoRequest, current: str) -> list[Tab]:
    names = {"questions": _("Questions"), "question_forms": _("Forms")}
    return [Tab(words, address(request, name), None, name == current) for name, words in names.items()]


def shown(
    request: BansoRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this area."""
    wide = {
        "may_edit": request.access.may("questions.edit"),
        "may_manage": request.access.may("questions.manage"),
    }
    return render(request, f"questions/{template}.html", {**wide, **context}, status=status)


def deal_asked(request: BansoRequest) -> UUID | None:
    """The deal in which something is asked, where the address or the form names one."""
    return read_id(request.POST.get("deal") or request.GET.get("deal") or "")
