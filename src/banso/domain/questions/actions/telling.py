"""Facts of what was asked and answered, and who hears of answers."""

from uuid import UUID

from django.utils import translation

from banso.domain.questions.definitions import ANSWERED
from banso.domain.questions.facts import QuestionAnswered, QuestionPut
from banso.domain.questions.models import Answer, Asked, Asking, Question
from banso.domain.questions.queries.records import said_of, subject_of, words_of
from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import members, members_by_email
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace, current_workspace_id


def form_name(asking: Asking | None) -> str:
    """What the form of an asking is called in the workspace's language; "" for a question asked alone."""
    if asking is None or asking.form is None:
        return ""
    return asking.form.title_ja if current_workspace().language == "ja" else asking.form.title_en


def tell_put(asked: Asked, asking: Asking, *, by: Actor) -> None:
    """Record that a question was put."""
    fact = QuestionPut(
        account=asking.account_id, occurred_at=asked.put_at or asking.made_at,
        subject=subject_of(asked.question_id), key=asked.question.key,
        question=_words(asked.question), form=form_name(asking),
        asker=asking.by_label, known="yes" if asked.known else "no",
    )  # fmt: skip
    record(fact, by=by, id=_put_id(asked))


def never_put(asked: Asked, *, by: Actor) -> None:
    retract([_put_id(asked)], by=by, reason="written down by mistake")


def tell_answer(answer: Answer, *, again: bool, by: Actor) -> None:
    """Record an answer in the workspace's language."""
    with translation.override(current_workspace().language):
        words = said_of(answer, current_workspace().language)
    fact = QuestionAnswered(
        account=answer.account_id, occurred_at=answer.at, subject=subject_of(answer.question_id),
        key=answer.question.key, question=_words(answer.question), form=form_name(answer.asking),
        answer=words, said_by=answer.said_by, again=again,
    )  # fmt: skip
    record(fact, by=by, id=_answer_id(answer))


def never_answered(answer: Answer, *, by: Actor) -> None:
    retract([_answer_id(answer)], by=by, reason="written down by mistake")


def inform(asking: Asking) -> None:
    """Tell whoever made the link, and the account's CSM, that the customer answered."""
    account = asking.account
    people: set[UUID] = {each.pk for each in members() if str(each.pk) == asking.by_id}
    if account.owner_email:
        people |= {each.pk for each in members_by_email([account.owner_email]).values()}
    detail = {"account": account.name, "who": asking.answered_by, "form": form_name(asking)}
    for person in sorted(people):
        notify(
            person, ANSWERED, detail=detail, href=f"accounts/{account.pk}/answers/",
            key=f"{ANSWERED}:{asking.pk}", mail=True,
        )  # fmt: skip


def _words(question: Question) -> str:
    return words_of(question).in_language(current_workspace().language)


def _put_id(asked: Asked) -> UUID:
    return stable_id(current_workspace_id(), "question put", asked.pk)


def _answer_id(answer: Answer) -> UUID:
    return stable_id(current_workspace_id(), "question answered", answer.pk)
