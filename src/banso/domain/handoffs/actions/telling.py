"""The one hand that writes handoffs: the row, its facts, and who hears of it in the product and by mail.

Mails are written down in the transaction of what they tell of and sent by the worker, each by itself: a mail
server that is away loses none, and nobody gets one twice.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.handoffs.facts import HandoffFact
from banso.domain.handoffs.models import Handoff, HandoffMail
from banso.domain.handoffs.queries.records import handoff_by_id, subject_of
from banso.domain.work.actions import notify
from banso.domain.work.queries import Said, notice_kind
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, Stale
from banso.kit.tenancy import current_workspace_id, scope, scopes_disabled

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Person

_log = structlog.get_logger(__name__)
# 10 s, 30 s, 90 s, ... : the last try comes nine hours after the first.
_TRIES, _FIRST_PAUSE = 8, timedelta(seconds=10)
_AT_ONCE = 50


def locked(handoff_id: UUID, *, expected: int | None = None) -> Handoff:
    """The handoff, held until the transaction ends.

    Raises:
        NotFound: there is none.
        Stale: it is no longer at version `expected`.
    """
    # The row alone is locked: what is read beside it may be missing on the other side of an outer join.
    Handoff.objects.select_for_update().filter(pk=handoff_id).first()
    found = handoff_by_id(handoff_id)
    if expected is not None and found.version != expected:
        raise Stale(_("The handoff has been changed since you read it."))
    return found


def save(handoff: Handoff, **values: Any) -> None:  # noqa: ANN401 - the row's own fields
    """Write fields of the handoff.

    Raises:
        Conflict: somebody else has written it since it was read, where the database locks no rows.
    """
    held = Handoff.objects.filter(pk=handoff.pk, version=handoff.version)
    values |= {"version": handoff.version + 1, "updated_at": now()}
    if not held.update(**values):
        raise Conflict(_("Somebody was faster: look at the handoff again."))
    for name, value in values.items():
        setattr(handoff, name, value)


def tell(handoff: Handoff, kind: type[HandoffFact], *, by: Actor, **told: Any) -> None:  # noqa: ANN401
    """Record a fact of the handoff; `told` are the fact's own fields."""
    fact = kind(
        account=handoff.account_id,
        occurred_at=now(),
        subject=subject_of(handoff.pk),
        name=handoff.name,
        deal=str(handoff.deal_id),
        seller=handoff.seller_name,
        seller_email=handoff.seller_email,
        csm=handoff.csm_name,
        round=handoff.returns + 1,
        **told,
    )
    record(fact, by=by)


def inform(
    handoff: Handoff,
    people: "Iterable[Person]",
    kind: str,
    key: str,
    *,
    by: Actor,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Tell people in the product and by mail, whoever did it left out; told under `key` once.

    Args:
        handoff: the one that it is about; the notice leads to it.
        people: members.
        kind: one of `definitions`.
        key: what is told, unique within the handoff.
        by: who did it.
        detail: what the kind needs beyond names.
    """
    words = {
        "account": handoff.account.name,
        "name": handoff.name,
        "seller": handoff.seller_name,
        "csm": handoff.csm_name,
        **(detail or {}),
    }
    href, told = f"handoffs/{handoff.pk}/", f"{handoff.pk}:{key}"
    hearers = {person.pk for person in people if str(person.pk) != by.id and person.is_active}
    for person in hearers:
        notify(person, kind, detail=words, href=href, key=told)
    HandoffMail.objects.bulk_create(
        [
            HandoffMail(
                workspace_id=current_workspace_id(), handoff=handoff, person_id=person, kind=kind,
                detail=words, href=href, key=told,
            )
            for person in hearers
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def send_mails() -> int:
    """Send what is due, in every workspace; returns how many the mail server took."""
    with scopes_disabled():
        due = HandoffMail.objects.filter(again_at__lte=now()).select_related("workspace", "person")
        mails = list(due.order_by("again_at")[:_AT_ONCE])
    return sum(_send(mail) for mail in mails)


def _send(mail: HandoffMail) -> int:
    with scope(workspace=mail.workspace):
        taken = _sent(mail)
        mail.tries += 1
        mail.sent_at = now() if taken else None
        left = not taken and mail.tries < _TRIES
        mail.again_at = now() + _FIRST_PAUSE * 3 ** (mail.tries - 1) if left else None
        mail.save(update_fields=["tries", "sent_at", "again_at"])
    return int(taken)


def _sent(mail: HandoffMail) -> bool:
    language = mail.person.language or mail.workspace.language
    zone = mail.person.timezone or mail.workspace.timezone
    with translation.override(language), timezone.override(zone):
        said = notice_kind(mail.kind).say(mail.detail)
        subject, text = f"[{mail.workspace.name}] {said.title}", _text(mail, said)
    try:
        send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [mail.person.email])
    except (OSError, SMTPException) as error:
        _log.warning("notice not mailed", mail=str(mail.pk), tries=mail.tries + 1, error=type(error).__name__)
        return False
    return True


def _text(mail: HandoffMail, said: Said) -> str:
    link = f"{settings.BASE_URL.rstrip('/')}/w/{mail.workspace.slug}/{mail.href}"
    parts = (said.title, said.line, f"{said.act}: {link}" if said.act else link)
    return "\n\n".join(part for part in parts if part) + "\n"
