"""What people enter of webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.domain.hooks.definitions import EVENTS, event_title


class EndpointForm(forms.Form):
    """Where events go, and which."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What listens there, such as “Chat”."))
    url = forms.CharField(
        label=_("URL"),
        max_length=2000,
        help_text=_("A web address; https keeps what is sent to yourselves."),
    )
    events = forms.MultipleChoiceField(label=_("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = [(name, event_title(name)) for name in EVENTS]  # type: ignore[attr-defined]
