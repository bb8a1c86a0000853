"""When a session was last used: noted once a minute, not with every page.

Noting it is a write that waits for the disk; a page that is only looked at should not have one.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponse

EVERY_SECONDS = 60
_REMEMBERED = 10_000


class SeenMiddleware:
    """allauth's own middleware, asked at most once a minute for a session by each process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._noting = UserSessionsMiddleware(get_response)
        self._noted: OrderedDict[str, float] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key is None or not self._due(key):
            return self.get_response(request)
        answer: HttpResponse = self._noting(request)
        return answer

    def _due(self, key: str) -> bool:
        at = time.monotonic()
        if at - self._noted.get(key, -EVERY_SECONDS) < EVERY_SECONDS:
            return False
        self._noted[key] = at
        self._noted.move_to_end(key)
        if len(self._noted) > _REMEMBERED:
            self._noted.popitem(last=False)
        return True
