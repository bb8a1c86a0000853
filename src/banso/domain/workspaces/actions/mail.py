"""Mail that this area sends. A mail that cannot be sent is logged and told, and undoes nothing."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

from banso.domain.workspaces.models import Invitation
from banso.kit.tenancy import current_workspace

_log = structlog.get_logger(__name__)


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Mail an invitation in the workspace's language; whether the mail server took it."""
    workspace = current_workspace()
    with translation.override(workspace.language), timezone.override(workspace.timezone):
        words = {"invitation": invitation, "workspace": workspace, "link": link}
        subject = render_to_string("workspaces/mail/invitation_subject.txt", words).strip()
        text = render_to_string("workspaces/mail/invitation.txt", words)
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [invitation.email])
    except (OSError, SMTPException) as error:
        _log.warning("invitation not mailed", invitation=str(invitation.pk), error=type(error).__name__)
        return False
    return True
