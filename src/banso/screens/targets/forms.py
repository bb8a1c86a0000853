"""The forms of targets: an amount a period."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from banso.kit import formats
from banso.kit.periods import Period

_WAS = "was-"


class AmountField(forms.CharField):
    """An amount as people write it: 3,000,000 or ¥3,000,000 or ３０００円; None for nothing."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> Decimal | None:  # noqa: ANN401 - Django's signature
        text = super().clean(value)
        bare = re.sub(r"[\s,¥$€£円]", "", unicodedata.normalize("NFKC", text))
        try:
            found = Decimal(bare) if bare else None
        except InvalidOperation:
            found = Decimal("NaN")
        if found is not None and not found.is_finite():
            raise ValidationError(
                _("“%(came)s” is not an amount. Wanted: a number such as 9800.") % {"came": text}
            )
        return found


class TargetsForm(forms.Form):
    """One field a period; an empty one means that there is no target.

    Beside each field the page sends what stood there when it was shown (`were`): what somebody else has
    changed meanwhile is neither undone nor overwritten unseen.
    """

    def __init__(self, *args: Any, periods: Sequence[Period], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for period in periods:
            self.fields[period.label] = AmountField(label=formats.period(period))
        self._shown: dict[str, str] = {}
        for label in self.fields:
            amount = str(self.initial.get(label) or "")
            self._shown[label] = str(self.data.get(_WAS + label, amount)) if self.is_bound else amount

    def amounts(self) -> Mapping[str, Decimal | None]:
        """The amount of each period by its label; None for no target."""
        return dict(self.cleaned_data)

    def shown(self, label: str) -> Decimal | None:
        """What stood in a field when the page was shown; what nobody can read counts as nothing."""
        text = self._shown[label]
        try:
            found = Decimal(text) if text else None
        except InvalidOperation:
            return None
        return found if found is None or found.is_finite() else None

    def show(self, label: str, amount: Decimal | None) -> None:
        """From now on this is what stood there: whoever sends the form again has been told."""
        self._shown[label] = "" if amount is None else str(amount)

    @property
    def were(self) -> list[tuple[str, str]]:
        """Name and value of what the page sends beside the fields."""
        return [(_WAS + label, value) for label, value in self._shown.items()]
