"""The page behind a customer's link: one version of one promise, to be confirmed or not, and nothing else."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.promises.actions import answer_link
from banso.domain.promises.forms import AnswerForm
from banso.domain.promises.models import PromiseLink
from banso.domain.promises.queries.public import open_link
from banso.kit.access import public
from banso.kit.api import CallLimit
from banso.kit.errors import InputError, NotFound
from banso.kit.links import closed, too_many
from banso.kit.ui.forms import put_error

# Of one address a minute; a person needs two.
CALLS: Final = 30
limit = CallLimit(CALLS)


@public(methods=("GET", "POST"))
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, so that mail scanners may; only the form's POST answers."""
    if (refused := too_many(request, limit)) is not None:
        return refused
    try:
        link = open_link(token)
    except NotFound:
        return closed(_dead(request))
    with translation.override(link.language), timezone.override(link.workspace.timezone):
        return closed(_answered(request, token, link))


def _answered(request: HttpRequest, token: str, link: PromiseLink) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agrees = request.POST.get("answer") == "yes"
        if agrees or request.POST.get("answer") == "no":
            try:
                answer_link(token, agrees=agrees, **form.cleaned_data)
            except InputError as error:
                put_error(form, error)
            except NotFound:
                return _dead(request)
            else:
                return _page(request, link, thanks=True, agrees=agrees)
    return _page(request, link, form=form, status=422 if request.method == "POST" else 200)


def _page(request: HttpRequest, link: PromiseLink, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401
    shown = {"promise": link.promise, "workspace": link.workspace, "link": link, **context}
    return render(request, "promises/confirmation.html", shown, status=status)


def _dead(request: HttpRequest) -> HttpResponse:
    """The same words for every reason: whoever guesses learns nothing."""
    title = _("This link opens nothing any more.")
    return render(request, "promises/dead_link.html", {"title": title}, status=410)
