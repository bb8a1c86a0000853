"""What became of the mail with a link, and whether it goes again."""

from datetime import datetime, timedelta
from typing import Literal

MailState = Literal["none", "trying", "sent", "failed"]
# A try that nobody has noted the end of is still on its way for so long; a mail server answers sooner.
PATIENCE = timedelta(minutes=2)
# Whoever sends again so soon after has clicked twice.
PAUSE = timedelta(minutes=1)


def mail_state(
    tried_at: datetime | None, sent_at: datetime | None, failed_at: datetime | None, *, at: datetime
) -> MailState:
    """What became of the last try at `at`; "none" where there was none."""
    if tried_at is None:
        return "none"
    if failed_at is not None and failed_at >= tried_at:
        return "failed"
    if sent_at is not None and sent_at >= tried_at:
        return "sent"
    return "trying" if at - tried_at < PATIENCE else "failed"


def goes_again(
    tried_at: datetime | None,
    sent_at: datetime | None,
    failed_at: datetime | None,
    *,
    at: datetime,
    more: bool = False,
) -> bool:
    """Whether a mail that is asked for at `at` goes out; `more` where it asks what the last one did not."""
    state = mail_state(tried_at, sent_at, failed_at, at=at)
    just_sent = state == "sent" and sent_at is not None and at - sent_at < PAUSE
    return state != "trying" and (more or not just_sent)
