"""Handing a link to the customer: by mail, whose outcome is noted, or by hand.

A question counts as put once the link has reached them: when the mail server took the mail, at once where a
member hands the link over, and at the latest when they answer by it.
"""

from smtplib import SMTPException
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from banso.domain.accounts.actions import held_all
from banso.domain.questions.actions.telling import tell_put
from banso.domain.questions.models import Asking
from banso.domain.questions.queries.public import token_for
from banso.domain.questions.queries.records import asking_by_id
from banso.domain.questions.rules.sending import goes_again
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace

_log = structlog.get_logger(__name__)


def address_of(asking: Asking) -> str:
    """The full address of a link: under the configured one, never under what a request claims."""
    return str(settings.BASE_URL).rstrip("/") + reverse("question_form_link", args=[token_for(asking)])


def begin_handing(asking: Asking, *, by: Actor) -> bool:
    """Note that the link's mail is tried; whether it is to be mailed now, by `mail_link`.

    A link without an address is handed over by whoever made it: its questions are put at once. One that is
    being mailed, or was mailed a moment ago, does not go again.
    """
    if not asking.email:
        count_put(asking, by=by)
        return False
    more = asking.asked.filter(put=True, put_at=None).exists()
    if not goes_again(asking.tried_at, asking.sent_at, asking.failed_at, at=now(), more=more):
        return False
    asking.tried_at, asking.failed_at = now(), None
    asking.save(update_fields=["tried_at", "failed_at"])
    return True


def mail_link(asking_id: UUID, *, by: Actor) -> Asking:
    """Mail a link outside of any transaction, and note what became of it."""
    asking = asking_by_id(asking_id)
    taken = _taken(asking)
    with transaction.atomic():
        # Held as in every write of it: the account first.
        held_all([asking.account_id])
        Asking.objects.select_for_update().filter(pk=asking_id).first()
        asking = asking_by_id(asking_id)
        if taken:
            asking.sent_at, asking.sends = now(), asking.sends + 1
            asking.save(update_fields=["sent_at", "sends"])
            count_put(asking, by=by)
        else:
            asking.failed_at = now()
            asking.save(update_fields=["failed_at"])
    return asking


def count_put(asking: Asking, *, by: Actor) -> None:
    """The link has reached the customer: what it asks is put from now on, once."""
    for each in asking.asked.filter(put=True, put_at=None).select_related("question"):
        each.put_at = now()
        each.save(update_fields=["put_at"])
        tell_put(each, asking, by=by)


def _taken(asking: Asking) -> bool:
    """Hand a link's mail over in its language; whether the mail server took it.

    A mail that is tried again because nobody knows what became of it carries the same Message-ID.
    """
    workspace = current_workspace()
    with translation.override(asking.language), timezone.override(workspace.timezone):
        form = asking.form
        title = "" if form is None else form.title_ja if asking.language == "ja" else form.title_en
        words = {"asking": asking, "title": title, "workspace": workspace, "address": address_of(asking)}
        subject = render_to_string("questions/mail/asking_subject.txt", words).strip()
        text = render_to_string("questions/mail/asking.txt", words)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    mail = EmailMessage(
        " ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [asking.email],
        headers={"Message-ID": f"<form.{asking.pk}.{asking.sends + 1}@{host}>"},
    )  # fmt: skip
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        _log.warning("form link not mailed", link=str(asking.pk), error=type(error).__name__)
        return False
    return True
