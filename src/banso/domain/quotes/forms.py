"""What people type about quotes, handed to the actions as it came: they decide what can be used."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.domain.quotes.facts import HOW_WORDS
from banso.domain.quotes.models import LANGUAGES, TaxRounding
from banso.domain.quotes.rules.content import LONGEST_MONTHS, LONGEST_VALID
from banso.kit.ui.days import DayField

Choices = Sequence[tuple[str, str]]
_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


def _line(label: Any, most: int, *, required: bool = False, **more: Any) -> forms.CharField:  # noqa: ANN401 - lazy text
    return forms.CharField(label=label, max_length=most, required=required, **more)


def _area(label: Any, most: int, *, rows: int = 3, required: bool = False, **more: Any) -> forms.CharField:  # noqa: ANN401 - lazy text
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, **more)


def _offer(form: forms.Form, name: str, choices: Choices, nothing: Any = "–") -> None:  # noqa: ANN401 - lazy text
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", nothing), *choices]


class QuoteForm(forms.Form):
    """A draft's own fields; its lines are the deal's."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = _line(_("Subject"), 200, required=True)
    language = forms.ChoiceField(label=_("Language of the document"), choices=LANGUAGES)
    company = _line(_("Company it is for"), 200, required=True)
    contact_id = forms.ChoiceField(label=_("Attention of"), required=False)
    valid_until = DayField(label=_("Valid until"), help_text=_("This day included."))
    months = forms.IntegerField(
        label=_("Months counted"), min_value=1, max_value=LONGEST_MONTHS,
        help_text=_("For lines that have no last day."),
    )  # fmt: skip
    payment_terms = _line(_("Payment terms"), 300)
    tax_rate = _line(
        _("Consumption tax (%)"), 10, required=True, widget=forms.TextInput(attrs=_DECIMAL),
        help_text=_("0 where none is due, such as abroad."),
    )  # fmt: skip
    tax_rounding = forms.ChoiceField(label=_("Fractions of the tax"), choices=TaxRounding.choices)
    note = _area(_("Note to the customer"), 2000, rows=4)

    def __init__(self, *args: Any, contacts: Choices, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        _offer(self, "contact_id", contacts, _("nobody by name"))


class SendForm(forms.Form):
    """Sending a quote by mail."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    email = _line(_("Mail address"), 254, required=True, widget=forms.EmailInput(attrs={"list": "addresses"}))
    message = _area(
        _("A word of your own"), 2000, rows=4, help_text=_("Stands above the figures. The PDF is attached.")
    )


class MarkForm(forms.Form):
    """Saying that a quote was sent by other means."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    on = DayField(label=_("Sent on"))


class AnswerForm(forms.Form):
    """What the customer says to a quote."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=pgettext_lazy("quote", "Answer"),
        choices=[("accepted", _("Accepted")), ("declined", _("Declined"))],
    )
    who = _line(pgettext_lazy("quote", "Who said so"), 120)
    on = DayField(label=_("Answered on"))
    reason = _area(_("Why it was declined"), 500)


class ContractForm(forms.Form):
    """A contract that was sent."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = _line(_("Name of the document"), 200, required=True)
    sent_on = DayField(label=pgettext_lazy("contract", "Sent on"))
    how = forms.ChoiceField(label=_("How"), choices=[(slug, words) for slug, words in HOW_WORDS.items()])
    contact_id = forms.ChoiceField(label=_("To"), required=False)
    to_name = _line(
        _("To somebody else"), 120, help_text=_("Where the person is none of the account's contacts.")
    )
    quote_id = forms.ChoiceField(label=_("Follows the quote"), required=False)
    file_id = forms.ChoiceField(
        label=_("File"), required=False, help_text=_("One of the account's files; its SHA-256 is kept.")
    )
    link = _line(
        _("Link"), 500, widget=forms.URLInput,
        help_text=_("Where the document lies otherwise, such as at an e-signature service."),
    )  # fmt: skip

    def __init__(self, *args: Any, contacts: Choices, quotes: Choices, files: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name, choices in (("contact_id", contacts), ("quote_id", quotes), ("file_id", files)):
            _offer(self, name, choices)
        how = self.fields["how"]
        if isinstance(how, forms.ChoiceField):
            how.choices = [(slug, str(words)) for slug, words in HOW_WORDS.items()]


class SignForm(forms.Form):
    """A contract that came back signed."""

    on = DayField(label=_("Signed on"))
    who = _line(_("Signed by"), 120)


class IssuerForm(forms.Form):
    """What stands on quotes of who sends them."""

    company = _line(_("Company"), 200, required=True)
    company_en = _line(_("Company in English"), 200)
    address = _area(_("Postal address"), 400, rows=2)
    address_en = _area(_("Postal address in English"), 400, rows=2)
    phone = _line(_("Phone"), 40)
    email = _line(_("Mail address"), 254, widget=forms.EmailInput)
    registration = _line(
        _("Registration number"), 40,
        help_text=_("Of the qualified invoice issuer: T and 13 digits. Empty where there is none."),
    )  # fmt: skip
    letters = _line(_("Numbers begin with"), 10, required=True, help_text=_("Q makes Q-2026-0001."))
    valid_days = forms.IntegerField(label=_("Days valid"), min_value=1, max_value=LONGEST_VALID)
    months = forms.IntegerField(
        label=_("Months counted"), min_value=1, max_value=LONGEST_MONTHS,
        help_text=_("For lines that have no last day."),
    )  # fmt: skip
    payment_terms = _line(_("Payment terms"), 300)
    payment_terms_en = _line(_("Payment terms in English"), 300)
    tax_rate = _line(_("Consumption tax (%)"), 10, required=True, widget=forms.TextInput(attrs=_DECIMAL))
    tax_rounding = forms.ChoiceField(label=_("Fractions of the tax"), choices=TaxRounding.choices)
    note = _area(_("Note to the customer"), 2000)
    note_en = _area(_("Note to the customer in English"), 2000)
