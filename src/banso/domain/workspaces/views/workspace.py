"""What the workspace goes by."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.workspaces import actions
from banso.domain.workspaces.forms import WorkspaceForm
from banso.domain.workspaces.views.frame import address, settings_page
from banso.kit.access import BansoRequest, page
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="workspace.view")
def show(request: BansoRequest) -> HttpResponse:
    workspace = request.access.workspace
    form = WorkspaceForm(initial={name: getattr(workspace, name) for name in WorkspaceForm.base_fields})
    return settings_page(request, "settings_workspace", {"form": form, "workspace": workspace})


@page(permission="workspace.manage", methods=("POST",))
def change(request: BansoRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            before = request.access.workspace
            after = actions.change_workspace(form.settings(), by=request.access.actor)
            if (after.currency, after.timezone) == (before.currency, before.timezone):
                toast(request, _("The workspace is saved."))
            else:
                toast(request, _("The workspace is saved. Its numbers are being computed anew."))
            return redirect(address(request, "settings_workspace"))
    context = {"form": form, "workspace": request.access.workspace}
    return settings_page(request, "settings_workspace", context, status=422)
