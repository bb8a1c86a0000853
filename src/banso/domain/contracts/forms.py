"""What people type about contracts, as clean values. Screens show the last day that is paid, included."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.domain.contracts.models import CostCategory, Interval
from banso.domain.contracts.rules.money import read_amount
from banso.kit.errors import InputError
from banso.kit.ui.days import DayField


class AmountField(forms.CharField):
    """An amount as people write it: 9,800 or ¥9,800."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, "max_length": 40, **kwargs})

    def clean(self, value: Any) -> Decimal | None:  # noqa: ANN401
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_amount(text, field="")
        except InputError as error:
            raise ValidationError(
                _("“%(came)s” is not an amount. Wanted: a number such as 9800.") % {"came": text}
            ) from error


_LAST_DAY_HELP = gettext_lazy("Included: the last day that is paid. Empty while it goes on.")


class LineForm(forms.Form):
    """A new subscription line."""

    product = forms.CharField(
        label=gettext_lazy("Product"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "products"}),
        help_text=gettext_lazy("Empty for the standard product."),
    )
    plan = forms.CharField(label=gettext_lazy("Plan"), max_length=120, required=False)
    amount = AmountField(label=gettext_lazy("Amount"))
    interval = forms.ChoiceField(label=gettext_lazy("Paid"), choices=Interval.choices, initial=Interval.MONTH)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    seats = forms.IntegerField(label=gettext_lazy("Seats"), required=False, min_value=0)
    trial = forms.BooleanField(
        label=gettext_lazy("Trial"), required=False, help_text=gettext_lazy("Counts as zero until it ends.")
    )
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"), required=False, help_text=_LAST_DAY_HELP)
    external_id = forms.CharField(
        label=gettext_lazy("Identifier"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("That of the billing system, if there is one."),
    )

    def first_day_unpaid(self) -> date | None:
        return _day_after(self.cleaned_data["ends_on"])


class ChangeForm(forms.Form):
    """What a line costs and holds from a day on."""

    valid_from = DayField(label=gettext_lazy("In force from"))
    amount = AmountField(label=gettext_lazy("Amount"))
    plan = forms.CharField(label=gettext_lazy("Plan"), max_length=120, required=False)
    seats = forms.IntegerField(label=gettext_lazy("Seats"), required=False, min_value=0)
    trial = forms.BooleanField(label=gettext_lazy("Trial"), required=False)


class EndForm(forms.Form):
    """The end of a line."""

    ends_on = DayField(label=gettext_lazy("Last day"), required=False, help_text=_LAST_DAY_HELP)

    def first_day_unpaid(self) -> date | None:
        return _day_after(self.cleaned_data["ends_on"])


class ProductForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    standard = forms.BooleanField(
        label=gettext_lazy("Standard product"),
        required=False,
        help_text=gettext_lazy("Meant where an imported line names no product."),
    )


class PlanForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=gettext_lazy("A higher number is a higher plan."),
    )
    list_price = AmountField(label=gettext_lazy("List price"), required=False)
    interval = forms.ChoiceField(label=gettext_lazy("Paid"), choices=Interval.choices, initial=Interval.MONTH)


class RateForm(forms.Form):
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    day = DayField(label=gettext_lazy("In force from"))
    rate = forms.DecimalField(
        label=gettext_lazy("Rate"),
        max_digits=24,
        decimal_places=12,
        help_text=gettext_lazy("What one unit is worth."),
    )
    into = forms.CharField(
        label=gettext_lazy("Into"),
        max_length=3,
        required=False,
        help_text=gettext_lazy("The reporting currency, or one that is to become it."),
    )


class CostForm(forms.Form):
    month = DayField(label=gettext_lazy("Month"), help_text=gettext_lazy("Any day of the month."))
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=CostCategory.choices)
    amount = AmountField(label=gettext_lazy("Amount"))
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)


class MarginForm(forms.Form):
    valid_from = DayField(
        label=gettext_lazy("In force from"), help_text=gettext_lazy("Holds from that month on.")
    )
    share = forms.DecimalField(
        label=gettext_lazy("Gross margin (%)"), min_value=0, max_value=100, max_digits=7, decimal_places=4
    )


def _day_after(last_day: date | None) -> date | None:
    return last_day + timedelta(days=1) if last_day else None
