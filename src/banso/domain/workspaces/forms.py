"""What people type, as clean values; the actions check what it means."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banso.domain.workspaces.models import KeyKind, Membership, Role, Team, Theme
from banso.domain.workspaces.rules import Profile, WorkspaceSettings
from banso.kit.money import CURRENCIES
from banso.kit.ui.days import DayField

LANGUAGE_CHOICES = [("ja", "日本語"), ("en", "English")]
MONTHS = [
    (1, _("January")), (2, _("February")), (3, _("March")), (4, _("April")), (5, _("May")), (6, _("June")),
    (7, _("July")), (8, _("August")), (9, _("September")), (10, _("October")), (11, _("November")),
    (12, _("December")),
]  # fmt: skip
WEEKDAYS = [
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
    (6, _("Saturday")), (7, _("Sunday")),
]  # fmt: skip
ROLE_WORDS = {
    Role.OWNER: _("everything, also owners and the end of the workspace"),
    Role.ADMIN: _("people, keys and settings, and all data"),
    Role.MANAGER: _("all customers, KPIs, imports and exports"),
    Role.SALES: _("accounts, contracts and own segments"),
    Role.CSM: _("accounts, contracts, own segments and exports"),
    Role.SUPPORT: _("accounts and own segments"),
    Role.VIEWER: _("looks, changes nothing"),
}


OVERLAPS = [
    (0, _("not at all")), (1, _("an hour")), (24, _("a day")), (168, _("a week")), (720, _("30 days")),
]  # fmt: skip


def _zones() -> list[tuple[str, str]]:
    # Names with a slash are the ones that people know; the rest are old aliases.
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [(name, name) for name in ["Asia/Tokyo", "UTC", *(name for name in names if name != "Asia/Tokyo")]]


def _currencies() -> list[tuple[str, str]]:
    first = ["JPY", "USD", "EUR"]
    return [(code, code) for code in [*first, *sorted(CURRENCIES - set(first))]]


class NamedForm(forms.Form):
    """Has a name that autofill knows."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class SetUpPersonForm(NamedForm):
    """The first person."""

    email = forms.EmailField(
        label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("At least 10 characters; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class SetUpForm(SetUpPersonForm):
    """The first person and their workspace."""

    workspace = forms.CharField(label=_("Company or team"), max_length=120)
    slug = forms.CharField(
        label=_("Part of the address"), max_length=50,
        help_text=_("Lower-case letters, digits and hyphens; it cannot be changed later."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_CHOICES)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=_zones, initial="Asia/Tokyo")
    currency = forms.ChoiceField(label=_("Reporting currency"), choices=_currencies, initial="JPY")
    fiscal_start = forms.TypedChoiceField(
        label=_("The fiscal year starts in"), choices=MONTHS, coerce=int, initial=4
    )

    def settings(self) -> WorkspaceSettings:
        given = self.cleaned_data
        return WorkspaceSettings(
            name=given["workspace"], language=given["language"], timezone=given["timezone"],
            currency=given["currency"], fiscal_start=given["fiscal_start"],
        )  # fmt: skip


class JoinForm(NamedForm):
    """Somebody new takes an invited seat."""

    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("At least 10 characters; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class WorkspaceForm(forms.Form):
    """What a workspace goes by."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGE_CHOICES, help_text=_("Each person may choose another one.")
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, help_text=_("Days begin at its midnight.")
    )
    currency = forms.ChoiceField(label=_("Reporting currency"), choices=_currencies)
    fiscal_start = forms.TypedChoiceField(label=_("The fiscal year starts in"), choices=MONTHS, coerce=int)
    week_start = forms.TypedChoiceField(label=_("The week starts on"), choices=WEEKDAYS, coerce=int)

    def settings(self) -> WorkspaceSettings:
        return WorkspaceSettings(**self.cleaned_data)


class ProfileForm(NamedForm):
    """What a person goes by."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the workspace")), *LANGUAGE_CHOICES]
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=lambda: [("", _("As the workspace")), *_zones()]
    )
    theme = forms.ChoiceField(label=_("Colours"), required=False, choices=Theme.choices)

    def profile(self) -> Profile:
        return Profile(**self.cleaned_data)


def _role_choices() -> list[tuple[str, str]]:
    return [(role.value, f"{role.label} – {ROLE_WORDS[role]}") for role in Role]


class RolesForm(forms.Form):
    """One or more roles."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=_role_choices, widget=forms.CheckboxSelectMultiple
    )


class InviteForm(RolesForm):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("Mail address"))
    field_order = ("email", "roles")


class AddressForm(forms.Form):
    """Where the invitation of somebody goes whom a file brought in."""

    email = forms.EmailField(label=_("Mail address"))


class TeamForm(forms.Form):
    """A team's name, lead and people, and the team that it is part of."""

    name = forms.CharField(label=_("Name"), max_length=80)
    lead = forms.TypedChoiceField(label=_("Team lead"), required=False, empty_value=None)
    parent = forms.TypedChoiceField(label=_("Part of"), required=False, empty_value=None)
    members = forms.MultipleChoiceField(
        label=_("People"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        seats: Iterable[Membership],
        others: Iterable[Team],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        above = [(str(team.pk), team.name) for team in others]
        self.fields["parent"].choices = [("", _("no other team")), *above]  # type: ignore[attr-defined]
        people = [(str(seat.pk), seat.person.get_full_name()) for seat in seats]
        self.fields["lead"].choices = [("", _("no lead")), *people]  # type: ignore[attr-defined]
        self.fields["members"].choices = people  # type: ignore[attr-defined]


class KeyForm(forms.Form):
    """A key to be made."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What uses it, such as “Website”."))
    kind = forms.ChoiceField(label=_("Kind of key"), choices=KeyKind.choices, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(
        label=_("Scopes of an API key"), required=False, widget=forms.CheckboxSelectMultiple
    )
    last_day = DayField(
        label=_("Last day of the key"), required=False,
        help_text=_("The key works until the end of this day; leave it empty for no end."),
    )  # fmt: skip

    def __init__(self, *args: Any, scopes: Iterable[str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope, scope) for scope in scopes]  # type: ignore[attr-defined]

    def expires_at(self) -> datetime | None:
        """The midnight after the last day, in the active time zone."""
        last: date | None = self.cleaned_data["last_day"]
        if last is None:
            return None
        zone = timezone.get_current_timezone()
        return datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC)


class RotateForm(forms.Form):
    """For how long the older key goes on."""

    overlap = forms.TypedChoiceField(
        label=_("The older key goes on for"), coerce=int, initial=24, choices=OVERLAPS
    )


class AuditForm(forms.Form):
    """Which lines of the audit log are wanted."""

    who = forms.CharField(label=_("Actor"), required=False, max_length=100)
    verb = forms.ChoiceField(label=_("Act"), required=False)
    first = DayField(label=_("First day"), required=False)
    last = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, verbs: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("every act")), *verbs]  # type: ignore[attr-defined]
