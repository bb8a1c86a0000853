"""What can happen to an onboarding. Every fact carries the onboarding as it stands after the step.

Days are calendar days of the workspace.
"""

from datetime import date
from typing import ClassVar

import msgspec

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

STATE_WORDS = {
    "proposed": Text(en="Proposed", ja="開始前"),
    "running": Text(en="Running", ja="進行中"),
    "done": Text(en="Completed", ja="完了"),
    "cancelled": Text(en="Called off", ja="中止"),
}
STALL_WORDS = {
    "target": Text(en="the target day has passed", ja="目標日を過ぎた"),
    "customer": Text(en="a task of the customer's is overdue", ja="お客様のタスクが遅れている"),
    "quiet": Text(en="nothing has moved", ja="進みがない"),
}
HANDOVER_WORDS = {
    "": Text(en="Not handed over", ja="引継ぎ前"),
    "offered": Text(en="Waits to be accepted", ja="受け入れ待ち"),
    "accepted": Text(en="Handed over", ja="引継ぎ済み"),
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An onboarding as it stands after a step; ids are texts, "" for none.

    Attributes:
        state: a slug of STATE_WORDS.
        contract_on: the first day of the contract that it belongs to.
        kickoff_on, target_on: its first day, and the last on which it is completed in time.
        completed_on: the day on which its completion rule was met.
        owner: the CSM who runs it.
        stalled: a slug of STALL_WORDS, "" while it moves.
    """

    state: str
    deal: str
    product: str
    template: str
    contract_on: date
    kickoff_on: date | None
    target_on: date | None
    completed_on: date | None
    owner: str
    owner_email: str
    stalled: str
    handover: str
    next_csm: str


class OnboardingFact(Fact, frozen=True, kw_only=True):
    """A step of an onboarding. `number` counts its steps from 1; `subject` is "onboarding:<id>"."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"reason": STALL_WORDS}

    number: int
    name: str
    onboarding: Standing


@fact(
    "onboarding.proposed", title=Text(en="Onboarding proposed", ja="オンボーディングを提案した"),
    line=Text(en="{name}", ja="{name}"), side="sys", group="onboarding",
)  # fmt: skip
class OnboardingProposed(OnboardingFact, frozen=True, kw_only=True):
    """A deal was won, or somebody wants one: it waits to be started."""


@fact(
    "onboarding.started", title=Text(en="Onboarding started", ja="オンボーディングを始めた"),
    line=Text(en="{name}: kick-off {kickoff}", ja="{name}：キックオフ {kickoff}"), side="us",
    group="onboarding",
)  # fmt: skip
class OnboardingStarted(OnboardingFact, frozen=True, kw_only=True):
    """Its plan was made from the kick-off on."""

    kickoff: date


@fact(
    "onboarding.replanned", title=Text(en="Onboarding planned anew", ja="オンボーディングの計画を変えた"),
    line=Text(en="{name}", ja="{name}"), side="us", group="onboarding",
)  # fmt: skip
class OnboardingReplanned(OnboardingFact, frozen=True, kw_only=True):
    """Another kick-off, owner or plan."""


@fact(
    "onboarding.stalled", title=Text(en="Onboarding stalled", ja="オンボーディングが止まっている"),
    line=Text(en="{name}: {reason}", ja="{name}：{reason}"), side="sys", group="onboarding",
)  # fmt: skip
class OnboardingStalled(OnboardingFact, frozen=True, kw_only=True):
    """It does not move as it should; `reason` is a slug of STALL_WORDS."""

    reason: str


@fact(
    "onboarding.resumed", title=Text(en="Onboarding moves again", ja="オンボーディングが再び進んだ"),
    line=Text(en="{name}", ja="{name}"), side="both", group="onboarding",
)  # fmt: skip
class OnboardingResumed(OnboardingFact, frozen=True, kw_only=True):
    """What had stalled it is over."""


@fact(
    "onboarding.completed", title=Text(en="Onboarding completed", ja="オンボーディングが完了した"),
    line=Text(en="{name}: {days} days after the contract began", ja="{name}：契約開始から{days}日"),
    side="both", group="onboarding",
)  # fmt: skip
class OnboardingCompleted(OnboardingFact, frozen=True, kw_only=True):
    """Its completion rule was met; `days` since the contract began."""

    days: int


@fact(
    "onboarding.reopened", title=Text(en="Onboarding opened again", ja="オンボーディングを再開した"),
    line=Text(en="{name}: {why}", ja="{name}：{why}"), side="us", group="onboarding",
)  # fmt: skip
class OnboardingReopened(OnboardingFact, frozen=True, kw_only=True):
    """It was called off by mistake."""

    why: str


@fact(
    "onboarding.cancelled", title=Text(en="Onboarding called off", ja="オンボーディングを中止した"),
    line=Text(en="{name}: {why}", ja="{name}：{why}"), side="us", group="onboarding",
)  # fmt: skip
class OnboardingCancelled(OnboardingFact, frozen=True, kw_only=True):
    """It will not be completed."""

    why: str


@fact(
    "onboarding.shared", title=Text(en="Plan shared with the customer", ja="計画をお客様に共有した"),
    line=Text(en="{name}", ja="{name}"), side="us", group="onboarding",
)  # fmt: skip
class OnboardingShared(OnboardingFact, frozen=True, kw_only=True):
    """A link was made for the customer; `sent_to` is "" where it was handed over otherwise."""

    sent_to: str


@fact(
    "onboarding.file_shared", title=Text(en="File shared with the customer", ja="ファイルをお客様に共有した"),
    line=Text(en="{name}: {file}", ja="{name}：{file}"), side="us", group="onboarding",
)  # fmt: skip
class FileShared(OnboardingFact, frozen=True, kw_only=True):
    """The customer's page shows a file of the account; `file` is its name, `sha256` the hash of its bytes."""

    file: str
    sha256: str


@fact(
    "onboarding.file_withdrawn",
    title=Text(en="File no longer shared with the customer", ja="ファイルの共有をやめた"),
    line=Text(en="{name}: {file}", ja="{name}：{file}"), side="us", group="onboarding",
)  # fmt: skip
class FileWithdrawn(OnboardingFact, frozen=True, kw_only=True):
    """The customer's page shows it no more."""

    file: str
    sha256: str


@fact(
    "onboarding.handover_offered",
    title=Text(en="Hand-over to the account's CSM offered", ja="担当CSMへの引継ぎを出した"),
    line=Text(en="{name}: {next_csm}", ja="{name}：{next_csm}"), side="us", group="onboarding",
)  # fmt: skip
class HandoverOffered(OnboardingFact, frozen=True, kw_only=True):
    """Whoever ran the onboarding hands the account over."""

    next_csm: str


@fact(
    "onboarding.handover_returned", title=Text(en="Hand-over returned", ja="担当CSMへの引継ぎが差し戻された"),
    line=Text(en="{name}: {why}", ja="{name}：{why}"), side="us", group="onboarding",
)  # fmt: skip
class HandoverReturned(OnboardingFact, frozen=True, kw_only=True):
    """Something is missing before it can be accepted."""

    why: str


@fact(
    "onboarding.handover_accepted", title=Text(en="Hand-over accepted", ja="担当CSMが引継ぎを受け入れた"),
    line=Text(en="{name}: {next_csm}", ja="{name}：{next_csm}"), side="us", group="onboarding",
)  # fmt: skip
class HandoverAccepted(OnboardingFact, frozen=True, kw_only=True):
    """From today the account is theirs."""

    next_csm: str


ONBOARDING_FACTS: tuple[type[OnboardingFact], ...] = (
    OnboardingProposed, OnboardingStarted, OnboardingReplanned, OnboardingStalled, OnboardingResumed,
    OnboardingCompleted, OnboardingReopened, OnboardingCancelled, OnboardingShared, FileShared,
    FileWithdrawn, HandoverOffered, HandoverReturned, HandoverAccepted,
)  # fmt: skip
