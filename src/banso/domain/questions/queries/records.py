"""Finding questions, forms, answers, and what was asked."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import contacts_of
from banso.domain.questions.models import Answer, Asked, Asking, FormItem, Question, QuestionForm
from banso.domain.questions.rules.options import options_of
from banso.domain.questions.rules.values import Shape, said
from banso.engine.metrics.registry import registry
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import current_workspace
from banso.kit.words import Text

CHUNK = 500
# Of what was asked: that has reached the customer, and counts.
COUNTED = Q(put=True, put_at__isnull=False)


def questions() -> QuerySet[Question]:
    """Every question, archived ones too."""
    return Question.objects.all()


def question_by_id(question_id: UUID) -> Question:
    """One question of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = Question.objects.filter(pk=question_id).first()
    if found is None:
        raise NotFound(_("There is no such question."))
    return found


def question_by_key(key: str) -> Question:
    """As `question_by_id`, by its key."""
    found = Question.objects.filter(key=key).first()
    if found is None:
        raise NotFound(_("There is no such question."))
    return found


def forms() -> QuerySet[QuestionForm]:
    """Every form with its questions in their order, archived ones too."""
    items = FormItem.objects.select_related("question").order_by("position", "id")
    return QuestionForm.objects.prefetch_related(Prefetch("items", queryset=items))


def form_by_id(form_id: UUID) -> QuestionForm:
    """One form of this workspace with its questions.

    Raises:
        NotFound: there is none.
    """
    found = forms().filter(pk=form_id).first()
    if found is None:
        raise NotFound(_("There is no such form."))
    return found


def questions_of(form: QuestionForm) -> list[Question]:
    """The form's questions in their order, without archived ones."""
    return [item.question for item in form.items.all() if item.question.archived_at is None]


def answers() -> QuerySet[Answer]:
    """Every answer with its account, question and asking; without those written down by mistake."""
    rows = Answer.objects.filter(removed_at=None)
    return rows.select_related("account", "question", "asking", "asking__form")


def answer_by_id(answer_id: UUID) -> Answer:
    """One answer of this workspace, also one that was written down by mistake.

    Raises:
        NotFound: there is none.
    """
    rows = Answer.objects.select_related("account", "question", "asking", "asking__form")
    found = rows.filter(pk=answer_id).first()
    if found is None:
        raise NotFound(_("There is no such answer."))
    return found


def history_of(account_id: UUID, question_id: UUID) -> list[Answer]:
    """Every answer that an account gave to a question, the newest first; removed ones too."""
    rows = Answer.objects.filter(account=account_id, question=question_id)
    return list(rows.select_related("asking", "asking__form", "question").order_by("-at", "-id"))


def known_answers(account_id: UUID, among: Collection[UUID] | None = None) -> dict[UUID, Answer]:
    """What is known of an account: the newest answer to each question, by the question's id."""
    rows = answers().filter(account=account_id)
    if among is not None:
        rows = rows.filter(question__in=list(among))
    found: dict[UUID, Answer] = {}
    for row in rows.order_by("at", "id"):
        found[row.question_id] = row
    return found


def askings_of(account_id: UUID) -> QuerySet[Asking]:
    """What an account was asked, the newest first."""
    asked = Asked.objects.select_related("question")
    rows = Asking.objects.filter(account=account_id).select_related("form")
    return rows.prefetch_related(Prefetch("asked", queryset=asked)).order_by("-made_at", "-id")


def open_links(account_id: UUID, form_id: UUID) -> QuerySet[Asking]:
    """The links by which an account may still answer a form, the newest first."""
    rows = Asking.objects.filter(account=account_id, form=form_id, way="link", answered_at=None)
    rows = rows.filter(revoked_at=None, expires_at__gt=now()).select_related("account", "form")
    return rows.order_by("-made_at", "-id")


def asking_by_id(asking_id: UUID) -> Asking:
    """One asking of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = Asking.objects.select_related("account", "form").filter(pk=asking_id).first()
    if found is None:
        raise NotFound(_("There is no such link."))
    return found


def shape_of(question: Question, account_id: UUID | None = None) -> Shape:
    """What answers a question can have, with the people of an account where one of them is asked for."""
    people: dict[str, str] = {}
    kpis: dict[str, str] = {}
    if question.kind == "person" and account_id is not None:
        people = {each.name: str(each.pk) for each in contacts_of(account_id)}
    if question.kind == "metric":
        for kpi in registry:
            kpis |= dict.fromkeys((kpi.slug, kpi.name.en, kpi.name.ja), kpi.slug)
    unit = question.unit or (current_workspace().currency if question.kind == "money" else "")
    return Shape(question.kind, unit, options_of(question.options), people, kpis)


def words_of(question: Question) -> Text:
    return Text(en=question.text_en, ja=question.text_ja)


def said_of(answer: Answer, language: str | None = None) -> str:
    """An answer in words."""
    spoken = "ja" if (language or get_language() or "").startswith("ja") else "en"
    return said(shape_of(answer.question), answer.value, spoken)


def subject_of(question_id: UUID) -> str:
    """What facts of a question call it."""
    return f"question:{question_id}"
