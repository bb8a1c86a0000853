"""Notices by mail, as each person chose, taken by a real SMTP server on loopback."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from banso.domain.work.actions import (
    choose_mail,
    finish_task,
    mails,
    make_task,
    mark_read,
    send_digests,
    send_mails,
)
from banso.domain.work.models import Notice, Task
from banso.domain.work.tests.mailing import Server, server
from banso.domain.workspaces.models import Membership
from banso.domain.workspaces.queries import actor_of
from banso.domain.workspaces.tests.factories import member
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.errors import InputError

__all__ = ["server"]
# A Friday at nine, and the next business day.
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
TUESDAY = FRIDAY + timedelta(days=4)


@pytest.fixture
def seats(workspace: object) -> dict[str, Membership]:  # noqa: ARG001 - opens the scope
    return {name: member(f"{name}@harunire.example", "csm", name=name) for name in ("now", "digest", "none")}


def give(name: str, title: str, due: str = "2026-11-20") -> Task:
    return make_task({"title": title, "owner_email": f"{name}@harunire.example", "due_on": due}, by=SYSTEM)


class LastBreath(EmailBackend):
    """The worker is killed when the mail server has the mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        super().send_messages(email_messages)
        raise SystemExit


def test_each_hears_in_the_way_that_they_chose(seats: dict[str, Membership], server: Server) -> None:
    with freeze(FRIDAY):
        for name, seat in seats.items():
            choose_mail(seat.person_id, name)
            give(name, f"task of {name}")
        with pytest.raises(InputError):
            choose_mail(seats["now"].person_id, "pigeon")
        assert (send_mails(), send_digests()) == (1, 1)
        at_once, digest = server.taken
        assert (at_once[0], "task of now" in at_once[1]) == ("now@harunire.example", True)
        assert digest[0] == "digest@harunire.example"
        assert digest[2].count("task of digest") == 2
        assert "/w/harunire/tasks/" in digest[2]
        assert (send_mails(), send_digests(), len(server.taken)) == (0, 0, 2)
        # What was read here needs no mail; what is done is due no more; nothing is no mail.
        finish_task(Task.objects.get(title="task of digest").pk, by=actor_of(seats["digest"].person))
        give("digest", "later", "2026-12-24")
        mark_read(Notice.objects.get(detail__task="later"))
    with freeze(TUESDAY):
        assert (send_digests(), len(server.taken)) == (0, 2)


def test_a_digest_that_could_not_go_goes_later_and_once(
    seats: dict[str, Membership], server: Server, settings: object
) -> None:
    port, settings.EMAIL_PORT = server.server_address[1], 1  # type: ignore[attr-defined]
    with freeze(FRIDAY):
        choose_mail(seats["digest"].person_id, "digest")
        give("digest", "first")
        assert send_digests() == 0
        settings.EMAIL_PORT = port  # type: ignore[attr-defined]
        assert (send_digests(), send_digests()) == (1, 0)
        # Nobody loses what waited for a digest by choosing otherwise: it stands among the notices.
        give("digest", "second")
        choose_mail(seats["digest"].person_id, "none")
        assert (send_digests(), send_mails()) == (0, 0)
        assert Notice.objects.filter(person=seats["digest"].person, read_at=None).count() == 2
    seats["digest"].active = False
    seats["digest"].save()
    with freeze(TUESDAY):
        assert send_digests() == 0


@pytest.mark.usefixtures("seats")
def test_a_mail_that_nobody_noted_goes_later_under_the_same_id(server: Server, settings: object) -> None:
    usual = settings.EMAIL_BACKEND  # type: ignore[attr-defined]
    with freeze(FRIDAY):
        give("now", "once")
        settings.EMAIL_BACKEND = f"{__name__}.LastBreath"  # type: ignore[attr-defined]
        with pytest.raises(SystemExit):
            send_mails()
        settings.EMAIL_BACKEND = usual  # type: ignore[attr-defined]
        assert (send_mails(), len(server.ids)) == (0, 1)
    with freeze(FRIDAY + timedelta(seconds=10)):
        server.mute = 1
        assert (send_mails(), send_mails(), len(server.ids)) == (0, 0, 2)
    with freeze(FRIDAY + timedelta(seconds=40)):
        assert (send_mails(), send_mails(), len(server.ids)) == (1, 0, 3)
    assert set(server.ids) == {f"<notice.{Notice.objects.get().pk}@localhost>"}


@pytest.mark.usefixtures("seats")
def test_a_slow_mail_server_has_a_turn_s_time_and_no_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker brings facts and usage in between; the mails that wait go with the next turns."""
    monkeypatch.setattr(mails, "_SECONDS", 0.0)
    with freeze(FRIDAY):
        give("now", "first")
        give("now", "second")
        assert [send_mails(), send_mails(), send_mails()] == [1, 1, 0]
    assert len(server.taken) == 2


def test_whoever_lost_their_seat_hears_nothing_more(seats: dict[str, Membership], server: Server) -> None:
    with freeze(FRIDAY):
        give("now", "of a customer")
        seats["now"].active = False
        seats["now"].save()
        assert (send_mails(), len(server.taken)) == (0, 0)
        seats["now"].active = True
        seats["now"].save()
        # It stands among the notices, should they come back.
        assert send_mails() == 0
