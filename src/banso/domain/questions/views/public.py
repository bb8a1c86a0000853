"""The page behind a customer's link: the questions of one asking, and nothing else."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.questions.actions import answer_link
from banso.domain.questions.actions.answering import field_of
from banso.domain.questions.forms import AnswersForm
from banso.domain.questions.models import Asked, Asking
from banso.domain.questions.queries import Known, known_of, open_link
from banso.domain.questions.rules.values import fingerprint
from banso.domain.questions.views.frame import intro_of, title_of
from banso.kit.access import public
from banso.kit.api import CallLimit
from banso.kit.errors import InputError, NotFound
from banso.kit.ids import read_id
from banso.kit.links import closed, too_many
from banso.kit.tenancy import scope
from banso.kit.ui.forms import put_error

# Of one address a minute; a person needs two.
CALLS: Final = 30
limit = CallLimit(CALLS)


@public(methods=("GET", "POST"))
def answering(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, so that mail scanners may; only the form's POST answers."""
    if (refused := too_many(request, limit)) is not None:
        return refused
    try:
        link = open_link(token)
    except NotFound:
        return closed(_dead(request))
    with translation.override(link.language), timezone.override(link.workspace.timezone):
        return closed(_answered(request, token, link))


def _answered(request: HttpRequest, token: str, link: Asking) -> HttpResponse:
    with scope(workspace=link.workspace):
        rows = list(Asked.objects.filter(asking=link).select_related("question"))
        # One that has come to be for us alone since is shown no more.
        rows = [each for each in rows if each.question.shared]
        known = known_of(link.account_id, [each.question for each in rows], link.deal_id)
        form = AnswersForm(
            request.POST or None, questions=[each.question for each in rows], known=known, who=_("Your name")
        )
        shown = {each.question_id: _shown(request, each.question_id, known) for each in rows}
        lines = [
            {"field": form[field_of(each.question_id)], "again": each.put,
             "who": _named(known.get(each.question_id)), "was": shown[each.question_id],
             "known": known.get(each.question_id)}
            for each in rows
        ]  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            answer_link(token, form.given(), shown=shown, name=form.cleaned_data["who"])
        except InputError as error:
            put_error(form, error)
        except NotFound:
            return _dead(request)
        else:
            return _page(request, link, thanks=True)
    status = 422 if request.method == "POST" else 200
    return _page(request, link, form=form, lines=lines, status=status)


def _named(known: Known | None) -> str:
    """Who of them gave it, by name, where they see what: an address is for our own people."""
    return "" if known is None or known.value is None or "@" in known.said_by else known.said_by


def _shown(request: HttpRequest, question_id: UUID, known: Mapping[UUID, Known]) -> UUID | str | None:
    """The answer, or what else, stood in the input when the page was opened, also through a refusal."""
    if request.method == "POST":
        text = request.POST.get(f"was-{field_of(question_id)}", "")[:60]
        return read_id(text) or text or None
    found = known.get(question_id)
    if found is None or found.value is None:
        return None
    return found.answer.pk if found.answer and not found.field else fingerprint(found.value)


def _page(request: HttpRequest, link: Asking, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401
    shown = {
        "workspace": link.workspace, "link": link, "title": title_of(link.form) if link.form else "",
        "intro": intro_of(link.form) if link.form else "", **context,
    }  # fmt: skip
    return render(request, "questions/link.html", shown, status=status)


def _dead(request: HttpRequest) -> HttpResponse:
    """The same words for every reason: whoever guesses learns nothing."""
    title = _("This link opens nothing any more.")
    return render(request, "questions/dead_link.html", {"title": title}, status=410)
