"""The pages of the settings, those of other areas included."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banso.kit.access import Access
from banso.kit.ui.pieces import Tab

# Name of the page, its words, and the permission that it asks for. Other areas' pages are listed by name.
TABS = (
    ("settings_workspace", _("Workspace"), "workspace.view"),
    ("settings_people", _("People"), "people.view"),
    ("settings_roles", _("Roles"), "people.view"),
    ("settings_teams", _("Teams"), "people.view"),
    ("settings_fields", _("Fields and stages"), "accounts.view"),
    ("settings_deals", _("Deals"), "deals.view"),
    ("settings_quotes", _("Quotes"), "quotes.view"),
    ("settings_calls", _("Call evaluation"), "leads.view"),
    ("settings_handoffs", _("Handoffs"), "handoffs.view"),
    ("settings_onboarding", _("Onboarding"), "onboarding.view"),
    ("settings_keys", _("Keys"), "keys.view"),
    ("settings_hooks", _("Webhooks"), "hooks.view"),
    ("settings_tracking", _("Tracking"), "usage.view"),
    ("settings_audit", _("Audit log"), "audit.view"),
    ("settings_privacy", _("Personal data"), "privacy.manage"),
    ("settings_system", _("System"), "workspace.manage"),
    ("settings_profile", _("My profile"), "profile.view"),
    ("settings_security", _("My security"), "profile.view"),
)


def settings_tabs(access: Access, current: str) -> list[Tab]:
    """The tabs of the settings that somebody may open; `current` is the name of the open page."""
    return [
        Tab(label=str(label), href=reverse(name, args=[access.workspace.slug]), current=name == current)
        for name, label, permission in TABS
        if access.may(permission)
    ]
