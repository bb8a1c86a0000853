"""Questions, forms and answers, over the API."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.accounts.queries import account_ids_by_external_id
from banso.domain.questions import actions
from banso.domain.questions.actions.taking import target_of, target_taken
from banso.domain.questions.models import Answer, Asking, Question, QuestionForm
from banso.domain.questions.queries.listing import QuestionListing, listed
from banso.domain.questions.queries.records import (
    answer_by_id,
    answers,
    form_by_id,
    forms,
    question_by_id,
    question_by_key,
    questions,
)
from banso.domain.questions.schemas import (
    AnswerIn,
    AnswerOut,
    FormFields,
    FormIn,
    FormLinkIn,
    FormLinkOut,
    FormOut,
    FormPatch,
    QuestionIn,
    QuestionOut,
    QuestionPatch,
    TakeIn,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.errors import InputError
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["questions"])
forms_router = Router(tags=["forms"])
answers_router = Router(tags=["answers"])
_VIEW, _EDIT, _MANAGE = (ApiAuth(f"questions.{verb}") for verb in ("view", "edit", "manage"))
_QUESTION, _FORM, _ANSWER = "/{uuid:question_id}", "/{uuid:form_id}", "/{uuid:answer_id}"


@router.get("", response=PageOf[QuestionOut], auth=_VIEW)
def list_questions(
    request: HttpRequest,
    *,
    q: str = "",
    key: str | None = None,
    kind: str | None = None,
    archived: bool = False,
    updated_since: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Question]:
    """Questions in the order in which they were made, with how often they were put."""
    demand_moment("updated_since", updated_since)
    chosen = {"kind": kind, "state": "archived" if archived else None}
    rows = listed(QuestionListing(q, {name: each for name, each in chosen.items() if each}))
    asked = {"key": key, "updated_at__gte": updated_since}
    rows = rows.filter(Q(**{name: value for name, value in asked.items() if value is not None}))
    return page_of(rows, limit=limit, cursor=cursor, order=("id",), request=request)


@router.post("", response={201: QuestionOut}, auth=_MANAGE)
def make_question(request: HttpRequest, payload: QuestionIn, response: HttpResponse) -> Status[Question]:
    """Make a question; 409 where its key is taken."""
    made = actions.save_question(None, payload.values(), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _question(made.pk, response))


@router.get(_QUESTION, response=QuestionOut, auth=_VIEW)
def read_question(request: HttpRequest, question_id: UUID, response: HttpResponse) -> Question:  # noqa: ARG001
    """One question."""
    return _question(question_id, response)


@router.patch(_QUESTION, response=QuestionOut, auth=_MANAGE)
def change_question(
    request: HttpRequest, question_id: UUID, payload: QuestionPatch, response: HttpResponse
) -> Question:
    """Change a question; 409 for another kind once there are answers."""
    row = question_by_id(question_id)
    expected = seen_version(request, row.pk, row.version)
    actions.save_question(question_id, payload.values(), expected=expected, by=access_of(request).actor)
    return _question(question_id, response)


@router.delete(_QUESTION, response=QuestionOut, auth=_MANAGE)
def archive_question(request: HttpRequest, question_id: UUID, response: HttpResponse) -> Question:
    """Ask a question no more; its answers stay."""
    actions.archive_question(question_id, by=access_of(request).actor)
    return _question(question_id, response)


@router.post(f"{_QUESTION}/restore", response=QuestionOut, auth=_MANAGE)
def restore_question(request: HttpRequest, question_id: UUID, response: HttpResponse) -> Question:
    """Ask it again."""
    actions.archive_question(question_id, by=access_of(request).actor, restore=True)
    return _question(question_id, response)


@forms_router.get("", response=PageOf[FormOut], auth=_VIEW)
def list_forms(
    request: HttpRequest,
    *,
    key: str | None = None,
    purpose: str | None = None,
    archived: bool = False,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[QuestionForm]:
    """Forms in the order in which they were made."""
    asked = {"key": key, "purpose": purpose}
    rows = forms().filter(Q(**{name: value for name, value in asked.items() if value is not None}))
    rows = rows.filter(archived_at__isnull=not archived)
    return page_of(rows, limit=limit, cursor=cursor, order=("id",), request=request)


@forms_router.post("", response={201: FormOut}, auth=_MANAGE)
def make_form(request: HttpRequest, payload: FormIn, response: HttpResponse) -> Status[QuestionForm]:
    """Make a form; 409 where its key is taken."""
    made = actions.save_form(None, _form_values(payload), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _form(made, response))


@forms_router.get(_FORM, response=FormOut, auth=_VIEW)
def read_form(request: HttpRequest, form_id: UUID, response: HttpResponse) -> QuestionForm:  # noqa: ARG001
    """One form with its questions."""
    return _form(form_by_id(form_id), response)


@forms_router.patch(_FORM, response=FormOut, auth=_MANAGE)
def change_form(
    request: HttpRequest, form_id: UUID, payload: FormPatch, response: HttpResponse
) -> QuestionForm:
    """Change a form; links that were sent keep the questions that they had."""
    row = form_by_id(form_id)
    expected, by = seen_version(request, row.pk, row.version), access_of(request).actor
    return _form(actions.save_form(form_id, _form_values(payload), expected=expected, by=by), response)


@forms_router.delete(_FORM, response=FormOut, auth=_MANAGE)
def archive_form(request: HttpRequest, form_id: UUID, response: HttpResponse) -> QuestionForm:
    """Offer a form no more."""
    return _form(actions.archive_form(form_id, by=access_of(request).actor), response)


@forms_router.post(f"{_FORM}/restore", response=FormOut, auth=_MANAGE)
def restore_form(request: HttpRequest, form_id: UUID, response: HttpResponse) -> QuestionForm:
    """Offer it again."""
    return _form(actions.archive_form(form_id, by=access_of(request).actor, restore=True), response)


@forms_router.post(f"{_FORM}/links", response={201: FormLinkOut}, auth=_EDIT)
def send_form(request: HttpRequest, form_id: UUID, payload: FormLinkIn) -> Status[Asking]:
    """Make a link by which the customer answers; it is mailed to an address. Known answers are filled in.

    While they have one of this form that they have not answered, it is that link, and not counted again.
    """
    link = actions.ask_by_link(
        payload.account_id, form_id, email=payload.email, language=payload.language, days=payload.days,
        deal_id=payload.deal_id, again=[question_by_key(each).pk for each in payload.again],
        by=access_of(request).actor,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, link)


@answers_router.get("", response=PageOf[AnswerOut], auth=_VIEW)
def list_answers(
    request: HttpRequest,
    *,
    account_id: UUID | None = None,
    question: str | None = None,
    deal_id: UUID | None = None,
    current: bool = True,
    since: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Answer]:
    """Answers, the newest first: what stands, or with `current=false` those of before too."""
    demand_moment("since", since)
    asked = {"account": account_id, "question__key": question, "deal_id": deal_id, "at__gte": since}
    rows = answers().filter(Q(**{name: value for name, value in asked.items() if value is not None}))
    if current:
        newer = Answer.objects.filter(
            Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
            account=OuterRef("account"), question=OuterRef("question"), removed_at=None,
        )  # fmt: skip
        rows = rows.filter(~Exists(newer))
    return page_of(rows, limit=limit, cursor=cursor, order=("-at",), request=request)


@answers_router.post("", response={201: AnswerOut}, auth=_EDIT)
def write_answer(request: HttpRequest, payload: AnswerIn) -> Status[Answer]:
    """Write down what a customer told; what they told before stays in its history."""
    account, given = payload.account_id, payload.account_external_id
    if account is None and given is not None:
        account = account_ids_by_external_id([given]).get(given)
    if account is None:
        raise InputError(
            _("there is no such account"), field="account_external_id", came=given,
            wanted=_("an account's identifier"),
        )  # fmt: skip
    made = actions.write_answer(
        account, question_by_key(payload.question).pk, payload.value, said_by=payload.said_by,
        asked=payload.asked, deal_id=payload.deal_id, by=access_of(request).actor,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, answer_by_id(made.pk))


@answers_router.get(_ANSWER, response=AnswerOut, auth=_VIEW)
def read_answer(request: HttpRequest, answer_id: UUID) -> Answer:  # noqa: ARG001
    """One answer, also one of before."""
    return answer_by_id(answer_id)


@answers_router.delete(_ANSWER, response=AnswerOut, auth=_EDIT)
def take_back_answer(request: HttpRequest, answer_id: UUID) -> Answer:
    """Say that it was written down by mistake; 409 where the customer gave it themselves."""
    return actions.take_back_answer(answer_id, by=access_of(request).actor)


@answers_router.post(f"{_ANSWER}/restore", response=AnswerOut, auth=_EDIT)
def put_back_answer(request: HttpRequest, answer_id: UUID) -> Answer:
    """It was no mistake."""
    return actions.put_back_answer(answer_id, by=access_of(request).actor)


@answers_router.post(f"{_ANSWER}/take", response=AnswerOut, auth=_EDIT)
def take_over(request: HttpRequest, answer_id: UUID, payload: TakeIn) -> Answer:
    """Take it over into the field that its question is bound to; needs the right to write there, too.

    Where it stands there already, nothing is written.
    """
    access, target = access_of(request), target_of(answer_by_id(answer_id))
    if target is not None:
        access.require(target.permission)
    return actions.take_over(answer_id, deal_id=payload.deal_id, by=access.actor).answer


@answers_router.delete(f"{_ANSWER}/take", response=AnswerOut, auth=_EDIT)
def take_out(request: HttpRequest, answer_id: UUID) -> Answer:
    """Take back what taking it over wrote; 409 where that has been changed since."""
    access, target = access_of(request), target_taken(answer_by_id(answer_id))
    if target is not None:
        access.require(target.permission)
    return actions.take_out(answer_id, by=access.actor)


def _question(question_id: UUID, response: HttpResponse) -> Question:
    row = question_by_id(question_id)
    tagged(response, etag(row.pk, row.version))
    return listed(QuestionListing(chosen={"state": "all"})).get(pk=question_id)


def _form(row: QuestionForm, response: HttpResponse) -> QuestionForm:
    tagged(response, etag(row.pk, row.version))
    return row


def _form_values(payload: FormFields) -> dict[str, object]:
    """The fields that were sent, questions by their ids."""
    sent = {name: each for name, each in payload.dict(exclude_unset=True).items() if each is not None}
    if "questions" in sent:
        ids = dict(questions().filter(key__in=sent["questions"]).values_list("key", "pk"))
        missing = next((each for each in sent["questions"] if each not in ids), None)
        if missing is not None:
            raise InputError(
                _("There is no such question."), field="questions", came=missing,
                wanted=_("a question of the catalogue"),
            )  # fmt: skip
        sent["questions"] = [ids[each] for each in sent["questions"]]
    return sent
