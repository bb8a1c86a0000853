"""Questions, forms and answers for tests, and rows in every table of them."""

from collections.abc import Callable
from uuid import UUID

from banso.domain.accounts.actions import create_account
from banso.domain.questions import actions
from banso.domain.questions.facts import QuestionPut
from banso.domain.questions.models import Asking, MovedAnswer, Question, QuestionForm
from banso.domain.questions.queries import question_by_key, token_for
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM, Actor
from banso.kit.tenancy import current_workspace_id

KENTA = Actor("person", "", "山本健太")


def an_account(name: str = "東雲倉庫", **fields: object) -> UUID:
    return create_account({"name": name, **fields}, by=SYSTEM).pk


def a_question(key: str = "employees", kind: str = "number", **fields: object) -> Question:
    values = {"key": key, "kind": kind, "text_ja": f"{key}は？", "text_en": f"What of {key}?", **fields}
    return actions.save_question(None, values, by=SYSTEM)


def a_form(*keys: str, **fields: object) -> QuestionForm:
    """A form of questions that are there, or else of texts."""
    known = [each for each in keys if Question.objects.filter(key=each).exists()]
    for key in keys:
        if key not in known:
            a_question(key, "text")
    values = {"title_ja": "ヒアリングシート", "title_en": "Hearing sheet", "purpose": "hearing", **fields}
    return actions.save_form(
        None, {**values, "questions": [question_by_key(key).pk for key in keys]}, by=SYSTEM
    )


def furnish_questions(
    account_id: UUID, other_id: UUID, *, say: Callable[[int], str], email: str, by: Actor
) -> dict[str, object]:
    """Rows in every table of questions, every text made by `say`, which gets how long it may be.

    Returns what stands for the words of addresses.
    """
    words = {"text_ja": say(200), "text_en": say(200), "help_ja": say(200), "help_en": say(200)}
    options = [{"ja": say(60), "en": say(50)}, {"ja": f"2 {say(60)}", "en": f"2 {say(50)}"}]
    named = Actor(by.kind, by.id, say(150))
    # Known by this to bodies of the API, where it is the first.
    key = {} if Question.objects.filter(key="told").exists() else {"key": "told"}
    chosen = actions.save_question(None, {**words, "kind": "choice", "options": options}, by=by)
    told = actions.save_question(
        None, {**words, **key, "kind": "prose", "target": "account.description"}, by=by
    )
    counted = actions.save_question(None, {**words, "kind": "number", "unit": say(30)}, by=by)
    open_still = actions.save_question(None, {**words, "kind": "date"}, by=by)
    form = actions.save_form(
        None,
        {"title_ja": say(100), "title_en": say(100), "intro_ja": say(300), "intro_en": say(300),
         "purpose": "hearing", "questions": [chosen.pk, told.pk, counted.pk, open_still.pk]},
        by=by,
    )  # fmt: skip
    asking = actions.fill_form(account_id, form.pk, {told.pk: say(300)}, said_by=say(100), by=named)
    answer = asking.answers.get()
    actions.take_over(answer.pk, by=by)
    answered = actions.ask_by_link(account_id, form.pk, email=email, by=named)
    first = chosen.options[0]["key"]
    actions.answer_link(token_for(answered), {chosen.pk: first, counted.pk: "3"}, name=say(100))
    link = actions.ask_by_link(account_id, form.pk, again=[told.pk], by=named)
    gone = actions.write_answer(account_id, told.pk, say(300), said_by=say(100), by=named)
    actions.take_back_answer(gone.pk, by=by)
    MovedAnswer.objects.create(workspace_id=current_workspace_id(), answer=answer, origin=other_id)
    return {
        "question_id": told.pk, "form_id": form.pk, "asking_id": link.pk, "answer_id": answer.pk,
    }  # fmt: skip


def put(account: UUID) -> list[tuple[str, str]]:
    """What was put to an account, in its order: the question's key, and whether its answer was known."""
    facts = current_facts().filter(type=QuestionPut.type, account=account).order_by("seq")
    return [(each.payload["key"], each.payload["known"]) for each in facts]


def link_to(account: UUID, form: QuestionForm, **more: object) -> tuple[Asking, str]:
    """A link and its token."""
    asking = actions.ask_by_link(account, form.pk, by=KENTA, **more)  # type: ignore[arg-type]
    return asking, token_for(asking)


def listed_question(text: str) -> dict[str, object]:
    """A question with that text, for its list."""
    a_question("told", "prose", text_ja=text, text_en=text, help_en=text)
    return {}


def listed_form(text: str) -> dict[str, object]:
    """A form with that text, for its list."""
    a_form("told", title_ja=text, title_en=text, intro_en=text)
    return {}


def listed_answer(text: str) -> dict[str, object]:
    """An answer with that text, for the list of its account."""
    account = an_account(text)
    actions.write_answer(account, a_question("told", "prose").pk, text, said_by=text, by=SYSTEM)
    return {"account_id": account}
