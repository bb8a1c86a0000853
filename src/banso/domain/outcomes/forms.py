"""What people type about outcomes, handed to the actions as it came: they decide what can be used."""

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.domain.outcomes.rules.links import LASTS, LONGEST_DAYS, SHORTEST


class LinkForm(forms.Form):
    """Asking the customer to confirm the goals."""

    email = forms.CharField(
        label=_("Mail address"), required=False, max_length=254, widget=forms.EmailInput,
        help_text=_("Empty to hand the link over by yourself."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=[("ja", "日本語"), ("en", "English")])
    days = forms.IntegerField(
        label=_("Days that it works"), min_value=SHORTEST, max_value=LONGEST_DAYS, initial=LASTS.days
    )


class AnswerForm(forms.Form):
    """What the customer says of the goals."""

    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    said = forms.CharField(
        label=_("If this is not what you call success: what is?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You may also add a word to your confirmation."),
    )  # fmt: skip


class ReportForm(forms.Form):
    """A number that somebody at the customer told."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    checkpoint = forms.TypedChoiceField(label=_("Measured after"), coerce=int)
    value = forms.CharField(
        label=_("Value"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    told = forms.CharField(
        label=_("Who told it, and where"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: object, checkpoints: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["checkpoint"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = checkpoints
