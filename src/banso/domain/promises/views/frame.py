"""What the pages of promises share."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.promises.facts import KIND_WORDS, SOURCE_WORDS, STATE_WORDS
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.ledger import Reader
from banso.domain.promises.rules.states import OPEN, Risk, days_late
from banso.kit import formats
from banso.kit.access import BansoRequest
from banso.kit.ui.pieces import Crumb, State

_CLOSED: dict[str, State] = {"kept": "good", "late": "watch", "broken": "risk", "waived": "none"}


@dataclass(frozen=True, slots=True)
class Row:
    """A promise as lists show it; `note` is one line more, `open` whether it is still to be kept."""

    promise: Promise
    kind: str
    source: str
    state: State
    word: str
    note: str
    open: bool


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page inside the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def account_address(request: BansoRequest, account: object) -> str:
    return f"/w/{request.access.workspace.slug}/accounts/{account}/"


def crumbs(request: BansoRequest, promise: Promise | None = None) -> list[Crumb]:
    found = [Crumb(_("Promises"), address(request, "promises"))]
    if promise is not None:
        found.append(Crumb(promise.account.name, account_address(request, promise.account_id)))
    return found


def reader_of(request: BansoRequest) -> Reader:
    return Reader(request.access.person_id, str(getattr(request.user, "email", "")))


def row_of(promise: Promise, risk: Risk | None) -> Row:
    """The promise with its words in the reader's language."""
    state, word = told_state(promise, risk)
    note = ""
    if promise.disputed:
        note = _("The customer says: %(said)s") % {"said": promise.disputed}
    elif promise.state not in OPEN:
        note = promise.evidence
    kind, source = str(KIND_WORDS[promise.kind]), str(SOURCE_WORDS[promise.source])
    return Row(promise, kind, source, state, word, note, promise.state in OPEN)


def told_state(promise: Promise, risk: Risk | None) -> tuple[State, str]:
    """The state as shape and word: of an open promise what matters most now."""
    if promise.state not in OPEN:
        word = str(STATE_WORDS[promise.state])
        late = days_late(promise.state, promise.state_on, promise.due_on)
        if late:
            word = ngettext("%(n)s day late", "%(n)s days late", late) % {"n": formats.number(late)}
        return _CLOSED[promise.state], word
    if risk is None:
        return "good", _("on its way")
    return ("watch" if risk.grade == "watch" else "risk"), told_risk(risk)


def told_risk(risk: Risk) -> str:
    """Why it needs somebody, in a few words."""
    if risk.days < 0:
        return ngettext("%(n)s day over", "%(n)s days over", -risk.days) % {"n": formats.number(-risk.days)}
    if risk.disputed:
        return _("disputed")
    if risk.renewal is not None:
        return _("before the renewal on %(day)s") % {
            "day": formats.day(risk.renewal, weekday=False, year=False)
        }
    if risk.days == 0:
        return _("due today")
    return ngettext("%(n)s day left", "%(n)s days left", risk.days) % {"n": formats.number(risk.days)}
