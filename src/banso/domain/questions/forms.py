"""What people type about questions, handed to the actions as it came: they decide what can be used."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banso.domain.questions.actions.answering import field_of
from banso.domain.questions.models import Question
from banso.domain.questions.queries.known import Known
from banso.domain.questions.queries.records import shape_of, words_of
from banso.domain.questions.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.domain.questions.rules.values import FULL, raw_of
from banso.kit.words import Text

KIND_WORDS = {
    "text": _("A line of text"), "prose": _("A long text"), "number": _("A number"), "money": _("Money"),
    "date": _("A day"), "choice": _("One of several"), "choices": _("Some of several"),
    "yes_no": _("Yes or no"), "person": _("A person"), "metric": _("A KPI or metric"),
}  # fmt: skip
PURPOSE_WORDS = {"hearing": _("Hearing"), "onboarding": _("Onboarding"), "survey": _("Survey")}


class QuestionForm(forms.Form):
    """A question of the catalogue."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text_ja = forms.CharField(label=_("Question in Japanese"), max_length=300, required=False)
    text_en = forms.CharField(label=_("Question in English"), max_length=300, required=False)
    help_ja = forms.CharField(label=_("Help in Japanese"), max_length=500, required=False)
    help_en = forms.CharField(label=_("Help in English"), max_length=500, required=False)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=list(KIND_WORDS.items()))
    unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False,
        help_text=_("Of a number, such as people; of money the currency, such as JPY."),
    )  # fmt: skip
    options = forms.CharField(
        label=_("Choices"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One choice a line: Japanese | English"),
    )  # fmt: skip
    target = forms.ChoiceField(
        label=_("Taken over into"), required=False,
        help_text=_("With one click an answer goes into this field of the account or of a deal's sheet."),
    )  # fmt: skip
    shared = forms.BooleanField(
        label=_("The customer may be asked it by a link"), required=False,
        help_text=_("Without it the question is for us alone, and no customer sees what is written here."),
    )  # fmt: skip

    def __init__(self, *args: object, fields_to_take: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["target"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("nothing")), *fields_to_take]


class FormForm(forms.Form):
    """A form made of questions."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title_ja = forms.CharField(label=_("Title in Japanese"), max_length=120, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    purpose = forms.ChoiceField(label=_("What it is for"), choices=list(PURPOSE_WORDS.items()))
    intro_ja = forms.CharField(
        label=_("Introduction in Japanese"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    intro_en = forms.CharField(
        label=_("Introduction in English"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class LinkForm(forms.Form):
    """Asking the customer by a link."""

    email = forms.CharField(
        label=_("Mail address"), required=False, max_length=254, widget=forms.EmailInput,
        help_text=_("Empty to hand the link over by yourself."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=[("ja", "日本語"), ("en", "English")])
    days = forms.IntegerField(
        label=_("Days that it works"), min_value=SHORTEST, max_value=LONGEST_DAYS, initial=LASTS.days
    )


class AnswersForm(forms.Form):
    """A field for each question.

    Args:
        questions: in their order.
        known: what is filled in; a field without is empty.
        account_id: whose people are offered where a person is asked for; None for a customer's page.
        who: the label of the field that says who answers.
    """

    def __init__(
        self,
        *args: object,
        questions: Sequence[Question],
        known: Mapping[UUID, Known] | None = None,
        who: object = "",
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.asked = list(questions)
        for question in questions:
            self.fields[field_of(question.pk)] = answer_field(question, (known or {}).get(question.pk))
        self.fields["who"] = forms.CharField(label=str(who), max_length=120, required=False)

    def given(self) -> dict[UUID, object]:
        """What was answered, by question id."""
        return {each.pk: self.cleaned_data.get(field_of(each.pk)) for each in self.asked}


class OneAnswerForm(forms.Form):
    """Another answer to one question."""

    said_by = forms.CharField(label=_("Who at the customer said it"), max_length=120, required=False)
    asked = forms.BooleanField(
        label=_("We asked them again"), required=False,
        help_text=_("Counts as asked twice. Leave it open where they told it by themselves."),
    )  # fmt: skip

    def __init__(self, *args: object, question: Question, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = answer_field(question, None)
        field.label = str(_("The customer's answer"))
        self.fields = {"value": field, **self.fields}


def answer_field(question: Question, known: Known | None) -> forms.Field:
    """The field in which a question is answered, in the reader's language."""
    shape = shape_of(question)
    help_text = str(Text(en=question.help_en, ja=question.help_ja))
    common: dict[str, Any] = {
        "label": f"{words_of(question)}" + (f"（{shape.unit}）" if _in_japanese() and shape.unit else
                                            f" ({shape.unit.strip()})" if shape.unit else ""),
        "help_text": help_text, "required": False,
        "initial": None if known is None or known.value is None else raw_of(shape, known.value),
    }  # fmt: skip
    if question.kind in _BOUNDS:
        widget = forms.Textarea if question.kind == "prose" else forms.TextInput
        most = FULL if question.kind == "prose" else 500
        return forms.CharField(max_length=most, widget=widget(attrs=_BOUNDS[question.kind]), **common)
    options = [(each.key, str(each.words)) for each in shape.options]
    if question.kind == "choices":
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    if question.kind == "yes_no":
        options = [("yes", str(_("Yes"))), ("no", str(_("No")))]
    return forms.ChoiceField(choices=[("", _("not answered")), *options], **common)


# The attributes of the input of each kind that is written.
_BOUNDS: dict[str, dict[str, object]] = {
    "text": {},
    "prose": {"rows": 3},
    "number": {"inputmode": "decimal", "class": "short"},
    "money": {"inputmode": "decimal", "class": "short"},
    "date": {"type": "date", "class": "short"},
    "person": {"list": "people"},
    "metric": {"list": "kpis"},
}


def _in_japanese() -> bool:
    return (get_language() or "").startswith("ja")
