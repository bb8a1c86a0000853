"""The page behind a customer's link: the questions of one asking, and nothing else."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.questions.actions import answer_link
from banso.domain.questions.actions.answering import field_of
from banso.domain.questions.forms import AnswersForm
from banso.domain.questions.models import Answer, Asked, Asking
from banso.domain.questions.queries import known_answers, open_link
from banso.domain.questions.views.frame import intro_of, row_of, title_of
from banso.kit.access import public
from banso.kit.api import CallLimit
from banso.kit.errors import InputError, NotFound
from banso.kit.ids import read_id
from banso.kit.tenancy import scope
from banso.kit.ui.forms import put_error

# Of one address a minute; a person needs two.
CALLS: Final = 30
limit = CallLimit(CALLS)


@public(methods=("GET", "POST"))
def answering(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, so that mail scanners may; only the form's POST answers."""
    standing = limit.count(_address(request))
    if not standing.allowed:
        answer = render(request, "429.html", {"retry_after": standing.reset}, status=429)
        answer["Retry-After"] = str(standing.reset)
        return _closed(answer)
    try:
        link = open_link(token)
    except NotFound:
        return _closed(_dead(request))
    with translation.override(link.language), timezone.override(link.workspace.timezone):
        return _closed(_answered(request, token, link))


def _answered(request: HttpRequest, token: str, link: Asking) -> HttpResponse:
    with scope(workspace=link.workspace):
        rows = list(Asked.objects.filter(asking=link).select_related("question"))
        # One that has come to be for us alone since is shown no more.
        rows = [each for each in rows if each.question.shared]
        known = known_answers(link.account_id, [each.question_id for each in rows])
        form = AnswersForm(
            request.POST or None, questions=[each.question for each in rows], known=known, who=_("Your name")
        )
        lines = [
            {"field": form[field_of(each.question_id)], "again": each.put,
             "who": _named(known.get(each.question_id)),
             "known": row_of(known[each.question_id]) if each.question_id in known else None}
            for each in rows
        ]  # fmt: skip
        shown = {each.question_id: _shown(request, each.question_id) for each in rows}
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


def _named(answer: Answer | None) -> str:
    """Who gave it, by name: an address is for our own people."""
    return "" if answer is None or "@" in answer.said_by else answer.said_by


def _shown(request: HttpRequest, question_id: UUID) -> UUID | None:
    """The answer that stood in the field when the page was opened."""
    return read_id(request.POST.get(f"was-{field_of(question_id)}", ""))


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


def _closed(answer: HttpResponse) -> HttpResponse:
    """Kept by no cache and found by no search; the policy of all pages tells other sites nothing of it."""
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _address(request: HttpRequest) -> str:
    """Who asks; behind proxies of our own the address is the one that they saw."""
    from allauth.account.adapter import get_adapter  # noqa: PLC0415 - needs the app registry

    return str(get_adapter().get_client_ip(request))
