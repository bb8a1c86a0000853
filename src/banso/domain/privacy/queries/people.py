"""Who is meant, and what is held on them."""

from typing import Any

from django.utils.translation import gettext as _

from banso.domain.privacy.definitions import finders, holdings
from banso.domain.privacy.rules import Subject
from banso.engine.journal.erasing.memory import linked_keys
from banso.engine.journal.erasing.terms import Terms, new_mark
from banso.kit.errors import InputError

_ROUNDS = 5


def subject_of(*, mail: str = "", record: str = "", key: str = "") -> Subject:
    """A person by their address, the id of a record of theirs or their id in the usage data.

    Whatever is known to belong to the same person is added: other addresses and ids, names, customers.

    Raises:
        InputError: nothing was given.
    """
    subject = Subject()
    subject.add(mails=[mail.strip().lower()], records=[record.strip()], keys=[key.strip()])
    if not subject.known:
        raise InputError(
            _("nothing names a person"), field="mail", wanted=_("a mail address, a contact or a user ID")
        )
    for _round in range(_ROUNDS):
        before = subject.write()
        for finder in finders():
            finder(subject)
        subject.add(keys=linked_keys(subject.keys, subject.mails))
        if subject.write() == before:
            break
    return subject


def find(subject: Subject, terms: Terms | None = None) -> dict[str, list[dict[str, Any]]]:
    """Everything that is held on somebody, by class of data, as plain JSON."""
    terms = terms or subject.terms(new_mark())
    return {slug: list(holding.find(subject, terms)) for slug, holding in holdings().items()}
