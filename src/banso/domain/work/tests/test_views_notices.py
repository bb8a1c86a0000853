"""The page of notices, and the bell."""

import pytest
from django.test import Client

from banso.domain.work.actions import notify
from banso.domain.work.models import Notice
from banso.domain.work.tests.test_actions import DAY
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.clock import freeze

pytestmark = pytest.mark.usefixtures("workspace")


def arrived(count: int = 1) -> Client:
    client = signed_in("misaki@harunire.example", "viewer", language="en")
    for number in range(count):
        notify(me().pk, "test.told", detail={"what": f"thing {number}"}, href="accounts/")
    return client


def me() -> Person:
    return Person.objects.get(email="misaki@harunire.example")


def test_an_empty_page_says_what_will_stand_there() -> None:
    page = arrived(0).get("/w/harunire/notices/")
    assert "Nothing to tell yet" in page.content.decode()


def test_opening_a_notice_leads_there_and_reads_it() -> None:
    client = arrived(2)
    assert '<span class="n">2</span>' in client.get("/w/harunire/").content.decode()
    first = Notice.objects.all()[0]
    answer = client.get(f"/w/harunire/notices/{first.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/w/harunire/accounts/")
    assert '<span class="n">1</span>' in client.get("/w/harunire/notices/bell/").content.decode()


def test_a_strangers_notice_is_not_there() -> None:
    arrived()
    other = signed_in("ken@harunire.example", "owner")
    notice = Notice.objects.get()
    assert other.get(f"/w/harunire/notices/{notice.pk}/").status_code == 404
    assert "thing 0" not in other.get("/w/harunire/notices/").content.decode()


def test_all_are_marked_as_read_by_post_alone() -> None:
    client = arrived(2)
    assert client.get("/w/harunire/notices/read/").status_code == 405
    with freeze(DAY):
        assert client.post("/w/harunire/notices/read/").status_code == 302
    assert [each.read_at for each in Notice.objects.all()] == [DAY, DAY]


def test_many_notices_are_paged() -> None:
    client = arrived(51)
    page = client.get("/w/harunire/notices/")
    assert page.content.decode().count("bn-notice") == 50
    following = page.context["paging"].next_href
    assert client.get(f"/w/harunire/notices/{following}").content.decode().count("bn-notice") == 1
