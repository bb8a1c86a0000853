"""What people type about leads, handed to the actions as it came: they decide what can be used."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banso.domain.leads.models import Campaign, Channel, LeadStage, Result
from banso.kit.clock import now
from banso.kit.ui.days import DayField

Choices = Sequence[tuple[str, str]]
_SOURCES = {"list": "sources"}
_BY_HAND = [(key, label) for key, label in LeadStage.choices if key != LeadStage.CONVERTED]
_WAYS = ["%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M"]


def _line(label: Any, most: int, *, required: bool = False, **more: Any) -> forms.CharField:  # noqa: ANN401 - lazy text
    return forms.CharField(label=label, max_length=most, required=required, **more)


def _area(label: Any, *, rows: int = 3) -> forms.CharField:  # noqa: ANN401 - lazy text
    return forms.CharField(
        label=label, required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class AmountField(forms.CharField):
    """An amount as people write it: 9,800 or ¥9,800 or ９８００円."""

    def clean(self, value: Any) -> Decimal:  # noqa: ANN401 - Django's signature
        text = super().clean(value)
        bare = re.sub(r"[\s,¥$€£円]", "", unicodedata.normalize("NFKC", text))
        try:
            found = Decimal(bare or "0")
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or found < 0:
            raise ValidationError(
                gettext("“%(came)s” is not an amount. Wanted: a number such as 9800.") % {"came": text}
            )
        return found


class LeadForm(forms.Form):
    """A lead's own fields."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    company = _line(_("Company"), 200, help_text=_("Whoever comes alone stands under their own name."))
    person = _line(_("Contact person"), 120)
    title = _line(_("Title"), 120)
    email = _line(_("Mail address"), 254, widget=forms.EmailInput)
    phone = _line(_("Phone"), 40, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    source = _line(_("Source"), 80, widget=forms.TextInput(attrs=_SOURCES))
    campaign = _line(_("Campaign"), 120, widget=forms.TextInput(attrs={"list": "campaigns"}))
    owner_email = forms.ChoiceField(label=_("Worked on by"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=_BY_HAND, initial=LeadStage.NEW)
    unfit_reason = _line(_("Why it is not a fit"), 300)
    created_on = DayField(label=_("Came in on"), required=False)
    note = _area(_("Note"))
    external_id = _line(
        _("External ID"), 200, help_text=_("The identifier that imports and the API know it by.")
    )

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        owner = self.fields["owner_email"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [("", "–"), *owners]

    def values(self) -> dict[str, object]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.fields and name != "version"
        }


class ActivityForm(forms.Form):
    """Something that was tried with a lead."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Channel.choices, initial=Channel.CALL, widget=forms.RadioSelect
    )
    result = forms.ChoiceField(
        label=_("What came of it"), required=False, choices=[("", "–"), *Result.choices]
    )
    occurred_at = forms.DateTimeField(
        label=_("When"), input_formats=_WAYS, required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"placeholder": "2026-11-21 10:00"}),
        help_text=_("Now where nothing is entered."),
    )  # fmt: skip
    minutes = _line(_("Minutes"), 6, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    topic = _line(_("What about"), 200)
    outcome = _area(_("What was talked about"))
    next_step = _line(_("Next step"), 300)
    next_step_on = DayField(label=_("Next step until"), required=False)

    def values(self) -> dict[str, object]:
        return {**self.cleaned_data, "occurred_at": self.cleaned_data["occurred_at"] or now()}


class ConvertForm(forms.Form):
    """What a lead becomes."""

    account = forms.ChoiceField(label=_("Account"), widget=forms.RadioSelect, required=False)
    with_deal = forms.BooleanField(label=_("Open a deal"), required=False, initial=True)
    name = _line(_("Name of the deal"), 200)
    owner_email = forms.ChoiceField(label=_("Salesperson"), required=False)

    def __init__(self, *args: Any, accounts: Choices, owners: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name, choices in (("account", accounts), ("owner_email", [("", "–"), *owners])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class CampaignForm(forms.Form):
    name = _line(_("Name"), 120, required=True)
    source = _line(_("Source"), 80, widget=forms.TextInput(attrs=_SOURCES))
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Last day"), required=False)
    note = _area(_("Note"))

    @staticmethod
    def initial_of(row: Campaign) -> dict[str, object]:
        return {name: getattr(row, name) for name in CampaignForm.base_fields}


class CostForm(forms.Form):
    """What a campaign cost in a month."""

    month = DayField(label=_("Month"), help_text=_("Any day of it."))
    amount = AmountField(
        label=_("Amount"), max_length=40, required=False, help_text=_("0 takes the entry away."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    currency = _line(_("Currency"), 3)


class TargetListForm(forms.Form):
    name = _line(_("Name"), 120, required=True)
    script = forms.CharField(
        label=_("Script"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What the caller has before their eyes."),
    )  # fmt: skip


class AppointmentForm(forms.Form):
    """A first meeting."""

    starts_at = forms.DateTimeField(
        label=_("When"), input_formats=_WAYS,
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"placeholder": "2026-11-21 10:00"}),
    )  # fmt: skip
    minutes = _line(_("Minutes"), 6, widget=forms.TextInput(attrs={"inputmode": "numeric"}), initial="60")
    place = _line(_("Place"), 200)
    who = _line(_("With whom"), 200)
    seller_email = forms.ChoiceField(label=_("Salesperson"), required=False)
    note = _area(_("Note"))

    def __init__(self, *args: Any, sellers: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _offer(self, "seller_email", sellers)


class CallForm(ActivityForm):
    """A call out of a list; the meeting's fields count when an appointment came of it."""

    starts_at = forms.DateTimeField(
        label=_("Appointment at"), input_formats=_WAYS, required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"placeholder": "2026-11-21 10:00"}),
    )  # fmt: skip
    place = _line(_("Place"), 200)
    who = _line(_("With whom"), 200)
    seller_email = forms.ChoiceField(label=_("Salesperson"), required=False)

    def __init__(self, *args: Any, sellers: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        del self.fields["kind"], self.fields["occurred_at"], self.fields["topic"]
        _offer(self, "seller_email", sellers)

    def values(self) -> dict[str, object]:
        names = ("result", "minutes", "outcome", "next_step", "next_step_on")
        given = {name: self.cleaned_data[name] for name in names}
        return {
            **given,
            "kind": Channel.CALL,
            "occurred_at": now(),
            "topic": str(gettext("Call out of a list")),
        }

    def appointment(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "place", "who", "seller_email")}


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "–"), *choices]
