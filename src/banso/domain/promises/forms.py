"""What people type about promises, handed to the actions, which decide what can be used."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.domain.promises.facts import DELIVERABLE_WORDS, KIND_WORDS, SOURCE_WORDS
from banso.domain.promises.models import Promise
from banso.domain.promises.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.kit.ui.days import DayField
from banso.kit.words import Text

Choices = Iterable[tuple[str, str]]
_HIDDEN = forms.HiddenInput
_FIRST = ("", "–")
_APART = frozenset({"account", "version", "reason"})


def words(of: Mapping[str, Text]) -> list[tuple[str, str]]:
    """The choices in the reader's language."""
    return [(slug, str(text)) for slug, text in of.items()]


def _choose(label: Any, *, help_text: Any = "") -> forms.ChoiceField:  # noqa: ANN401 - lazy text
    return forms.ChoiceField(label=label, required=False, help_text=help_text)


def _line(label: Any, limit: int = 120, *, required: bool = False, help_text: Any = "") -> forms.CharField:  # noqa: ANN401
    return forms.CharField(label=label, max_length=limit, required=required, help_text=help_text)


def _prose(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:  # noqa: ANN401
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class PromiseForm(forms.Form):
    """What was said; people of ours and of the customer's are chosen, or named where they have no seat."""

    account = _line(_("Account"), 200, required=True, help_text=_("Its name or its external ID."))
    wording = _prose(_("What was promised"), help_text=_("In the words in which it was said."))
    due_on = DayField(label=_("Until when"), help_text=_("Included: the last day on which it is in time."))
    kind = forms.ChoiceField(label=_("Kind"))
    deliverable = forms.ChoiceField(label=_("Can we do it?"), widget=forms.RadioSelect)
    said_by_email = _choose(_("Who promised it"))
    said_by = _line(_("Or a name, for somebody without a seat"))
    said_to_id = _choose(_("To whom"))
    said_to = _line(_("Or a name, for somebody who is not a contact yet"))
    made_on = DayField(label=_("Promised on"))
    source = forms.ChoiceField(label=_("Where"))
    source_text = _line(_("Where it can be found"), 500, help_text=_("A mail's subject, a page of a file."))
    activity_id = _choose(_("Activity"))
    note_id = _choose(_("Note"))
    file_id = _choose(_("File"), help_text=_("Its SHA-256 is kept with the promise."))
    product = _line(_("Product"))
    owner_email = _choose(_("Who keeps it"), help_text=_("After the sale."))
    owner = _line(_("Or a name, for somebody who keeps it without a seat"))
    deal_id = forms.CharField(required=False, widget=_HIDDEN)
    version = forms.IntegerField(required=False, widget=_HIDDEN)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        people: Choices = (),
        contacts: Choices = (),
        activities: Choices = (),
        notes: Choices = (),
        files: Choices = (),
        fixed: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Choices] = {
            "kind": [_FIRST, *words(KIND_WORDS)], "deliverable": words(DELIVERABLE_WORDS),
            "source": [_FIRST, *words(SOURCE_WORDS)],
            "said_by_email": [_FIRST, *people], "owner_email": [_FIRST, *people],
            "said_to_id": [_FIRST, *contacts], "activity_id": [_FIRST, *activities],
            "note_id": [_FIRST, *notes], "file_id": [_FIRST, *files],
        }  # fmt: skip
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)
        for name in ("said_to_id", "activity_id", "note_id", "file_id"):
            if len(self.fields[name].choices) == 1:  # type: ignore[attr-defined]
                del self.fields[name]
        if fixed:
            del self.fields["account"]

    def values(self) -> dict[str, object]:
        """The fields for `make_promise`; what nobody filled in stays away."""
        kept = self.cleaned_data.items()
        return {name: value for name, value in kept if name not in _APART and value not in {"", None}}


class AmendForm(PromiseForm):
    """Another version of what was said."""

    reason = _line(_("Why it changes"), 500, required=True)
    field_order = ("wording", "due_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, fixed=True, **kwargs)
        for name in ("owner", "owner_email", "deal_id"):
            del self.fields[name]

    def values(self) -> dict[str, object]:
        kept = self.cleaned_data.items()
        return {name: "" if value is None else value for name, value in kept if name not in _APART}


def initial_of(promise: Promise, people: Choices) -> dict[str, object]:
    """What the form shows of a promise; who has no seat any more is named."""
    names = ("wording", "due_on", "kind", "deliverable", "made_on", "source", "source_text", "product")
    plain = {name: getattr(promise, name) for name in names}
    email = promise.said_by.email if promise.said_by else ""
    member = email in {address for address, _name in people}
    return {
        **plain,
        "said_by_email": email if member else "",
        "said_by": "" if member else promise.said_by_name,
        "said_to_id": str(promise.said_to_id or ""),
        "said_to": "" if promise.said_to_id else promise.said_to_name,
        "activity_id": str(promise.activity_id or ""),
        "note_id": str(promise.note_id or ""),
        "file_id": str(promise.file_id or ""),
        "version": promise.number,
    }


class StateForm(forms.Form):
    """What brings a promise into a state."""

    on = DayField(label=_("On which day"))
    evidence = _prose(_("What shows it"), help_text=_("What was done, and where it can be seen."))
    activity_id = _choose(_("Activity"))
    file_id = _choose(_("File"))
    version = forms.IntegerField(required=False, widget=_HIDDEN)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        activities: Choices = (),
        files: Choices = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("activity_id", list(activities)), ("file_id", list(files))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField) and choices:
                field.choices = [_FIRST, *choices]
            else:
                del self.fields[name]


class ReasonForm(forms.Form):
    reason = _line(_("Why"), 500, required=True)


class OwnerForm(forms.Form):
    """Who keeps it from now on."""

    owner_email = _choose(_("Who keeps it"))
    owner = _line(_("Or a name, for somebody who keeps it without a seat"))

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["owner_email"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("nobody yet")), *people]


class ApprovalForm(forms.Form):
    remark = _line(_("Remark"), 500, help_text=_("Needed where you do not approve."))


class LinkForm(forms.Form):
    """Asking the customer."""

    email = forms.CharField(
        label=_("Mail address"), required=False, max_length=254, widget=forms.EmailInput,
        help_text=_("Empty to hand the link over by yourself."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=[("ja", "日本語"), ("en", "English")])
    days = forms.IntegerField(
        label=_("Days that it works"), min_value=SHORTEST, max_value=LONGEST_DAYS, initial=LASTS.days
    )


class AnswerForm(forms.Form):
    """What the customer says of it."""

    name = _line(_("Your name"))
    said = _prose(
        _("If it is not what was said: what was?"), rows=4, required=False,
        help_text=_("You may also add a word to your confirmation."),
    )  # fmt: skip
