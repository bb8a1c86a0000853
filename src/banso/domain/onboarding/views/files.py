"""The files on a customer's page: added, shared, and taken away again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.onboarding import actions
from banso.domain.onboarding.forms import FileForm
from banso.domain.onboarding.models import SharedFile
from banso.domain.onboarding.views.frame import address
from banso.domain.onboarding.views.onboarding import page_of_one
from banso.kit.access import BansoRequest, page
from banso.kit.errors import InputError
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="onboarding.edit", methods=("POST",))
def add(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    """A file from the colleague's computer: kept with the account, and shown."""
    request.access.require("accounts.edit")
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with refusals_on(form):
            shared = actions.share_upload(
                onboarding_id, upload.name or "", upload.chunks(), by=request.access.actor
            )
            _tell_shared(request, onboarding_id, shared)
            return _back(request, onboarding_id)
    return page_of_one(request, onboarding_id, file_form=form)


@page(permission="onboarding.edit", methods=("POST",))
def share(request: BansoRequest, onboarding_id: UUID, file_id: UUID) -> HttpResponse:
    """A file that the account has already."""
    try:
        shared = actions.share_file(onboarding_id, file_id, by=request.access.actor)
    except InputError as error:
        toast(request, f"{error.message} {error.wanted}".strip(), level=messages.ERROR)
    else:
        _tell_shared(request, onboarding_id, shared)
    return _back(request, onboarding_id)


@page(permission="onboarding.edit", methods=("POST",))
def withdraw(request: BansoRequest, onboarding_id: UUID, file_id: UUID) -> HttpResponse:
    shared = actions.withdraw_file(onboarding_id, file_id, by=request.access.actor)
    toast(request, _("The customer no longer sees %(name)s.") % {"name": shared.file.name},
          undo=address(request, "onboarding_file", onboarding_id, file_id))  # fmt: skip
    return _back(request, onboarding_id)


def _tell_shared(request: BansoRequest, onboarding_id: UUID, shared: SharedFile) -> None:
    toast(request, _("The customer's page shows %(name)s.") % {"name": shared.file.name},
          undo=address(request, "onboarding_file_withdraw", onboarding_id, shared.file_id))  # fmt: skip


def _back(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    return redirect(f"{address(request, 'onboarding', onboarding_id)}#files")
