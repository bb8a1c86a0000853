"""What is typed about a person; never in an address, so that no log of addresses keeps it."""

from django import forms
from django.utils.translation import gettext_lazy as _

_QUIET = {"autocomplete": "off"}


class FindForm(forms.Form):
    mail = forms.CharField(
        label=_("Mail address"), max_length=254, required=False,
        widget=forms.TextInput(attrs={**_QUIET, "inputmode": "email"}),
    )  # fmt: skip
    key = forms.CharField(
        label=_("User ID in the usage data"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
    )
    record = forms.CharField(
        label=_("ID of the contact"), max_length=60, required=False, widget=forms.TextInput(attrs=_QUIET)
    )


class Named(forms.Form):
    """Carries on whom the page before was about."""

    mail = forms.CharField(max_length=254, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    record = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class EraseForm(Named):
    reason = forms.CharField(
        label=_("Reason"), max_length=500,
        help_text=_("It stays on the receipt, so it must not name the person: “request of 21 November”."),
    )  # fmt: skip
    typed = forms.CharField(
        label=_("Type the person’s mail address, name or user ID"), max_length=254,
        widget=forms.TextInput(attrs=_QUIET),
    )  # fmt: skip


class WelcomeForm(forms.Form):
    mail = forms.CharField(
        label=_("Mail address"), max_length=254, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    key = forms.CharField(
        label=_("User ID in the usage data"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_QUIET),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)


class KeepForm(forms.Form):
    holding = forms.CharField(max_length=40, widget=forms.HiddenInput)
    days = forms.IntegerField(label=_("Days"), required=False)
