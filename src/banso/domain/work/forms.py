"""What people type about tasks, handed to the actions, which decide what can be used."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.domain.work.facts import SIDE_WORDS
from banso.domain.work.models import Task
from banso.domain.work.rules.mails import MODE_WORDS
from banso.kit.ui.days import DayField

Choices = Iterable[tuple[str, str]]


class TaskForm(forms.Form):
    """A task, whole."""

    title = forms.CharField(label=_("What there is to do"), max_length=200)
    body = forms.CharField(
        label=_("More on it"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("“@” and a name tells somebody else of it."),
    )
    account = forms.CharField(
        label=_("Account"), required=False, max_length=200,
        help_text=_("Its name or its external ID; empty for work of your own."),
    )  # fmt: skip
    side = forms.ChoiceField(label=_("Whose task"), widget=forms.RadioSelect)
    owner_email = forms.ChoiceField(label=_("Who does it"), required=False)
    owner_name = forms.CharField(
        label=_("Or a name"), required=False, max_length=120,
        help_text=_("For somebody without a seat, such as a person of the customer's."),
    )  # fmt: skip
    due_on = DayField(label=_("Until when"), required=False)
    checklist = forms.CharField(
        label=_("Checklist"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line for each point; [x] before it if it is done."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        offered: dict[str, Choices] = {
            "side": [(slug, str(text)) for slug, text in SIDE_WORDS.items()],
            "owner_email": [("", str(_("nobody yet"))), *people],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)

    def values(self) -> dict[str, object]:
        """The fields for `make_task` and `change_task`; the account is found by its name beforehand."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in {"account", "version"}
        }


def initial_of(task: Task, people: Choices) -> dict[str, object]:
    """What the form shows of a task; whoever has no seat any more is named."""
    seated = task.owner_email in {email for email, _name in people}
    lines = [f"[x] {each['text']}" if each["done"] else each["text"] for each in task.checklist]
    return {
        "title": task.title, "body": task.body, "side": task.side, "due_on": task.due_on,
        "account": task.account.name if task.account else "", "checklist": "\n".join(lines),
        "owner_email": task.owner_email if seated else "", "owner_name": "" if seated else task.owner_name,
        "version": task.number,
    }  # fmt: skip


class QuickForm(forms.Form):
    """A task in one line; it is one's own."""

    title = forms.CharField(max_length=200)
    account = forms.CharField(required=False, max_length=200)
    due_on = DayField(required=False)


class MailForm(forms.Form):
    """How somebody hears by mail."""

    mode = forms.ChoiceField(label=_("Notices by mail"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["mode"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(slug, str(text)) for slug, text in MODE_WORDS.items()]
