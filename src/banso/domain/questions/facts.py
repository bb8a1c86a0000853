"""What customers were asked, and what they answered.

Facts have the subject `question:<id>`. A question is put once for each time that somebody asks it; `known`
says whether an answer of that customer was there already. An answer given again is a fact of its own; one
that was written down by mistake never was.
"""

from typing import ClassVar

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

KNOWN_WORDS = {
    "no": Text(en="for the first time", ja="初めて"),
    "yes": Text(en="although the answer was known", ja="回答が分かっているのに再度"),
}


@fact(
    "questions.put",
    title=Text(en="Question put", ja="質問した"),
    line=Text(en="{question} ({known})", ja="{question}（{known}）"),
    side="us",
    group="question",
)
class QuestionPut(Fact, frozen=True, kw_only=True):
    """A question was put to a customer; `known` is "yes" where we knew: by an answer, or by its field.

    `key` is the question's key, `form` what it was asked in, "" outside of any; `asker` who asked.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"known": KNOWN_WORDS}

    key: str
    question: str
    form: str
    asker: str
    known: str


@fact(
    "questions.answered",
    title=Text(en="Question answered", ja="質問への回答"),
    line=Text(en="{question}: {answer}", ja="{question}：{answer}"),
    side="them",
    group="answer",
)
class QuestionAnswered(Fact, frozen=True, kw_only=True):
    """A customer's answer; `said_by` is who of them said it, `again` whether they had answered before."""

    key: str
    question: str
    form: str
    answer: str
    said_by: str
    again: bool
