"""What people type, handed to the actions as it came: they alone decide what can be used."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banso.domain.accounts.models import (
    Account,
    ActivityKind,
    ActivitySide,
    Contact,
    ContactRole,
    FieldKind,
    TeamRole,
)
from banso.domain.accounts.rules.custom import FieldValue, show
from banso.domain.accounts.rules.values import Vocabulary

_DAY = forms.TextInput(attrs={"placeholder": "2026-11-21", "autocomplete": "off"})
_HIDDEN = forms.HiddenInput


def _line(label: Any, limit: int = 200, *, required: bool = False, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 - lazy text
    return forms.CharField(label=label, max_length=limit, required=required, help_text=help_text)


class AccountForm(forms.Form):
    """An account's fields, its stage and tags, and the workspace's own fields."""

    version = forms.IntegerField(required=False, widget=_HIDDEN)
    name = _line(_("Name"), required=True)
    name_kana = _line(_("Kana"))
    external_id = _line(_("External ID"), help_text=_("The identifier that imports and the API know it by."))
    corporate_number = _line(
        _("Corporate number"), 40, help_text=_("13 digits; the check digit is verified.")
    )
    industry = _line(_("Industry"), 120)
    employees = _line(_("Employees"), 20)
    country = _line(_("Country"), 80)
    region = _line(_("Region"), 80)
    plan = _line(_("Plan"), 80)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    created_on = forms.CharField(label=_("Customer since"), required=False, widget=_DAY)
    website = _line(_("Website"), 300)
    tags = _line(_("Tags"), 1000, help_text=_("With commas between them."))
    parent = _line(_("Parent account"), 200, help_text=_("The external ID of the account above."))
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000
    )
    internal = forms.BooleanField(
        label=_("Internal or test"), required=False, help_text=_("Kept out of every number.")
    )

    def __init__(self, *args: Any, words: Vocabulary, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.words = words
        stage = self.fields["stage"]
        if isinstance(stage, forms.ChoiceField):
            stage.choices = [("", "–"), *((each.key, str(each)) for each in words.stages)]
        for field in words.fields:
            self.fields[f"custom.{field.key}"] = _custom(field)

    def values(self) -> dict[str, object]:
        """The fields for `create_account` and `update_account`."""
        clean = {
            name: value for name, value in self.cleaned_data.items() if name not in {"version", "parent"}
        }
        parent = self.cleaned_data.get("parent", "")
        return {**clean, **({"parent_external_id": parent} if parent else {"parent": ""})}


def account_initial(account: Account, tags: Iterable[str], words: Vocabulary) -> dict[str, object]:
    """What the form shows of an account."""
    plain = {
        name: getattr(account, name) for name in AccountForm.base_fields if name not in {"tags", "parent"}
    }
    return {
        **plain,
        "employees": "" if account.employees is None else str(account.employees),
        "created_on": account.created_on.isoformat() if account.created_on else "",
        "tags": ", ".join(sorted(tags)),
        "parent": account.parent.external_id if account.parent else "",
        **{f"custom.{field.key}": show(field, account.custom.get(field.key)) for field in words.fields},
    }


def _custom(field: FieldValue) -> forms.Field:
    if field.kind == "choice":
        return forms.ChoiceField(
            label=field.label, required=False, choices=[("", "–"), *((each, each) for each in field.choices)]
        )
    label = f"{field.label} ({field.currency})" if field.kind == "money" else field.label
    if field.kind == "date":
        return forms.CharField(label=label, required=False, widget=_DAY)
    if field.kind == "person":
        return forms.CharField(label=label, required=False, widget=forms.EmailInput, max_length=254)
    return _line(label, 1000)


class ContactForm(forms.Form):
    version = forms.IntegerField(required=False, widget=_HIDDEN)
    name = _line(_("Name"), 120, required=True)
    name_kana = _line(_("Kana"), 120)
    title = _line(_("Title"), 120)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", "–"), *ContactRole.choices])
    email = forms.CharField(label=_("Mail"), required=False, widget=forms.EmailInput, max_length=254)
    phone = _line(_("Phone"), 40)
    department = _line(_("Department"), 120)
    site = _line(_("Site"), 120)
    manner = _line(_("How to work with them"), 500)
    person_key = _line(_("ID in the usage data"), 200)
    external_id = _line(_("External ID"))

    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def contact_initial(contact: Contact) -> dict[str, object]:
    plain = {name: getattr(contact, name) for name in ContactForm.base_fields}
    return {
        **plain,
        "department": contact.department.name if contact.department else "",
        "site": contact.site.name if contact.site else "",
    }


class LeftForm(forms.Form):
    on = forms.CharField(label=_("First day without them"), required=False, widget=_DAY)
    successor = _line(_("Successor"), 120)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=TeamRole.choices)
    email = forms.CharField(label=_("Person"), required=False)
    name = _line(_("Or a name, for somebody without a seat"), 120)
    starts_on = forms.CharField(
        label=_("From"), required=False, widget=_DAY, help_text=_("Today where left empty.")
    )
    ends_on = forms.CharField(label=_("First day without the role"), required=False, widget=_DAY)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.ChoiceField(
            label=_("Person"), required=False, choices=[("", "–"), *people]
        )
        self.order_fields(["role", "email", "name", "starts_on", "ends_on"])


class EndRoleForm(forms.Form):
    on = forms.CharField(label=_("First day without the role"), required=False, widget=_DAY)


class SiteForm(forms.Form):
    name = _line(_("Name"), 120, required=True)
    address = _line(_("Address"), 300)
    phone = _line(_("Phone"), 40)


class DepartmentForm(forms.Form):
    name = _line(_("Name"), 120, required=True)
    site = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(self, *args: Any, sites: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        site = self.fields["site"]
        if isinstance(site, forms.ChoiceField):
            site.choices = [("", "–"), *sites]


class NoteForm(forms.Form):
    version = forms.IntegerField(required=False, widget=_HIDDEN)
    body = forms.CharField(
        label=_("Text"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown: **bold**, - lists, [links](https://…)."),
    )


class ActivityForm(forms.Form):
    version = forms.IntegerField(required=False, widget=_HIDDEN)
    kind = forms.ChoiceField(label=_("Kind"), choices=ActivityKind.choices, widget=forms.RadioSelect)
    side = forms.ChoiceField(
        label=_("Who acted"), required=False, choices=[("", _("by its kind")), *ActivitySide.choices]
    )
    occurred_at = forms.DateTimeField(
        label=_("When"),
        input_formats=["%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"placeholder": "2026-11-21 10:00"}),
    )
    minutes = _line(_("Minutes"), 6)
    topic = _line(_("What about"), required=True)
    contacts = forms.MultipleChoiceField(
        label=_("Who was there of the customer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    colleagues = _line(_("Who was there of us"), 300)
    outcome = forms.CharField(
        label=_("Outcome"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    next_step = _line(_("Next step"), 300)
    next_step_on = forms.CharField(label=_("Next step until"), required=False, widget=_DAY)

    def __init__(self, *args: Any, people: Iterable[Contact], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        contacts = self.fields["contacts"]
        if isinstance(contacts, forms.MultipleChoiceField):
            contacts.choices = [(str(each.pk), each.name) for each in people]
        if not self.is_bound:
            self.initial.setdefault("occurred_at", timezone.localtime().replace(tzinfo=None))

    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"), max_length=400, help_text=_("At most 25 MB."))


class MergeForm(forms.Form):
    other = _line(_("External ID or ID of the other account"), required=True)


class SegmentForm(forms.Form):
    version = forms.IntegerField(required=False, widget=_HIDDEN)
    name = _line(_("Name"), 120, required=True)
    description = _line(_("What it is for"), 300)


class FieldForm(forms.Form):
    label = _line(_("Name"), 80, required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldKind.choices)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line."),
    )
    currency = _line(_("Currency"), 3, help_text=_("For money; the workspace's where left empty."))

    def lines(self) -> list[str]:
        return [
            line.strip() for line in str(self.cleaned_data.get("choices", "")).splitlines() if line.strip()
        ]


def conflict_rows(form: forms.Form, current: Mapping[str, object]) -> list[tuple[str, object]]:
    """What a changed thing holds now, in the form's own words, where it differs from what was typed."""
    rows = []
    for name, value in current.items():
        if name in form.fields and str(value or "") != str(form.data.get(name, "")):
            rows.append(
                (str(form.fields[name].label), value if value not in (None, "") else gettext("empty"))
            )
    return rows
