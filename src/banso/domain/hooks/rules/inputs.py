"""What can be said of an endpoint."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

_NAMED = 80


def checked_name(text: object) -> str:
    """Raises InputError where it is empty or too long."""
    name = " ".join(str(text or "").split())
    if not 0 < len(name) <= _NAMED:
        raise InputError(_("this is needed"), field="name", came=name, wanted=_("1 to 80 characters"))
    return name


def checked_events(asked: Iterable[str], known: Iterable[str]) -> list[str]:
    """The events in their order, each once.

    Raises:
        InputError: none, or one that does not exist.
    """
    wanted, names = set(asked), list(known)
    unknown = sorted(wanted - set(names))
    if unknown or not wanted:
        message = _("There is no such event.") if unknown else _("Choose at least one event.")
        raise InputError(message, field="events", came=", ".join(unknown), wanted=", ".join(names))
    return [name for name in names if name in wanted]
