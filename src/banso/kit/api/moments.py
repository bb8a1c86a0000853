"""Moments in a query string."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

_YEARS: Final = range(2, 9999)
# No zone has ever been further off; PostgreSQL takes less than sixteen hours.
_FURTHEST: Final = timedelta(hours=15, minutes=59)
_WANTED: Final = "2026-11-21T00:00:00+09:00 or …Z"


def demand_moment(name: str, moment: datetime | None) -> None:
    """Refuse a moment that cannot be placed: no offset, one that no zone has, or at an end of the calendar.

    Raises:
        InputError: it is one of these.
    """
    if moment is None:
        return
    if moment.tzinfo is None:
        raise InputError(_("the moment has no offset"), field=name, came=moment, wanted=_WANTED)
    if abs(moment.utcoffset() or timedelta()) > _FURTHEST:
        raise InputError(_("no zone has such an offset"), field=name, came=moment, wanted=_WANTED)
    if moment.year not in _YEARS:
        raise InputError(_("the moment is outside the calendar"), field=name, came=moment, wanted=_WANTED)
