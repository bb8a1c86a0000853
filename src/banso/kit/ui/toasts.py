"""Short notices after a change, with the way back.

A toast is one of Django's messages, so it survives a redirect; answers to htmx carry it in a header.
"""

import json
from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase

_UNDO = "undo:"
_STATES = {messages.SUCCESS: "good", messages.WARNING: "watch", messages.ERROR: "risk"}
Handler = Callable[[HttpRequest], HttpResponse]


def toast(request: HttpRequest, text: str, *, undo: str = "", level: int = messages.SUCCESS) -> None:
    """Tell the person what was done.

    Args:
        request: the request that did it.
        text: one sentence.
        undo: an address that takes it back when it is posted to.
        level: of `django.contrib.messages`; errors stay until they are closed.
    """
    messages.add_message(request, level, text, extra_tags=_UNDO + undo if undo else "")


def told(message: Message) -> dict[str, str]:
    """A message as the page's script and the toasts' template read it."""
    tags = (message.extra_tags or "").split()
    undo = next((tag.removeprefix(_UNDO) for tag in tags if tag.startswith(_UNDO)), "")
    return {"text": str(message), "undo": undo, "state": _STATES.get(message.level, "none")}


class ToastMiddleware:
    """Puts waiting toasts into the header of answers to htmx, which draw no page of their own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _answers_htmx(request, response):
            return response
        waiting = [told(message) for message in messages.get_messages(request)]
        if waiting:
            response["HX-Trigger"] = json.dumps({**_events(response), "bn:toast": waiting})
        return response


def _answers_htmx(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is a fragment that stays on the page, rather than a page or a way to one."""
    leaves = response.has_header("HX-Redirect") or response.has_header("HX-Refresh")
    redirect = isinstance(response, HttpResponseRedirectBase)
    boosted = request.headers.get("HX-Boosted") == "true"
    return request.headers.get("HX-Request") == "true" and not (leaves or redirect or boosted)


def _events(response: HttpResponse) -> dict[str, object]:
    earlier = response.headers.get("HX-Trigger", "")
    if earlier.startswith("{"):
        return dict(json.loads(earlier))
    return dict.fromkeys(name.strip() for name in earlier.split(",") if name.strip())
