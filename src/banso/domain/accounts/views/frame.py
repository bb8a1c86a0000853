"""What the views of this area share."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from banso.kit.access import BansoRequest, page
from banso.kit.actor import Actor
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

OVERTAKEN = _("Somebody else has changed this. Look at both, then keep yours or take theirs.")
Act = Callable[[UUID, Actor], Any]


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def account_address(request: BansoRequest, account_id: UUID, anchor: str = "") -> str:
    return address(request, "account", account_id) + (f"#{anchor}" if anchor else "")


def account_crumbs(request: BansoRequest, account_id: UUID, name: str) -> list[Crumb]:
    return [
        Crumb(str(_("Accounts")), address(request, "accounts")),
        Crumb(name, account_address(request, account_id)),
    ]


def back(request: BansoRequest, otherwise: str) -> HttpResponseRedirect:
    """To the page that one came from inside this site, or else to `otherwise`."""
    came = request.headers.get("Referer", "")
    parts = urlsplit(came)
    safe = url_has_allowed_host_and_scheme(
        came, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if safe and parts.path.startswith(f"/w/{request.access.workspace.slug}/"):
        return HttpResponseRedirect(came)
    return HttpResponseRedirect(otherwise)


def act_view(
    act: Act,
    *,
    said: Callable[[Any], str],
    account: Callable[[Any], UUID],
    undo: str = "",
    anchor: str = "",
    permission: str = "accounts.edit",
) -> Callable[..., Any]:
    """A POST that does one thing to one row, tells so with the way back, and returns to its account.

    Args:
        act: takes the row's id and the actor, returns the row.
        said: what the notice says of the row.
        account: the account that the row belongs to.
        undo: the name of the address that takes it back.
        anchor: the part of the account's page to return to.
        permission: what it takes.
    """

    @page(permission=permission, methods=("POST",))
    def view(request: BansoRequest, row_id: UUID) -> HttpResponse:
        row = act(row_id, request.access.actor)
        toast(request, said(row), undo=address(request, undo, row_id) if undo else "")
        return redirect(account_address(request, account(row), anchor))

    return view
