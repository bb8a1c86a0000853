"""The mail that asks a customer to confirm. One that cannot be sent is logged and told; nothing is undone."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

from banso.domain.promises.models import PromiseLink
from banso.kit.tenancy import current_workspace

_log = structlog.get_logger(__name__)


def send_link(link: PromiseLink, address: str) -> bool:
    """Mail a link in its language; whether the mail server took it."""
    workspace = current_workspace()
    with translation.override(link.language), timezone.override(workspace.timezone):
        words = {"promise": link.promise, "workspace": workspace, "link": link, "address": address}
        subject = render_to_string("promises/mail/confirmation_subject.txt", words).strip()
        text = render_to_string("promises/mail/confirmation.txt", words)
    try:
        send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [link.email])
    except (OSError, SMTPException) as error:
        _log.warning("promise link not mailed", link=str(link.pk), error=type(error).__name__)
        return False
    return True
