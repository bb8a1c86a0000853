"""Error pages and the switch of languages."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory

from banso.domain.workspaces.actions import create_person
from banso.project import refusals
from banso.project.views import too_many


def test_what_does_not_exist_is_told_in_both_languages(client: Client, db: None) -> None:  # noqa: ARG001
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert [
        title
        for title in ("見つかりませんでした", "There is nothing here")
        if title not in answer.content.decode()
    ] == []


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (400, "読み取れない要求でした"),
        (403, "この画面を開く権限がありません"),
        (500, "こちらの不具合で表示できません"),
    ],
)
def test_every_refusal_has_a_page(status: int, title: str) -> None:
    request = RequestFactory().get("/")
    answers = {
        400: lambda: refusals.bad_request(request, SuspiciousOperation("x")),
        403: lambda: refusals.forbidden(request, PermissionDenied("x")),
        500: lambda: refusals.server_error(request),
    }
    answer = answers[status]()
    assert answer.status_code == status
    assert title in answer.content.decode()


def test_a_page_that_has_expired_says_so() -> None:
    answer = refusals.csrf_failure(RequestFactory().post("/"), "no cookie")
    assert answer.status_code == 403
    assert "画面の有効期限が切れました" in answer.content.decode()


def test_whoever_asks_too_often_is_told_when_to_come_back() -> None:
    answer = too_many(RequestFactory().get("/"), 30)
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    assert "30秒ほど待ってから" in answer.content.decode()


def test_the_language_is_remembered_and_one_stays_where_one_was(client: Client, db: None) -> None:  # noqa: ARG001
    answer = client.post("/language/", {"language": "en", "next": "/somewhere/"})
    assert (answer.status_code, answer["Location"]) == (302, "/somewhere/")
    assert client.cookies["django_language"].value == "en"


def test_the_language_of_a_person_goes_with_them(client: Client, db: None) -> None:  # noqa: ARG001
    person = create_person("misaki@harunire.example", name="佐藤 美咲")
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.post("/language/", {"language": "en"})
    person.refresh_from_db()
    assert (person.language, person.name) == ("en", "佐藤 美咲")
    client.post("/language/", {"language": "tlh"})
    person.refresh_from_db()
    assert person.language == "en"


def test_the_language_does_not_lead_to_other_sites(client: Client, db: None) -> None:  # noqa: ARG001
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
