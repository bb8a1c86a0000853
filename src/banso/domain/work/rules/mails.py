"""How a person hears by mail, and when the digest of a day goes out."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from banso.kit.business_time import is_business_day
from banso.kit.words import Text

MODE_WORDS = {
    "now": Text(en="At once", ja="すぐに"),
    "digest": Text(en="Once a day", ja="1日1回まとめて"),
    "none": Text(en="Not by mail", ja="メールでは受け取らない"),
}
DIGEST_AT = time(8)


def digest_day(at: datetime, zone: str, last: date | None) -> date | None:
    """The day whose digest is due at `at` (aware) in the person's zone; None where none is.

    It goes out once on each business day, from 08:00 on.
    """
    here = at.astimezone(ZoneInfo(zone))
    day = here.date()
    if here.time() < DIGEST_AT or not is_business_day(day) or (last is not None and last >= day):
        return None
    return day
