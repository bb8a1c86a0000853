"""What other programs can be told of, and what the notice of a silent endpoint says.

An event is a fact: recorded once, in the transaction of what happened. Its name is the fact's, and its page
that of the record it speaks of.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from banso.domain.handoffs.facts import (
    HandoffAccepted,
    HandoffAssigned,
    HandoffEscalated,
    HandoffResubmitted,
    HandoffReturned,
    HandoffSubmitted,
    HandoffWithdrawn,
)
from banso.domain.hooks.models import OffReason
from banso.domain.leads.facts import AppointmentClosed, AppointmentSet, LeadConverted
from banso.domain.onboarding.facts import OnboardingCompleted, OnboardingStalled, OnboardingStarted
from banso.domain.promises.facts import (
    PromiseBroken,
    PromiseConfirmed,
    PromiseDisputed,
    PromiseKept,
    PromiseKeptLate,
    PromiseMade,
)
from banso.domain.quotes.facts import QuoteAccepted, QuoteDeclined, QuoteSent
from banso.domain.sales.facts import DealLost, DealReopened, DealWon
from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.engine.journal.fact import Fact

# What the button "send a test" sends; nobody subscribes to it.
PING: Final = "hooks.ping"
OFF: Final = "webhook.off"
# By the first word of a fact's subject: the page of such a record, below /w/<slug>/.
PATHS: Final = {
    "deal": "deals/{id}/",
    "handoff": "handoffs/{id}/",
    "lead": "leads/{id}/",
    "onboarding": "onboarding/{id}/",
    "promise": "promises/{id}/",
    "quote": "quotes/{id}/",
}
_KINDS: tuple[type[Fact], ...] = (
    DealWon, DealLost, DealReopened,
    HandoffSubmitted, HandoffAssigned, HandoffReturned, HandoffResubmitted, HandoffAccepted, HandoffEscalated,
    HandoffWithdrawn,
    PromiseMade, PromiseConfirmed, PromiseDisputed, PromiseKept, PromiseKeptLate, PromiseBroken,
    QuoteSent, QuoteAccepted, QuoteDeclined,
    LeadConverted, AppointmentSet, AppointmentClosed,
    OnboardingStarted, OnboardingStalled, OnboardingCompleted,
)  # fmt: skip
EVENTS: Final = {kind.type: kind for kind in _KINDS}


def path_of(subject: str) -> str:
    """The page of a fact's record, below /w/<slug>/; "" where it has none."""
    kind, _colon, number = subject.partition(":")
    return PATHS[kind].format(id=number) if kind in PATHS and number else ""


def event_title(name: str) -> str:
    """An event in words, in the active language; one that is gone by its name."""
    if name == PING:
        return _("a test")
    return str(EVENTS[name].title) if name in EVENTS else name


def _off(detail: Mapping[str, Any]) -> Said:
    if detail.get("reason") == OffReason.GONE:
        title = _("The webhook %(name)s was switched off: its address answered that it is gone.")
    else:
        title = _("The webhook %(name)s was switched off: it has not answered well for days.")
    return Said(title % detail, detail["why"], _("Look at it"))


register_notice(NoticeKind(OFF, _off, icon="webhook", state="risk"))
