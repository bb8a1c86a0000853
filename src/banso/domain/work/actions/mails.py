"""Notices by mail: at once, or a person's own digest of the day.

A mail server that is away loses none: what could not be sent is tried again, ever more slowly.

SMTP cannot say "once": where a worker dies, or the line breaks, after the server has taken a mail and
before that is written down here, nobody can know of it, and the mail goes again. It carries the same
Message-ID then, by which mail systems know a mail that they have.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.work.definitions import Said
from banso.domain.work.models import MailChoice, Notice, Task
from banso.domain.work.queries.notices import told
from banso.domain.work.queries.tasks import open_tasks
from banso.domain.work.rules.mails import MODE_WORDS, digest_day
from banso.domain.workspaces.queries import access_of_person
from banso.kit import formats
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id, scope, scopes_disabled

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Person, Workspace

_log = structlog.get_logger(__name__)
# 10 s, 30 s, 90 s, ... : the last try comes nine hours after the first.
_TRIES, _FIRST_PAUSE = 8, timedelta(seconds=10)
_AT_ONCE, _IN_DIGEST = 50, 100
# Digests share their thread with other work: a slow mail server has so many seconds of a turn.
_SECONDS = 5.0


def choose_mail(person_id: UUID, mode: str) -> MailChoice:
    """Say how a person hears by mail from now on: now, digest or none.

    Raises:
        InputError: there is no such way.
    """
    if mode not in MODE_WORDS:
        raise InputError(_("not one of the choices"), field="mode", came=mode, wanted=", ".join(MODE_WORDS))
    choice, _made = MailChoice.objects.update_or_create(
        workspace_id=current_workspace_id(), person_id=person_id, defaults={"mode": mode}
    )
    # What waits for a digest that will not come any more is not lost: it stands among the notices.
    if mode != "digest":
        Notice.objects.filter(person=person_id, mail="digest", mailed_at=None).update(mail="")
    return choice


def call_off_mails(key_prefix: str) -> int:
    """Keep mails that have not gone out yet from going; returns how many."""
    rows = Notice.objects.filter(key__startswith=key_prefix, mailed_at=None).exclude(mail="")
    return rows.update(mail="", mail_at=None)


def send_mails() -> int:
    """Send what is to go at once and is due, in every workspace; returns how many the mail server took."""
    with scopes_disabled():
        # The sample company's people have no mailbox.
        due = Notice.objects.filter(mail_at__lte=now(), workspace__is_sample=False)
        due = due.select_related("workspace", "person")
        notices = list(due.order_by("mail_at")[:_AT_ONCE])
    return _some(_send(notice) for notice in notices)


def send_digests() -> int:
    """Send the digests that are due, in every workspace; returns how many the mail server took.

    One that could not be sent is tried again with the next call, until its day is over.
    """
    with scopes_disabled():
        rows = MailChoice.objects.filter(mode="digest", person__is_active=True, workspace__is_sample=False)
        # In no order: whoever's mail takes long does not keep the same people waiting every time.
        choices = list(rows.select_related("workspace", "person").order_by("?"))
    return _some(_digest(choice) for choice in choices)


def _some(sends: Iterable[int]) -> int:
    """Send until a turn's time is over, the first one in any case; the next turn goes on."""
    sent, until = 0, time.monotonic() + _SECONDS
    for taken in sends:
        sent += taken
        if time.monotonic() > until:
            break
    return sent


def _send(notice: Notice) -> int:
    seated = notice.person.is_active and access_of_person(notice.person, notice.workspace.slug) is not None
    with scope(workspace=notice.workspace):
        if not seated:
            # Whoever has no seat any more reads nothing of the workspace.
            Notice.objects.filter(pk=notice.pk).update(mail="", mail_at=None)
            return 0
        if not _begun(notice):
            return 0
        said = _told(notice, notice.person, notice.workspace)
        subject = f"[{notice.workspace.name}] {said[0]}"
        if not _posted(notice.person, subject, said[1], stable=f"notice.{notice.pk}"):
            return 0
        notice.mailed_at, notice.mail_at = now(), None
        notice.save(update_fields=["mailed_at", "mail_at"])
    return 1


