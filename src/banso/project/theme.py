"""The colours that a person chose in their profile, on the device that they have just signed in on.

The page reads the theme from a cookie before it is painted; the profile reaches a new device by this.
"""

from collections.abc import Callable

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

from banso.domain.workspaces.models import Person

COOKIE = "bn_theme"
_YEAR = 31_536_000
_MARK = "signed_in_with_theme"


def remember(request: HttpRequest | None, user: object, **_sent: object) -> None:
    """Somebody signs in by whichever way; who follows the device leaves it as it is."""
    if request is not None and isinstance(user, Person) and user.theme:
        setattr(request, _MARK, user.theme)


def connect() -> None:
    user_logged_in.connect(remember, dispatch_uid="banso.theme")


class ThemeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        theme = getattr(request, _MARK, "")
        if theme:
            response.set_cookie(COOKIE, theme, max_age=_YEAR, samesite="Lax")
        return response
