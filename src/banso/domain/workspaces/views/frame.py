"""What every page of the settings has around it: the tabs that this person may open."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of this area inside the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


# Pages that stand behind another one's tab.
_UNDER = {
    "settings_key_new": "settings_keys",
    "settings_seat": "settings_people",
    "settings_team": "settings_teams",
}


def settings_page(
    request: BansoRequest, current: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `workspaces/<current>.html` under the tabs."""
    tabs = settings_tabs(request.access, _UNDER.get(current, current))
    return render(request, f"workspaces/{current}.html", {"tabs": tabs, **(context or {})}, status=status)
