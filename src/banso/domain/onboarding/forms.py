"""What people type about onboardings, handed to the actions, which decide what can be used."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banso.domain.onboarding.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.kit.ui.days import DayField

Choices = Iterable[tuple[str, str]]
_HIDDEN = forms.HiddenInput


def _choose(label: Any, *, required: bool = False, help_text: Any = "") -> forms.ChoiceField:  # noqa: ANN401 - lazy text
    return forms.ChoiceField(label=label, required=required, help_text=help_text)


def _offer(form: forms.Form, offered: dict[str, Choices]) -> None:
    for name, choices in offered.items():
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class ProposeForm(forms.Form):
    """An onboarding that no deal proposed."""

    account = forms.CharField(label=_("Account"), max_length=200, help_text=_("Its name or its external ID."))
    name = forms.CharField(label=_("What it is about"), max_length=200)
    product_id = _choose(_("Product"))
    template_id = _choose(_("Template"), help_text=_("Empty: the one that fits best."))
    contract_on = DayField(label=_("First day of the contract"))
    owner_email = _choose(_("Who runs it"), help_text=_("Empty: the account's CSM."))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        people: Choices = (),
        products: Choices = (),
        templates: Choices = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        first = ("", "–")
        offered: dict[str, Choices] = {
            "owner_email": [first, *people], "product_id": [first, *products],
            "template_id": [first, *templates],
        }  # fmt: skip
        _offer(self, offered)


class StartForm(forms.Form):
    """The kick-off."""

    kickoff_on = DayField(label=_("Kick-off"), help_text=_("All days of the plan count from it."))
    template_id = _choose(_("Template"))
    owner_email = _choose(_("Who runs it"))
    version = forms.IntegerField(required=False, widget=_HIDDEN)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        people: Choices = (),
        templates: Choices = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        standard = ("", str(_("the plan that Banso brings")))
        _offer(
            self,
            {"owner_email": [("", str(_("nobody yet"))), *people], "template_id": [standard, *templates]},
        )


class KickoffForm(forms.Form):
    """Another day, or somebody else."""

    kickoff_on = DayField(label=_("Kick-off"), help_text=_("What is not done moves along."))
    owner_email = _choose(_("Who runs it"))
    version = forms.IntegerField(required=False, widget=_HIDDEN)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        _offer(self, {"owner_email": [("", str(_("nobody yet"))), *people]})


class StepForm(forms.Form):
    """One more task of the plan."""

    title = forms.CharField(label=_("What there is to do"), max_length=200)
    milestone = _choose(_("Milestone"), required=True)
    side = _choose(_("Whose task"), required=True)
    owner_email = _choose(_("Who does it"))
    due_on = DayField(label=_("Until when"), required=False, help_text=_("Empty: when the milestone ends."))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        people: Choices = (),
        milestones: Choices = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        sides = [("us", str(_("ours"))), ("them", str(_("the customer's")))]
        offered: dict[str, Choices] = {
            "owner_email": [("", str(_("nobody yet"))), *people], "milestone": milestones, "side": sides,
        }  # fmt: skip
        _offer(self, offered)


class LinkForm(forms.Form):
    """Sharing the plan."""

    email = forms.CharField(
        label=_("Mail address"), required=False, max_length=254, widget=forms.EmailInput,
        help_text=_("Empty to hand the link over by yourself."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=[("ja", "日本語"), ("en", "English")])
    days = forms.IntegerField(
        label=_("Days that it works"), min_value=SHORTEST, max_value=LONGEST_DAYS, initial=LASTS.days
    )


class FileForm(forms.Form):
    """A file for the customer."""

    file = forms.FileField(label=_("File"), max_length=400, help_text=_("At most 25 MB."))


class OfferForm(forms.Form):
    """Handing the account over."""

    email = _choose(_("Who looks after the account from now on"), required=True)
    note = forms.CharField(
        label=_("What they should know"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        _offer(self, {"email": list(people)})


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=500)


class TickForm(forms.Form):
    """What the customer sends with a tick; their name is remembered on the page alone."""

    name = forms.CharField(label=_("Your name"), required=False, max_length=120)
