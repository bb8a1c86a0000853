"""What every page of the settings has around it: the tabs that this person may open."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banso.kit.access import BansoRequest
from banso.kit.ui.pieces import Tab

# Name of the page, its words, and the permission that it asks for. Other areas' pages are listed by name.
TABS = (
    ("settings_workspace", _("Workspace"), "workspace.view"),
    ("settings_people", _("People"), "people.view"),
    ("settings_roles", _("Roles"), "people.view"),
    ("settings_teams", _("Teams"), "people.view"),
    ("settings_keys", _("Keys"), "keys.view"),
    ("settings_tracking", _("Tracking"), "usage.view"),
    ("settings_audit", _("Audit log"), "audit.view"),
    ("settings_profile", _("My profile"), "profile.view"),
    ("settings_security", _("My security"), "profile.view"),
)


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of this area inside the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def settings_page(
    request: BansoRequest, current: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `workspaces/<current>.html` under the tabs."""
    tabs = [
        Tab(label=str(label), href=address(request, name), current=name == current)
        for name, label, permission in TABS
        if request.access.may(permission)
    ]
    return render(request, f"workspaces/{current}.html", {"tabs": tabs, **(context or {})}, status=status)
