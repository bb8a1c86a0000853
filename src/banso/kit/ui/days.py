"""A day as people type it.

The browser's own calendar follows the browser's language, not the page's, so days are typed, in the ways in
which they are written here. The day comes first nowhere: 03/04/2026 could mean two days.
"""

from datetime import date
from typing import Any, Final

from django import forms

WAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
# A day has a day before and a day after it, whatever zone it begins in; these years have not.
_FIRST: Final = date(2, 1, 1)
_LAST: Final = date(9998, 12, 31)


class DayField(forms.DateField):
    """2026-11-21, 2026/11/21 or 2026年11月21日; shown as the first."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        widget = forms.DateInput(
            attrs={"placeholder": "2026-11-21", "autocomplete": "off"},
            format="%Y-%m-%d",
        )
        super().__init__(**{"widget": widget, "input_formats": WAYS, **kwargs})

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 - Django's signature
        day = super().to_python(value)
        if day is not None and not _FIRST <= day <= _LAST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day
