"""How long CS has to answer, as a workspace sets it."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from banso.kit.business_time import USUAL, Hours
from banso.kit.errors import InputError

_LEAST, _MOST = Decimal("0.5"), Decimal(200)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(:00)?")


@dataclass(frozen=True, slots=True)
class Timing:
    """What the clock is set to: business time from the winning to the acceptance, and business hours."""

    target: timedelta = timedelta(hours=8)
    hours: Hours = USUAL


def checked_timing(target: object, opens: object, closes: object) -> Timing:
    """The clock as somebody writes it: hours, and two times of day such as "09:00".

    Raises:
        InputError: no number of hours from half an hour to 200, no time of day, or it closes before it opens.
    """
    wanted = _("from %(least)s to %(most)s hours") % {"least": _LEAST, "most": _MOST}
    try:
        hours = Decimal(str(target).strip())
    except InvalidOperation:
        hours = Decimal("NaN")
    if not hours.is_finite() or not _LEAST <= hours <= _MOST:
        raise InputError(_("not a time to answer"), field="hours", came=str(target), wanted=wanted)
    first, last = _time("opens", opens), _time("closes", closes)
    if first >= last:
        raise InputError(
            _("Business closes before it opens."), field="closes", came=str(closes),
            wanted=_("a time after %(opens)s") % {"opens": f"{first:%H:%M}"},
        )  # fmt: skip
    return Timing(timedelta(minutes=round(hours * 60)), Hours(first, last))


def _time(field: str, given: object) -> time:
    found = _TIME.fullmatch(str(given).strip())
    if found is None:
        raise InputError(_("not a time of day"), field=field, came=str(given), wanted="09:00")
    return time(int(found[1]), int(found[2]))