def _begun(notice: Notice) -> bool:
    """Write the try down before it is made; False where another worker has made it meanwhile.

    Whoever dies within it leaves the next try for later, never one that is due at once.
    """
    tries = notice.mail_tries + 1
    again = now() + _FIRST_PAUSE * 3 ** (tries - 1) if tries < _TRIES else None
    mine = Notice.objects.filter(pk=notice.pk, mail_at=notice.mail_at, mail_tries=notice.mail_tries)
    if not mine.update(mail_tries=tries, mail_at=again):
        return False
    notice.mail_tries, notice.mail_at = tries, again
    return True


def _told(notice: Notice, person: "Person", workspace: "Workspace") -> tuple[str, str]:
    with translation.override(_language(person, workspace)), timezone.override(_zone(person, workspace)):
        said = told(notice).said
        return said.title, _text(said, workspace, notice.href)


def _digest(choice: MailChoice) -> int:
    person, workspace = choice.person, choice.workspace
    day = digest_day(now(), _zone(person, workspace), choice.digest_on)
    if day is None or access_of_person(person, workspace.slug) is None:
        return 0
    with scope(workspace=workspace):
        rows = Notice.objects.filter(person=person, mail="digest", mailed_at=None)
        # What was read in the product needs no mail any more.
        notices = list(rows.filter(read_at=None).order_by("at")[:_IN_DIGEST])
        due = list(open_tasks().filter(owner=person, side="us", due__lte=day).order_by("due")[:_IN_DIGEST])
        if notices or due:
            with (
                translation.override(_language(person, workspace)),
                timezone.override(_zone(person, workspace)),
            ):
                subject, text = _digest_text(workspace, day, notices, due)
            if not _posted(person, subject, text, stable=f"digest.{choice.pk}.{day}"):
                return 0
        rows.filter(pk__in=[each.pk for each in notices]).update(mailed_at=now())
        choice.digest_on = day
        choice.save(update_fields=["digest_on"])
    return int(bool(notices or due))


def _digest_text(
    workspace: "Workspace", day: date, notices: Sequence[Notice], due: Sequence[Task]
) -> tuple[str, str]:
    subject = _("[%(workspace)s] Your %(day)s: %(tasks)s due, %(news)s new") % {
        "workspace": workspace.name, "day": formats.day(day, year=False),
        "tasks": len(due), "news": len(notices),
    }  # fmt: skip
    parts = []
    if due:
        title = ngettext("%(n)s task is due:", "%(n)s tasks are due:", len(due)) % {"n": len(due)}
        parts.append("\n".join([title, *(_line(task) for task in due)]))
        parts.append(_link(workspace, "tasks/"))
    parts += [_text(told(each).said, workspace, each.href).strip() for each in notices]
    parts.append(_("How you hear by mail: %(link)s") % {"link": _link(workspace, "notices/#mail")})
    return subject, "\n\n".join(parts) + "\n"


def _line(task: Task) -> str:
    due = formats.day(task.due, year=False)
    return f"- {due}  {task.title}" + (f" ({task.account.name})" if task.account else "")


def _posted(person: "Person", subject: str, text: str, *, stable: str) -> bool:
    """Hand a mail over under an id that is the same however often it is tried; whether it was taken."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    mail = EmailMessage(
        " ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [person.email],
        headers={"Message-ID": f"<{stable}@{host}>"},
    )  # fmt: skip
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        _log.warning("notice not mailed", person=str(person.pk), error=type(error).__name__)
        return False
    return True


def _text(said: Said, workspace: "Workspace", href: str) -> str:
    link = _link(workspace, href)
    parts = (said.title, said.line, f"{said.act}: {link}" if said.act else link)
    return "\n\n".join(part for part in parts if part) + "\n"


def _link(workspace: "Workspace", href: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/w/{workspace.slug}/{href}"


def _language(person: "Person", workspace: "Workspace") -> str:
    return person.language or workspace.language


def _zone(person: "Person", workspace: "Workspace") -> str:
    return person.timezone or workspace.timezone
