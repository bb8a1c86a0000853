"""What stands on quotes of who sends them."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.quotes.actions.mailing import checked_email
from banso.domain.quotes.models import QuoteIssuer
from banso.domain.quotes.queries.records import issuer
from banso.domain.quotes.rules.content import ISSUER_CLEANERS, cleaned
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.errors import Conflict


def save_issuer(values: Mapping[str, object], *, by: Actor) -> QuoteIssuer:
    """Say what stands on quotes from now on; those that were sent keep what stood there.

    Raises:
        InputError: a value cannot be used.
        Conflict: somebody else has just said it for the first time.
    """
    given = cleaned(values, ISSUER_CLEANERS)
    if "email" in given:
        given["email"] = checked_email("email", str(given["email"]))
    with transaction.atomic():
        row = issuer()
        for name, value in given.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Conflict(_("Somebody was faster: look at it again.")) from error
        note("quotes.issuer_saved", target=row.company, by=by)
    return row
