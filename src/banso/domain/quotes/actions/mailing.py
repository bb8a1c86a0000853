"""The mail that brings a quote to the customer."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.quotes.models import Quote
from banso.domain.quotes.queries.paper import html_of, paper_of, pdf_name
from banso.kit.actor import Actor
from banso.kit.errors import InputError
from banso.kit.paper import pdf
from banso.kit.texts import line

_log = structlog.get_logger(__name__)


def checked_email(field: str, email: str, *, needed: bool = False) -> str:
    """A mail address; "" where none is needed.

    Raises:
        InputError: it is none.
    """
    address = line(field, email, most=254)
    try:
        if address or needed:
            validate_email(address)
    except ValidationError:
        raise InputError(
            _("not a mail address"), field=field, came=address, wanted="name@example.jp"
        ) from None
    return address


def send_paper(quote: Quote, address: str, message: str, *, by: Actor) -> bool:
    """Mail a quote with its PDF in its language; whether the mail server took it.

    Raises:
        Conflict: this server cannot print PDFs.
    """
    document = pdf(html_of(quote))
    with translation.override(quote.language):
        words = {"quote": quote, "paper": paper_of(quote), "message": message, "by": by.label}
        subject = render_to_string("quotes/mail/quote_subject.txt", words)
        text = render_to_string("quotes/mail/quote.txt", words)
    mail = EmailMessage(
        " ".join(subject.split()), text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [address],
        reply_to=[quote.owner_email] if quote.owner_email else None,
    )  # fmt: skip
    mail.attach(pdf_name(quote), document, "application/pdf")
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        _log.warning("quote not mailed", quote=str(quote.pk), error=type(error).__name__)
        return False
    return True
