"""Notices: told once, to one person, in their words."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from banso.domain.work.actions import forget_old_notices, mark_all_read, mark_read, notify
from banso.domain.work.definitions import NoticeKind, Said, register_notice
from banso.domain.work.models import Notice
from banso.domain.work.queries import notice_by_id, notices_of, told, unread_count
from banso.domain.workspaces.models import Workspace
from banso.domain.workspaces.tests.factories import member, other_workspace
from banso.kit.clock import freeze, now
from banso.kit.errors import NotFound
from banso.kit.tenancy import scope

DAY = datetime(2026, 11, 20, tzinfo=UTC)
register_notice(
    NoticeKind(
        "test.told",
        say=lambda detail: Said(f"{detail['what']} ({translation.get_language()})", act="open"),
    )
)


@pytest.fixture
def misaki(workspace: Workspace) -> UUID:  # noqa: ARG001 - opens the scope
    return member("misaki@harunire.example").person_id


def test_a_notice_speaks_the_readers_language(misaki: UUID) -> None:
    notice = notify(misaki, "test.told", detail={"what": "done"}, href="accounts/")
    with translation.override("en"):
        assert told(notice).said == Said("done (en)", act="open")
    with translation.override("ja"):
        assert told(notice).said.title == "done (ja)"


def test_the_same_key_is_told_once_even_after_it_was_read(misaki: UUID) -> None:
    first = notify(misaki, "test.told", key="k")
    mark_read(first)
    assert notify(misaki, "test.told", key="k").pk == first.pk
    assert unread_count(misaki) == 0
    notify(misaki, "test.told")
    notify(misaki, "test.told")
    assert unread_count(misaki) == 2


def test_a_notice_is_its_persons_alone(misaki: UUID) -> None:
    other = member("ken@harunire.example").person_id
    notice = notify(misaki, "test.told", key="k")
    assert notify(other, "test.told", key="k").pk != notice.pk
    with pytest.raises(NotFound):
        notice_by_id(notice.pk, other)
    mark_all_read(other)
    assert [each.read_at for each in notices_of(misaki)] == [None]


def test_a_notice_stays_in_its_workspace(misaki: UUID) -> None:
    notify(misaki, "test.told")
    with scope(workspace=other_workspace()):
        assert unread_count(misaki) == 0
        assert mark_all_read(misaki) == 0


def test_reading_twice_keeps_the_first_time(misaki: UUID) -> None:
    notice = notify(misaki, "test.told")
    with freeze(DAY):
        mark_read(notice)
    with freeze(DAY + timedelta(days=1)):
        mark_read(notice)
    notice.refresh_from_db()
    assert notice.read_at == DAY


def test_a_kind_that_nobody_registered_is_refused(misaki: UUID) -> None:
    with pytest.raises(ValueError, match=r"nobody\.knows"):
        notify(misaki, "nobody.knows")


def test_a_notice_whose_kind_is_gone_is_still_shown(misaki: UUID) -> None:
    notice = Notice.objects.create(person_id=misaki, kind="gone.away", key="k")
    assert told(notice).said == Said("gone.away")


@pytest.mark.parametrize("slug", ["", "nodot", "Big.letters", "a.b.c"])
def test_a_kind_has_a_plain_slug(slug: str) -> None:
    kind: Any = NoticeKind(slug, say=lambda _detail: Said(""))
    with pytest.raises(ValueError, match="want"):
        register_notice(kind)


def test_old_notices_are_forgotten_the_unread_later(misaki: UUID) -> None:
    with freeze(DAY):
        mark_read(notify(misaki, "test.told", key="read"))
        notify(misaki, "test.told", key="unread")
    with freeze(DAY + timedelta(days=91)):
        assert forget_old_notices(now() - timedelta(days=90)) == 1
        assert [each.key for each in notices_of(misaki)] == ["unread"]
    with freeze(DAY + timedelta(days=181)):
        assert forget_old_notices(now() - timedelta(days=90)) == 1
