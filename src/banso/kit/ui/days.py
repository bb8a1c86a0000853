"""A day as people type it.

The browser's own calendar follows the browser's language, not the page's, so days are typed, in the ways in
which they are written here. The day comes first nowhere: 03/04/2026 could mean two days.
"""

from typing import Any

from django import forms

WAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]


class DayField(forms.DateField):
    """2026-11-21, 2026/11/21 or 2026年11月21日; shown as the first."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        widget = forms.DateInput(
            attrs={"placeholder": "2026-11-21", "autocomplete": "off"},
            format="%Y-%m-%d",
        )
        super().__init__(**{"widget": widget, "input_formats": WAYS, **kwargs})
