"""Toasts reach pages through messages, and fragments through a header."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.test import RequestFactory

from banso.kit.ui.toasts import ToastMiddleware, toast

UNDO = "/w/harunire/notes/1/undo/"


def answered(view: Callable[[HttpRequest], HttpResponse], **headers: str) -> HttpResponse:
    request = RequestFactory().post("/", headers=headers)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return ToastMiddleware(view)(request)


def kept(request: HttpRequest) -> HttpResponse:
    toast(request, "Kept.", undo=UNDO)
    return HttpResponse("row")


def test_a_fragment_carries_its_toasts_in_the_header() -> None:
    answer = answered(kept, HX_Request="true")
    assert json.loads(answer["HX-Trigger"]) == {
        "bn:toast": [{"text": "Kept.", "undo": UNDO, "state": "good"}]
    }


def test_events_of_the_view_stay() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        answer = kept(request)
        answer["HX-Trigger"] = "saved, closed"
        return answer

    told = json.loads(answered(view, HX_Request="true")["HX-Trigger"])
    assert list(told) == ["saved", "closed", "bn:toast"]


def test_pages_and_redirects_keep_their_toasts_for_the_page() -> None:
    def leave(request: HttpRequest) -> HttpResponse:
        kept(request)
        return HttpResponseRedirect("/")

    assert not answered(kept).has_header("HX-Trigger")
    assert not answered(kept, HX_Request="true", HX_Boosted="true").has_header("HX-Trigger")
    assert not answered(leave, HX_Request="true").has_header("HX-Trigger")


def test_a_page_draws_what_waits_with_the_way_back() -> None:
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    toast(request, "<b>Gone</b>", undo=UNDO, level=messages.ERROR)
    values = {"messages": messages.get_messages(request), "csrf_token": "t"}
    written = Template("{% load banso_ui %}{% toasts %}").render(Context(values))
    assert 'data-state="risk"><p>&lt;b&gt;Gone&lt;/b&gt;</p>' in written
    assert f'<form method="post" action="{UNDO}">' in written
