"""Telling people something, and forgetting it after its time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from banso.domain.work.definitions import is_registered
from banso.domain.work.models import Notice
from banso.domain.work.queries.notices import SET_ASIDE, mail_mode, notices_of
from banso.domain.workspaces.queries import seats
from banso.engine.journal.reactions import reaction_failures
from banso.kit.clock import now
from banso.kit.ids import new_id
from banso.kit.tenancy import current_workspace_id

# How long notices are kept where a workspace has not said otherwise.
KEPT_DAYS: Final = 90


def notify(
    person_id: UUID,
    kind: str,
    *,
    detail: Mapping[str, Any] | None = None,
    href: str = "",
    key: str = "",
    mail: bool = False,
) -> Notice:
    """Tell a person something; told under the same key before, it is not told again.

    Args:
        person_id: who hears it.
        kind: a registered kind.
        detail: what the kind needs to say it; plain JSON.
        href: where it leads, below /w/<slug>/.
        key: unique for what is told; "" for something that may be told again.
        mail: tell it by mail too, in the way that the person chose. The mail is written down in the caller's
            transaction and sent by the worker: a mail server that is away loses none.

    Raises:
        ValueError: nobody registered that kind.
    """
    if not is_registered(kind):
        raise ValueError(f"no notice kind {kind!r} is registered")
    mode = mail_mode(person_id) if mail else "none"
    notice, _made = Notice.objects.get_or_create(
        workspace_id=current_workspace_id(), person_id=person_id, key=key or new_id().hex,
        defaults={
            "kind": kind, "detail": dict(detail or {}), "href": href,
            "mail": "" if mode == "none" else mode, "mail_at": now() if mode == "now" else None,
        },
    )  # fmt: skip
    return notice


def tell_of_set_aside() -> int:
    """Tell those who run the open workspace of every fact that a reaction gave up on; returns how many."""
    given_up = list(reaction_failures().exclude(set_aside_at=None))
    if not given_up:
        return 0
    people = [each.person_id for each in seats(active=True) if {"owner", "admin"} & set(each.roles)]
    for each in given_up:
        for person in people:
            notify(
                person, SET_ASIDE, detail={"reaction": each.reaction, "error": each.error},
                href="settings/system/#failed", key=f"{SET_ASIDE}:{each.pk}:{each.set_aside_at}",
            )  # fmt: skip
    return len(given_up)


def mark_read(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now())


def mark_all_read(person_id: UUID | None) -> int:
    """Mark what the person has not read yet; returns how many."""
    return notices_of(person_id).filter(read_at=None).update(read_at=now())


def forget_old_notices(before: datetime) -> int:
    """Remove the open workspace's notices read before a moment, and unread ones of twice the age."""
    read, _ = Notice.objects.filter(read_at__lt=before).delete()
    unread, _ = Notice.objects.filter(at__lt=before - (now() - before)).delete()
    return read + unread
