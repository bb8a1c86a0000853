"""What the API takes and gives. Moments are in UTC."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.domain.questions.actions import address_of
from banso.domain.questions.models import Answer, Asking, QuestionForm
from banso.domain.questions.queries.records import questions_of, said_of
from banso.domain.questions.rules.links import LASTS
from banso.kit.api import Input


class OptionIn(Input):
    """A choice; one language's words stand for the other's."""

    key: str = Field("", max_length=60, description="what answers keep; made of the words where left out")
    ja: str = ""
    en: str = ""


class QuestionFields(Input):
    """What a question says; whatever is left out stays as it is."""

    kind: str | None = Field(
        default=None,
        description="text, prose, number, money, date, choice, choices, yes_no, person or metric",
    )
    text_ja: str | None = None
    text_en: str | None = Field(default=None, description="one language stands for the other where missing")
    help_ja: str | None = None
    help_en: str | None = None
    unit: str | None = Field(default=None, description="of a number; of money its currency")
    options: list[OptionIn] | None = Field(default=None, description="of choice and choices")
    target: str | None = Field(
        default=None, description="the field that an answer is taken over into, such as sheet.background"
    )
    shared: bool | None = Field(default=None, description="false: no customer is asked it by a link")

    def values(self) -> dict[str, object]:
        """The fields that were sent."""
        found: dict[str, object] = dict(self.dict(exclude_unset=True))
        return {name: each for name, each in found.items() if each is not None}


class QuestionIn(QuestionFields):
    """A new question."""

    key: str = Field("", description="once per workspace; made of the English words where left out")


class QuestionPatch(QuestionFields):
    """What changes."""


class QuestionOut(Schema):
    """A question of the catalogue."""

    id: UUID
    key: str
    kind: str
    text_ja: str
    text_en: str
    help_ja: str
    help_en: str
    unit: str
    options: list[dict[str, str]]
    target: str
    shared: bool
    accounts: int = Field(description="how many customers have answered it")
    put: int = Field(description="how often it was put to a customer")
    twice: int = Field(description="of these, how often although the answer was known")
    version: int
    updated_at: datetime
    archived_at: datetime | None


class FormFields(Input):
    """What a form says; whatever is left out stays as it is."""

    purpose: str | None = Field(default=None, description="hearing, onboarding or survey")
    title_ja: str | None = None
    title_en: str | None = None
    intro_ja: str | None = None
    intro_en: str | None = None
    questions: list[str] | None = Field(default=None, max_length=60, description="keys, in their order")


class FormIn(FormFields):
    """A new form."""

    key: str = Field("", description="once per workspace; made of the English title where left out")


class FormPatch(FormFields):
    """What changes."""


class FormOut(Schema):
    """A form with the keys of its questions in their order."""

    id: UUID
    key: str
    purpose: str
    title_ja: str
    title_en: str
    intro_ja: str
    intro_en: str
    questions: list[str]
    version: int
    updated_at: datetime
    archived_at: datetime | None

    @staticmethod
    def resolve_questions(row: QuestionForm) -> list[str]:
        return [each.key for each in questions_of(row)]


class FormLinkIn(Input):
    """Whom to send a form."""

    account_id: UUID
    email: str = Field("", description="empty to hand the link over by yourself")
    language: str = Field("", description="ja or en; the workspace's where left out")
    days: int = LASTS.days
    deal_id: UUID | None = None
    again: list[str] = Field(
        default_factory=list, max_length=60,
        description="keys of questions to put although their answer is known; they count as asked twice",
    )  # fmt: skip


class FormLinkOut(Schema):
    """A link by which a customer answers a form."""

    id: UUID
    account_id: UUID
    form_id: UUID | None
    email: str
    language: str
    address: str = Field(description="opens the form for whoever has it, until expires_at")
    asked: list[str] = Field(description="keys of the questions that it asks")
    known: list[str] = Field(description="keys of those whose answer is known: filled in, or put again")
    expires_at: datetime | None
    sent_at: datetime | None = Field(description="when a mail with it last went out")
    failed_at: datetime | None = Field(
        description="when its mail last could not be sent; until one goes out, nothing counts as put"
    )

    @staticmethod
    def resolve_address(asking: Asking) -> str:
        return address_of(asking)

    @staticmethod
    def resolve_asked(asking: Asking) -> list[str]:
        return _keys(asking, put=True)

    @staticmethod
    def resolve_known(asking: Asking) -> list[str]:
        return _keys(asking, known=True)


def _keys(asking: Asking, **which: bool) -> list[str]:
    rows = asking.asked.filter(**which).order_by("position")
    return [each.question.key for each in rows.select_related("question")]


class AnswerIn(Input):
    """What a customer told."""

    account_id: UUID | None = Field(default=None, description="ours; or else account_external_id")
    account_external_id: str | None = None
    question: str = Field(description="the question's key")
    value: Any = Field(
        description="a text, number, ISO day, true or false, an option's key or a list of them; of money an "
        "amount; of a person or metric a name"
    )
    said_by: str = Field("", description="who at the customer said it")
    asked: bool = Field(
        default=False,
        description="the question was put to them; it counts as asked twice where the answer was known",
    )
    deal_id: UUID | None = None


class TakeIn(Input):
    """Where an answer is taken over."""

    deal_id: UUID | None = Field(default=None, description="whose sheet; where the question is bound to one")


class AnswerOut(Schema):
    """An answer; the newest of an account and question stands."""

    id: UUID
    account_id: UUID
    question_id: UUID
    question: str = Field(description="the question's key")
    value: Any = Field(description="as the question's kind keeps it")
    text: str = Field(description="the answer in words")
    said_by: str
    by: str = Field(description="who wrote it down")
    form: str = Field(description="the key of the form in which it was asked, empty outside of any")
    deal_id: UUID | None
    at: datetime
    taken_at: datetime | None = Field(description="when it was last taken over into its field")
    removed_at: datetime | None = Field(description="when it was said to be written down by mistake")

    @staticmethod
    def resolve_question(row: Answer) -> str:
        return row.question.key

    @staticmethod
    def resolve_text(row: Answer) -> str:
        return said_of(row)

    @staticmethod
    def resolve_by(row: Answer) -> str:
        return row.by_label

    @staticmethod
    def resolve_form(row: Answer) -> str:
        return row.asking.form.key if row.asking and row.asking.form else ""
