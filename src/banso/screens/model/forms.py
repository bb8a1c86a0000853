"""What people type about a step of The Model."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banso.domain.workspaces.models import Person
from banso.engine.metrics.registry import registry

_LINES = 6


class StepForm(forms.Form):
    responsibility = forms.CharField(
        label=_("Responsible for"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    kgi = forms.ChoiceField(label=_("KGI"), required=False)
    people = forms.MultipleChoiceField(
        label=_("Assigned to"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("In a small company one person may do every step."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        every = [("", "–"), *((kpi.slug, kpi.name.in_language(get_language())) for kpi in registry)]
        for number in range(1, _LINES + 1):
            self.fields[f"kpi_{number}"] = forms.ChoiceField(
                label=_("KPI %(number)s") % {"number": number}, required=False, choices=every
            )
        self.order_fields(["responsibility", "kgi", *(f"kpi_{n}" for n in range(1, _LINES + 1)), "people"])
        _offer(self, "kgi", every)
        _offer(self, "people", [(str(each.pk), each.get_full_name()) for each in people])

    @staticmethod
    def kpis_initial(slugs: tuple[str, ...]) -> dict[str, object]:
        return {f"kpi_{number}": slug for number, slug in enumerate(slugs[:_LINES], start=1)}

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "responsibility": given["responsibility"],
            "kgi": given["kgi"],
            "kpis": [given[f"kpi_{number}"] for number in range(1, _LINES + 1)],
            "people": [UUID(each) for each in given["people"]],
        }


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
