"""Mails of handoffs, taken by a real SMTP server on loopback; how soon, tests/test_at_once.py measures."""

from datetime import timedelta

import pytest

from banso.domain.handoffs.tests.factories import Town, town, won
from banso.domain.work.actions import send_mails
from banso.domain.work.models import Notice
from banso.domain.work.tests.mailing import Server, server
from banso.kit.clock import freeze, now

__all__ = ["server"]


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def test_w2_winning_reaches_the_csm_and_their_team_by_mail(place: Town, server: Server) -> None:
    handoff = won(place)
    assert send_mails() == 3
    assert sorted(to for to, _subject, _text in server.taken) == [
        "mori@harunire.example", "sato@harunire.example", "ueda@harunire.example",
    ]  # fmt: skip
    _to, subject, text = server.taken[0]
    assert "ハルニレ株式会社" in subject
    assert handoff.account.name in subject
    assert f"/w/harunire/handoffs/{handoff.pk}/" in text
    assert (send_mails(), len(server.taken)) == (0, 3)


def test_a_mail_server_that_is_away_loses_none_and_sends_none_twice(
    place: Town, server: Server, settings: object
) -> None:
    port, settings.EMAIL_PORT = server.server_address[1], 1  # type: ignore[attr-defined]
    won(place)
    assert send_mails() == 0
    assert sorted(Notice.objects.values_list("mail_tries", flat=True)) == [1, 1, 1]
    settings.EMAIL_PORT = port  # type: ignore[attr-defined]
    assert send_mails() == 0
    with freeze(now() + timedelta(minutes=1)):
        assert (send_mails(), send_mails(), len(server.taken)) == (3, 0, 3)
