"""Asking for what is held on a person, or for its end."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.privacy.models import Case, CaseKind, CaseState, PrivacyKey, Suppressed
from banso.domain.privacy.queries.cases import case_by_id, stopped_erasures
from banso.domain.privacy.rules import Subject, digest
from banso.domain.workspaces.actions import note
from banso.domain.workspaces.queries import seats
from banso.engine.journal.erasing.terms import new_mark
from banso.engine.journal.loader.whole import is_being_erased
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.sealing import seal
from banso.kit.tenancy import current_workspace_id

Enqueue = Callable[[Case], object]
# A tracking process keeps for up to 50 seconds what it knows of a write key, and so of who stays away.
SETTLING: Final = timedelta(seconds=60)
SEALED: Final = "privacy case"


def ask_for_export(subject: Subject, *, by: Actor, enqueue: Enqueue) -> Case:
    """Have everything that is held on a person put into one file.

    Args:
        subject: whom; see `queries.subject_of`.
        by: who asks, and is told.
        enqueue: puts the work into the queue.
    """
    with transaction.atomic():
        case = _case(CaseKind.EXPORT, subject, by=by)
        note("privacy.export_asked", target=_title(case), by=by)
        enqueue(case)
    return case


def ask_for_erasure(
    subject: Subject,
    *,
    reason: str,
    typed: str,
    by: Actor,
    enqueue: Enqueue,
    last_backup: datetime | None = None,
) -> Case:
    """Erase a person for good; from this moment on nothing of them is stored again.

    Args:
        subject: whom; see `queries.subject_of`.
        reason: why, for the receipt; it must not name the person.
        typed: their address, id or name as somebody has typed it once more.
        by: who decides.
        enqueue: puts the work into the queue.
        last_backup: when the last backup was made that is known of.

    Raises:
        InputError: no reason, one that names the person, or something else was typed.
        Conflict: they sign in here, or are being erased already.
    """
    _check(subject, reason, typed)
    with transaction.atomic():
        key = _key()
        digests = subject.digests(key)
        for other in Case.objects.filter(kind=CaseKind.ERASURE).exclude(state=CaseState.DONE):
            if set(other.digests) & set(digests):
                raise Conflict(_("this person is being erased already: No. %(n)d") % {"n": other.number})
        case = _case(
            CaseKind.ERASURE, subject, by=by, reason=reason.strip(), mark=new_mark(), digests=digests,
            not_before=now() + SETTLING, backup_at=last_backup,
        )  # fmt: skip
        for each in digests:
            Suppressed.objects.get_or_create(
                digest=each, defaults={"case": case, "workspace_id": case.workspace_id}
            )
        note("privacy.erasure_asked", target=_title(case), by=by, reason=case.reason)
        enqueue(case)
    return case


def try_again(case_id: UUID, *, by: Actor, enqueue: Enqueue) -> Case:
    """Go on with a request that stopped.

    Raises:
        Conflict: it has not stopped.
    """
    case = case_by_id(case_id)
    with transaction.atomic():
        stopped = Case.objects.filter(pk=case.pk, state=CaseState.FAILED)
        if not stopped.update(state=CaseState.QUEUED, failure="", beat_at=None):
            raise Conflict(_("this request has not stopped"))
        note("privacy.tried_again", target=_title(case), by=by)
        enqueue(case)
    case.refresh_from_db()
    return case


def go_on_with_stopped(enqueue: Enqueue) -> int:
    """Try the open workspace's stopped erasures again without being asked, while one holds back every number.

    Returns:
        How many.
    """
    if not is_being_erased():
        return 0
    opened = 0
    for case in stopped_erasures():
        again = Case.objects.filter(pk=case.pk, state=CaseState.FAILED)
        with transaction.atomic():
            if again.update(state=CaseState.QUEUED, beat_at=None):
                enqueue(case)
                opened += 1
    return opened


def welcome_again(*, mail: str = "", key: str = "", external_id: str = "", reason: str, by: Actor) -> int:
    """Let somebody who was erased be stored again; returns how many of their ids were on the list.

    Raises:
        InputError: no reason was given.
        NotFound: nobody of these was erased.
    """
    if not reason.strip():
        raise InputError(
            _("a reason is needed"), field="reason", wanted=_("such as: a new agreement of 1 May")
        )
    named = {"mail": mail, "key": key, "external": external_id}
    with transaction.atomic():
        hashed = [digest(_key(), kind, value) for kind, value in named.items() if value.strip()]
        if mail.strip():
            hashed.append(digest(_key(), "key", mail))
        held = Suppressed.objects.filter(digest__in=hashed)
        numbers = sorted(set(held.values_list("case__number", flat=True)))
        gone, _each = held.delete()
        if not gone:
            raise NotFound(_("nobody of that address or id was erased"))
        note(
            "privacy.welcomed_again",
            target=", ".join(f"No. {n}" for n in numbers),
            by=by,
            reason=reason.strip(),
        )
    return gone


def _check(subject: Subject, reason: str, typed: str) -> None:
    if not reason.strip():
        raise InputError(
            _("a reason is needed"), field="reason", wanted=_("such as: request of the person of 1 May")
        )
    if subject.terms(new_mark()).text(reason, named=True) != reason:
        raise InputError(
            _("the reason names the person, and stays on the receipt"), field="reason",
            wanted=_("a reason without their name, address or id"),
        )  # fmt: skip
    known = [*subject.mails, *subject.keys, *subject.names, *subject.records]
    if typed.strip().lower() not in {each.lower() for each in known}:
        raise InputError(
            _("this is not the person"), field="typed", came=typed,
            wanted=_("their mail address, name or user ID, as it stands above"),
        )  # fmt: skip
    seated = {seat.mail.lower() for seat in seats(active=True)}
    if seated & set(subject.mails):
        raise Conflict(_("this person signs in here: take their seat first, under People"))


def _case(kind: CaseKind, subject: Subject, *, by: Actor, **more: object) -> Case:
    _key()
    last = Case.objects.aggregate(last=Max("number"))["last"] or 0
    return Case.objects.create(
        workspace_id=current_workspace_id(), number=last + 1, kind=kind,
        subject=seal(subject.write(), purpose=SEALED), by_id=by.id, by_label=by.label[:200],
        language=translation.get_language() or "ja", **more,
    )  # fmt: skip


def _key() -> str:
    """The workspace's key, held for this transaction: requests are numbered and compared one by one."""
    PrivacyKey.objects.get_or_create(
        workspace_id=current_workspace_id(), defaults={"key": secrets.token_hex(32)}
    )
    return PrivacyKey.objects.select_for_update().get().key


def _title(case: Case) -> str:
    return f"No. {case.number}"
