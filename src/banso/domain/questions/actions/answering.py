"""Answers: written down by a member, given by a link, or told alone; and taking them back."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import held
from banso.domain.questions.actions.asking import begun, demand_deal, put_questions, usable_form
from banso.domain.questions.actions.sending import count_put
from banso.domain.questions.actions.telling import (
    inform,
    never_answered,
    never_put,
    tell_answer,
    tell_put,
)
from banso.domain.questions.models import Answer, Asked, Asking, Question
from banso.domain.questions.queries.known import Known, known_of
from banso.domain.questions.queries.public import open_link
from banso.domain.questions.queries.records import (
    answer_by_id,
    question_by_id,
    questions_of,
    shape_of,
)
from banso.domain.questions.rules.values import cleaned, fingerprint, same
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import current_workspace, current_workspace_id, scope
from banso.kit.texts import line


def field_of(question_id: UUID) -> str:
    """What the input of a question is called on pages."""
    return f"q-{question_id.hex}"


def fill_form(
    account_id: UUID,
    form_id: UUID,
    given: Mapping[UUID, object],
    *,
    said_by: str = "",
    deal_id: UUID | None = None,
    by: Actor,
) -> Asking:
    """Write down what a customer answered in a conversation.

    Each question that got an answer was put to them; one whose answer was known is counted as asked twice.

    Args:
        account_id: whose customer it is.
        form_id: a form that is in use.
        given: by question id, as it was written; what is left empty was not asked.
        said_by: who at the customer said it.
        deal_id: the deal in which it was asked, if in one.
        by: who writes it down.

    Raises:
        NotFound: no such account, form or deal.
        Conflict: the form is archived.
        InputError: nothing is answered, or something that is no answer to its question.
    """
    with transaction.atomic():
        account, form = held(account_id), usable_form(form_id)
        values = _cleaned(questions_of(form), given, account.pk)
        if not values:
            raise InputError(_("Nothing is answered yet."), wanted=_("an answer to at least one question"))
        asking = begun(account, form, "member", demand_deal(deal_id, account.pk), by=by)
        known = known_of(account.pk, questions_of(form), deal_id)
        asked = [each for each in questions_of(form) if each.pk in values]
        put_questions(asking, asked, set(values), known, by=by)
        who = line("said_by", said_by, most=120)
        for question in asked:
            _add(asking, question, values[question.pk], known, who, by=by)
        asking.answered_at, asking.answered_by = asking.made_at, who
        asking.save(update_fields=["answered_at", "answered_by"])
    return asking


def write_answer(
    account_id: UUID,
    question_id: UUID,
    given: object,
    *,
    said_by: str = "",
    asked: bool = False,
    deal_id: UUID | None = None,
    by: Actor,
) -> Answer:
    """Write down one answer.

    Args:
        account_id: whose customer it is.
        question_id: of the catalogue.
        given: as it was written.
        said_by: who at the customer said it.
        asked: the question was put to them; else they told it by themselves, which counts nowhere.
        deal_id: the deal in which it was told, if in one.
        by: who writes it down.

    Raises:
        NotFound: no such account, question or deal.
        InputError: it is no answer to the question.
    """
    with transaction.atomic():
        account, question = held(account_id), question_by_id(question_id)
        value = _cleaned([question], {question_id: given}, account.pk, name="value").get(question_id)
        if value is None:
            raise InputError(_("This is missing."), field="value", wanted=_("an answer"))
        deal, who = demand_deal(deal_id, account.pk), line("said_by", said_by, most=120)
        known = known_of(account.pk, [question], deal)
        if not asked:
            answer = _answer(account.pk, question, value, deal_id=deal, who=who, by=by)
            tell_answer(answer, again=_answered_before(question, known), by=by)
            return answer
        asking = begun(account, None, "member", deal, by=by)
        put_questions(asking, [question], {question_id}, known, by=by)
        asking.answered_at, asking.answered_by = asking.made_at, who
        asking.save(update_fields=["answered_at", "answered_by"])
        return _add(asking, question, value, known, who, by=by)


def answer_link(
    token: str,
    given: Mapping[UUID, object],
    *,
    shown: Mapping[UUID, UUID | str | None] = MappingProxyType({}),
    name: str = "",
) -> Asking:
    """Take down what the customer answers by their link; it opens nothing afterwards.

    What was only shown is an answer where they changed it.

    Args:
        token: of the link.
        given: by question id, as they wrote it; what they left empty is no answer.
        shown: by question id, the answer that stood there when they opened the page, or of a field what it
            said (see `fingerprint`); what is known by now where left out.
        name: who answers; the mail address where left out.

    Raises:
        NotFound: the link opens nothing.
        InputError: nothing is answered, or something that is no answer to its question.
    """
    found = open_link(token)
    with scope(workspace=found.workspace), transaction.atomic():
        account = held(found.account_id)
        # Of two answers at once the second waits here, and then finds the link used.
        Asking.objects.select_for_update().get(pk=found.pk)
        asking = open_link(token)
        rows = list(Asked.objects.filter(asking=asking).select_related("question"))
        values = _cleaned([each.question for each in rows], given, account.pk)
        known = known_of(account.pk, [each.question for each in rows], asking.deal_id)
        seen = {each: one.value for each, one in known.items()} | _seen(account.pk, shown)
        told = [
            each for each in rows
            if each.question_id in values
            and (each.put or not _left(
                shown.get(each.question_id), seen.get(each.question_id), values[each.question_id]
            ))
        ]  # fmt: skip
        if not told:
            raise InputError(_("Nothing is answered yet."), wanted=_("an answer to at least one question"))
        with translation.override(current_workspace().language):
            # What our own people will read, whatever language the customer does.
            nobody = _("the customer")
        asking.answered_at = now()
        asking.answered_by = (line("name", name, most=120) or asking.email or nobody)[:120]
        asking.save(update_fields=["answered_at", "answered_by"])
        customer = Actor("customer", str(asking.pk), asking.answered_by)
        # Whatever became of its mail: it has reached them.
        count_put(asking, by=customer)
        for each in told:
            _add(asking, each.question, values[each.question_id], known, asking.answered_by, by=customer)
        inform(asking)
    return asking


def take_back_answer(answer_id: UUID, *, by: Actor) -> Answer:
    """Say that an answer was written down by mistake: it stands nowhere any more, nor does its being asked.

    Raises:
        NotFound: no such answer.
        Conflict: the customer gave it by a link themselves.
    """
    with transaction.atomic():
        answer = _locked(answer_id)
        if answer.removed_at is None:
            answer.removed_at = now()
            answer.save(update_fields=["removed_at"])
            never_answered(answer, by=by)
            for each in _asked_for(answer):
                each.put = False
                each.save(update_fields=["put"])
                never_put(each, by=by)
    return answer


def put_back_answer(answer_id: UUID, *, by: Actor) -> Answer:
    """It was no mistake after all.

    Raises:
        NotFound: no such answer.
    """
    with transaction.atomic():
        answer = _locked(answer_id)
        if answer.removed_at is not None:
            answer.removed_at = None
            answer.save(update_fields=["removed_at"])
            before = Answer.objects.filter(
                account=answer.account_id, question=answer.question_id, removed_at=None, at__lt=answer.at
            )
            tell_answer(answer, again=before.exists(), by=by)
            for each in _asked_for(answer):
                each.put = True
                each.save(update_fields=["put"])
                tell_put(each, each.asking, by=by)
    return answer


def _locked(answer_id: UUID) -> Answer:
    Answer.objects.select_for_update().filter(pk=answer_id).first()
    answer = answer_by_id(answer_id)
    if answer.asking is not None and answer.asking.way == "link":
        raise Conflict(_("The customer gave this answer themselves. Write down what is right instead."))
    return answer


def _asked_for(answer: Answer) -> list[Asked]:
    rows = Asked.objects.filter(asking=answer.asking_id, question=answer.question_id)
    return list(rows.select_related("asking", "asking__form", "question")) if answer.asking_id else []


def _cleaned(
    questions: Sequence[Question], given: Mapping[UUID, object], account_id: UUID, *, name: str = ""
) -> dict[UUID, Any]:
    found = {}
    for question in questions:
        shape = shape_of(question, account_id)
        value = cleaned(name or field_of(question.pk), shape, given.get(question.pk))
        if value is not None:
            found[question.pk] = value
    return found


def _seen(account_id: UUID, shown: Mapping[UUID, UUID | str | None]) -> dict[UUID, Any]:
    """What somebody else has answered since is not what the customer left as it was."""
    ids = [each for each in shown.values() if isinstance(each, UUID)]
    rows = Answer.objects.filter(account=account_id, pk__in=ids)
    return {row.question_id: row.value for row in rows if shown.get(row.question_id) == row.pk}


def _left(shown: UUID | str | None, stood: object, value: object) -> bool:
    """Whether it says what stood there; of a field that may be something else than stands there by now."""
    if isinstance(shown, str):
        return fingerprint(value) == shown
    return stood is not None and same(stood, value)


def _answered_before(question: Question, known: Mapping[UUID, Known]) -> bool:
    return question.pk in known and known[question.pk].answer is not None


def _add(
    asking: Asking, question: Question, value: object, known: Mapping[UUID, Known], who: str, *, by: Actor
) -> Answer:
    answer = _answer(
        asking.account_id, question, value, asking=asking, deal_id=asking.deal_id, who=who, by=by
    )
    tell_answer(answer, again=_answered_before(question, known), by=by)
    return answer


def _answer(
    account_id: UUID,
    question: Question,
    value: object,
    *,
    deal_id: UUID | None,
    who: str,
    by: Actor,
    asking: Asking | None = None,
) -> Answer:
    return Answer.objects.create(
        workspace_id=current_workspace_id(), account_id=account_id, question=question, asking=asking,
        deal_id=deal_id, value=value, said_by=who, by_label=by.label[:200], at=now(),
    )  # fmt: skip
