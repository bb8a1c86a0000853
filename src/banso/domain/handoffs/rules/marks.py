"""What a CSM may say of the ten items, and when a handoff may be sent on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.handoffs.facts import REASON_WORDS, STATE_WORDS
from banso.kit.errors import Conflict, InputError
from banso.kit.saying import telling

ACCEPT, RETURN = "accept", "return"
# How wide "what would make it acceptable" must be; a full-width character counts two.
_LEAST = 8
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Marked:
    """An item as far as sending it on is concerned; `state` is what was sent, `mark` what is not yet."""

    key: str
    state: str
    mark: str
    reason: str = ""
    wanted: str = ""


def demand_waiting(state: str) -> None:
    """Raise Conflict unless CS has the handoff in hand."""
    if state == "waiting":
        return
    said = {
        "returned": _("The handoff is with sales, who have to mend it first."),
        "accepted": _("The handoff was accepted already."),
        "withdrawn": _("The deal was reopened: there is nothing to hand over."),
    }
    raise Conflict(said[state])


def demand_returned(state: str) -> None:
    """Raise Conflict unless sales have the handoff in hand."""
    if state != "returned":
        raise Conflict(
            _("The handoff was not returned; it is: %(state)s.") % {"state": str(STATE_WORDS[state])}
        )


def checked_mark(mark: str, reason: str, wanted: str) -> tuple[str, str, str]:
    """A mark with its reason and words as they are kept; what is missing of them is asked for on sending.

    Raises:
        InputError: another mark or reason than there are.
    """
    if mark not in {"", ACCEPT, RETURN}:
        said = _("An item is accepted or returned.")
        raise InputError(said, field="mark", came=mark, wanted="accept, return")
    if reason and reason not in REASON_WORDS:
        raise InputError(
            _("There is no such reason."), field="reason", came=reason, wanted=", ".join(REASON_WORDS)
        )
    return (mark, reason, wanted) if mark == RETURN else (mark, "", "")


def decided(items: Sequence[Marked], *, rest: bool) -> tuple[list[str], list[Marked]]:
    """The items that are accepted by sending now, and those that go back; `rest`: all others are accepted.

    Raises:
        Conflict: items are not looked at yet.
        InputError: one goes back without a reason, or without what would make it acceptable.
    """
    waiting = [each for each in items if each.state != "accepted"]
    unseen = [each for each in waiting if not each.mark]
    if unseen and not rest:
        raise Conflict(
            ngettext(
                "%(n)s item is not looked at yet.", "%(n)s items are not looked at yet.", len(unseen)
            ) % {"n": len(unseen)}
        )  # fmt: skip
    back = [each for each in waiting if each.mark == RETURN]
    for each in back:
        demand_reason(each)
    return [each.key for each in waiting if each.mark != RETURN], back


def demand_reason(item: Marked) -> None:
    """Raise InputError where an item goes back without a reason, or nobody would know what to mend."""
    if not item.reason:
        raise InputError(
            _("Say why the item is returned."), field=f"{item.key}.reason", wanted=", ".join(REASON_WORDS)
        )
    wanted = _("what would make it acceptable, in a sentence")
    telling(f"{item.key}.wanted", item.wanted, wanted=wanted, most=LONGEST, least=_LEAST)
