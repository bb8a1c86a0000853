"""What is typed on the pages of usage."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Lines(forms.CharField):
    """A name a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: object) -> list[str]:
        return str(super().clean(value)).splitlines()

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value


class OriginsForm(forms.Form):
    origins = Lines(
        label=_("Web origins that may send"), required=False,
        help_text=_("One a line, such as https://app.example.jp. Empty: any."),
    )  # fmt: skip


class IgnoredForm(forms.Form):
    ignored = Lines(
        label=_("Events that are no activity"), required=False,
        help_text=_("One name a line. People are not counted as active for these alone."),
    )  # fmt: skip


class FeatureForm(forms.Form):
    name = forms.CharField(label=_("Name of the feature"), max_length=120)
    events = Lines(label=_("Events that show its use"), help_text=_("One name a line."))
    plans = Lines(
        label=_("Plans that include it"), required=False, help_text=_("One plan a line. Empty: every plan."),
    )  # fmt: skip
