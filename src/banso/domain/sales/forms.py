"""What people type about deals, handed to the actions as it came: they decide what can be used."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banso.domain.sales.models import (
    Attitude,
    ConcernState,
    DealLine,
    Forecast,
    Influence,
    Interval,
    MeasuredBy,
    StakeholderRole,
)
from banso.domain.sales.rules.values import amount, number
from banso.kit.errors import InputError
from banso.kit.money import plain
from banso.kit.ui.days import DayField

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
Choices = Sequence[tuple[str, str]]


class FigureField(forms.CharField):
    """A number as people write it: 9,800 or ¥9,800 or ９８００円."""

    def __init__(self, *, signed: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        self.signed = signed
        super().__init__(**{"widget": forms.TextInput(attrs=_DECIMAL), "max_length": 40, **kwargs})

    def clean(self, value: Any) -> Decimal | None:  # noqa: ANN401
        text = super().clean(value)
        if not text:
            return None
        bare = re.sub(r"[\s,¥$€£円%]", "", unicodedata.normalize("NFKC", text))
        try:
            return number("", bare) if self.signed else amount("", bare)
        except InputError as error:
            raise ValidationError(
                gettext("“%(came)s” is not an amount. Wanted: a number such as 9800.") % {"came": text}
            ) from error


def _area(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 - lazy text
    return forms.CharField(
        label=label, required=required, max_length=4_000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class DealForm(forms.Form):
    """A deal's own fields; the account is named, and found by that name."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("What it is about."))
    account = forms.CharField(
        label=_("Account"), max_length=200, widget=forms.TextInput(attrs={"list": "accounts"}),
        help_text=_("By its name or external ID. A prospect is an account too."),
    )  # fmt: skip
    owner_email = forms.ChoiceField(label=_("Salesperson"), required=False)
    forecast = forms.ChoiceField(label=_("Forecast"), choices=Forecast.choices, initial=Forecast.PIPELINE)
    expected_close_on = DayField(label=_("Expected to close on"), required=False)
    amount = FigureField(
        label=_("Amount (a year)"), required=False, help_text=_("Of a deal with lines, that of its lines.")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3)
    source = forms.CharField(
        label=_("Source"), max_length=80, required=False, widget=forms.TextInput(attrs={"list": "sources"})
    )
    referral = forms.CharField(
        label=_("Referred by"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"list": "accounts"}),
        help_text=_("The customer who recommended us."),
    )  # fmt: skip
    created_on = DayField(label=_("Began on"), required=False)
    external_id = forms.CharField(
        label=_("External ID"), max_length=200, required=False,
        help_text=_("The identifier that imports and the API know it by."),
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        owner = self.fields["owner_email"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [("", "–"), *owners]

    def values(self, *, has_lines: bool = False) -> dict[str, object]:
        """The fields for the actions, without the accounts, which the view finds."""
        skipped = {"version", "account", "referral"} | ({"amount"} if has_lines else set())
        given = {name: value for name, value in self.cleaned_data.items() if name not in skipped}
        if given.get("amount", 0) is None:
            given["amount"] = Decimal(0)
        return given


class LineForm(forms.Form):
    """A line of what the deal sells. Screens show the last day that is paid, included."""

    product = forms.ChoiceField(label=_("Product"))
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    seats = forms.IntegerField(label=_("Seats"), required=False, min_value=0, max_value=1_000_000_000)
    monthly = FigureField(label=_("Amount a month"), help_text=_("Before the discount."))
    discount = FigureField(label=_("Discount (%)"), required=False)
    interval = forms.ChoiceField(label=_("Paid"), choices=Interval.choices, initial=Interval.MONTH)
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(
        label=_("Last day"), required=False,
        help_text=_("Included: the last day that is paid. Empty while it goes on."),
    )  # fmt: skip

    def __init__(self, *args: Any, products: Choices, plans: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name, choices in (("product", products), ("plan", [("", "–"), *plans])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def first_day_unpaid(self) -> date | None:
        last = self.cleaned_data["ends_on"]
        return last + timedelta(days=1) if last else None


class SheetForm(forms.Form):
    """A form of the sheet: what the gate asks for may be empty until then, and is not called optional."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        for name in self.needed:
            self.fields[name].widget.attrs["data-needed"] = ""


def line_initial(row: DealLine) -> dict[str, object]:
    """What the form shows of a line."""
    return {
        "product": str(row.product_id), "plan": str(row.plan_id or ""), "seats": row.seats,
        "monthly": str(plain(row.monthly)), "discount": str(plain(row.discount)), "interval": row.interval,
        "starts_on": row.starts_on, "ends_on": row.ends_on - timedelta(days=1) if row.ends_on else None,
    }  # fmt: skip


class BackgroundForm(SheetForm):
    needed = ("background", "problem")
    background = _area(
        _("Background"), required=False, help_text=_("What led the customer to look for a solution.")
    )
    problem = _area(_("Main problem"), required=False, help_text=_("What the customer most wanted to solve."))


class NotesForm(SheetForm):
    needed = ("notes",)
    notes = _area(
        _("Notes to CS"), required=False, rows=5,
        help_text=_("Chances to grow, subjects to avoid, timing: what you would say across the desk."),
    )  # fmt: skip


class CommunicationForm(forms.Form):
    communication = _area(
        _("What was said so far"), required=False,
        help_text=_("In a sentence or two; the activities below are attached by themselves."),
    )  # fmt: skip


class GoalForm(SheetForm):
    needed = ("baseline", "target", "due_on", "measured_by")
    metric = forms.CharField(
        label=_("Metric"), max_length=200, help_text=_("Such as the share of checks done in time.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    baseline = FigureField(label=_("Today's value"), required=False, signed=True)
    target = FigureField(label=_("Target value"), required=False, signed=True)
    due_on = DayField(label=_("To be reached by"), required=False)
    measured_by = forms.ChoiceField(
        label=_("Measured by"), required=False, choices=[("", "–"), *MeasuredBy.choices]
    )
    measure = forms.CharField(
        label=_("Which KPI or event"), max_length=200, required=False,
        help_text=_("A KPI's slug or a usage event's name; nothing for a number that the customer reports."),
    )  # fmt: skip
    said_by = forms.CharField(
        label=_("Decided by"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "people"}),
    )


class PriorityForm(forms.Form):
    text = _area(_("What they attached weight to"), rows=2)


class ConcernForm(forms.Form):
    text = _area(_("The worry"), rows=2, help_text=_("In the customer's own words."))
    state = forms.ChoiceField(label=_("State"), choices=ConcernState.choices, initial=ConcernState.OPEN)
    resolution = _area(_("What resolved it, or what is to be done"), rows=2, required=False)


class StakeholderForm(SheetForm):
    needed = ("role",)
    contact_id = forms.ChoiceField(label=_("Contact"))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", "–"), *StakeholderRole.choices])
    influence = forms.ChoiceField(
        label=_("Influence"), required=False, choices=[("", "–"), *Influence.choices]
    )
    attitude = forms.ChoiceField(label=_("Attitude"), required=False, choices=[("", "–"), *Attitude.choices])
    manner = _area(_("How to work with them"), rows=2, required=False)

    def __init__(self, *args: Any, contacts: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        contact = self.fields["contact_id"]
        if isinstance(contact, forms.ChoiceField):
            contact.choices = contacts


class HintForm(forms.Form):
    text = _area(_("A chance to grow"), rows=2, help_text=_("What might be sold, to whom and when."))


class NoConcernsForm(forms.Form):
    asked = forms.CharField(
        label=_("Who said so"), max_length=200, widget=forms.TextInput(attrs={"list": "people"}),
        help_text=_("The person at the customer with whom you made sure."),
    )  # fmt: skip


class CloseForm(forms.Form):
    """Why and when a deal closed."""

    reason = forms.ChoiceField(label=_("Reason"), required=False)
    reason_note = _area(_("More on that"), rows=2, required=False)
    closed_on = DayField(label=_("Closed on"), required=False, help_text=_("Today where nothing is entered."))

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        if isinstance(reason, forms.ChoiceField):
            reason.choices = [("", "–"), *reasons]


class ApproveForm(forms.Form):
    percent = FigureField(label=_("Up to (%)"))
    remark = forms.CharField(label=_("Why"), max_length=500, required=False)


class AnswerForm(forms.Form):
    """What somebody says who is asked for an approval."""

    reason = _area(_("Reason"), rows=2, required=False, help_text=_("Needed where you refuse."))


class LimitForm(forms.Form):
    """What needs an approval, and whose."""

    discount = FigureField(
        label=_("Discount without approval (%)"),
        help_text=_("A deal with a larger discount cannot be won until somebody approves it."),
    )
    line_role = forms.ChoiceField(label=_("Larger ones are approved by"))
    whole = FigureField(
        label=_("Discount of the whole deal without approval (%)"), required=False,
        help_text=_("Of all lines together. Empty where the limit of a line is enough."),
    )  # fmt: skip
    whole_role = forms.ChoiceField(label=_("Larger ones on the whole are approved by"))
    approval_role = forms.ChoiceField(label=_("Promises that need an approval"), required=False)
    not_in_product_role = forms.ChoiceField(
        label=_("Promises that are not in the product"), required=False,
        help_text=_("The role named, or one above it. A deal with such a promise cannot be won before."),
    )  # fmt: skip

    def __init__(self, *args: Any, roles: Choices, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in ("line_role", "whole_role", "approval_role", "not_in_product_role"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [*([] if field.required else [("", gettext("need no approval"))]), *roles]
