"""What the pages of outcomes share."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from banso.kit.access import BansoRequest


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def shown(
    request: BansoRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this area."""
    wide = {
        "may_edit": request.access.may("outcomes.edit"),
        "may_ask": request.access.may("deals.edit"),
    }
    return render(request, f"outcomes/{template}.html", {**wide, **context}, status=status)
