"""Doors that belong to no area: the language of the pages, and the answers to what goes wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import i18n

from banso.domain.workspaces.actions import change_profile
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.rules import Profile
from banso.kit.access import public


@public(methods=("POST",))
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, for the person or else for this browser, and go back to where one was."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, Person) and chosen in dict(settings.LANGUAGES):
        person = request.user
        change_profile(
            person, Profile(name=person.name, language=chosen, timezone=person.timezone, theme=person.theme)
        )
    answer: HttpResponse = i18n.set_language(request)
    return answer


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """The page for whoever asks too often; `retry_after` in seconds."""
    answer = render(request, "429.html", {"retry_after": retry_after}, status=429)
    answer["Retry-After"] = str(retry_after)
    return answer
