"""The moment as of which numbers are known, as people write it in a page's address."""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.periods import FIRST_YEAR, LAST_YEAR

WANTED = "2026-11-02, 2026-11-02 18:00, 2026年11月2日 18:00 or 2 Nov 2026, 18:00"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?)?"
_ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
_FORMS = (
    re.compile(rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){_CLOCK}{_ZONE}"),
    re.compile(rf"(?P<year>\d{{4}})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日(?:\(.\))?{_CLOCK}{_ZONE}"),
    re.compile(rf"(?P<day>\d{{1,2}}) (?P<name>[A-Za-z]{{3}})[a-z]* (?P<year>\d{{4}}){_CLOCK}{_ZONE}"),
)
# Full-width digits, brackets, colon and blank, as an input method leaves them.
_NARROW = str.maketrans("０１２３４５６７８９：（）　／－", "0123456789:() /-")


def read_as_of(text: str) -> datetime:
    """The moment that `text` names, in UTC.

    A day without a time means its end, so that everything learned on that day counts. A time without a zone
    is in the active zone.

    Raises:
        InputError: the text names no moment, or one outside 1971 to 2148.
    """
    plain = text.translate(_NARROW).strip()
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            try:
                moment = _moment(found.groupdict())
            except (ValueError, OverflowError):
                break
            if not FIRST_YEAR <= moment.year <= LAST_YEAR:
                raise InputError(
                    _("“%(text)s” is too far away") % {"text": text}, field="as_of", came=text,
                    wanted=_("a day from %(first)d to %(last)d") % {"first": FIRST_YEAR, "last": LAST_YEAR},
                )  # fmt: skip
            return moment
    raise InputError(
        _("“%(text)s” is not a day or a time") % {"text": text}, field="as_of", came=text, wanted=WANTED
    )


def asked_as_of(request: HttpRequest) -> datetime | None:
    """The moment that a page's address asks for; None for the present.

    Of an address that names no moment the page shows the present too; the frame says what is wrong with it.
    """
    text = request.GET.get("as_of", "").strip()
    try:
        return read_as_of(text) if text else None
    except InputError:
        return None


def _moment(part: dict[str, str | None]) -> datetime:
    name = part.get("name")
    month = _MONTHS.index(name.lower()) + 1 if name else int(part["month"] or 0)
    on = date(int(part["year"] or 0), month, int(part["day"] or 0))
    zone = timezone.get_current_timezone()
    if part["hour"] is None:
        return datetime.combine(on + timedelta(days=1), time.min, zone).astimezone(UTC)
    fraction = int((part["fraction"] or "").ljust(6, "0"))
    at = time(int(part["hour"]), int(part["minute"] or 0), int(part["second"] or 0), fraction)
    if part["zone"]:
        sent = part["zone"].replace("Z", "+00:00")
        return datetime.fromisoformat(f"{on.isoformat()}T{at.isoformat()}{sent}").astimezone(UTC)
    return datetime.combine(on, at, zone).astimezone(UTC)


def write_as_of(value: datetime) -> str:
    """The moment as it stands in an address; `read_as_of` takes it back."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
