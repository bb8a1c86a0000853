"""Making, changing, archiving, merging accounts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import archive_account, create_account, restore_account, update_account
from banso.domain.accounts.actions.merging import merge_accounts, tell_apart, tell_together, undo_merge
from banso.domain.accounts.forms import AccountForm, MergeForm, account_initial, conflict_rows
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import (
    account_by_id,
    account_ids_by_external_id,
    accounts,
    tags_of,
    vocabulary,
)
from banso.domain.accounts.queries.alike import accounts_alike
from banso.domain.accounts.queries.merges import suspicions, suspicions_about
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.views.frame import OVERTAKEN, account_address, account_crumbs, act_view, address
from banso.kit.access import BansoRequest, page
from banso.kit.errors import InputError
from banso.kit.ids import read_ids
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast


@page(permission="accounts.edit", methods=("POST",))
def alike(request: BansoRequest) -> HttpResponse:
    """Which accounts may be the one that is being typed; a part of the form, typed into no address."""
    own = read_ids([request.POST.get("besides", "")])
    name, number = (request.POST.get(name, "")[:200] for name in ("name", "corporate_number"))
    found = accounts_alike(name, number, besides=own[0] if own else None)
    return render(request, "accounts/alike.html", {"alike": found})


@page(permission="accounts.edit", methods=("GET", "POST"))
def new(request: BansoRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, words=vocabulary())
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            account = create_account(form.values(), by=request.access.actor)
            toast(request, _("%(name)s is added.") % {"name": account.name})
            return redirect(account_address(request, account.pk))
    crumbs = [Crumb(_("Accounts"), address(request, "accounts"))]
    context = {
        "form": form,
        "crumbs": crumbs,
        "heading": _("Add an account"),
        "act": _("Add the account"),
        "draft": "account-new",
        "warns": True,
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.edit", methods=("GET", "POST"))
def edit(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """Change an account. A conflict keeps what was typed and shows what is there now beside it."""
    account, words = account_by_id(account_id), vocabulary()
    initial = account_initial(account, tags_of([account.pk])[account.pk], words)
    form = AccountForm(request.POST or None, words=words, initial=initial)
    conflict: list[tuple[str, object]] = []
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            try:
                update_account(
                    account_id,
                    form.values(),
                    by=request.access.actor,
                    expected_version=form.cleaned_data["version"],
                )
            except ChangedMeanwhile as error:
                conflict, form = _after_conflict(request, form, error)
            else:
                toast(request, _("%(name)s is changed.") % {"name": account.name})
                return redirect(account_address(request, account_id))
    context = {
        "form": form,
        "conflict": conflict,
        "crumbs": account_crumbs(request, account.pk, account.name),
        "heading": _("Change %(name)s") % {"name": account.name},
        "act": _("Keep the changes"),
        "draft": f"account-{account.pk}-{account.version}",
        "warns": True,
        "besides": account.pk,
    }
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


def _after_conflict(
    request: BansoRequest, form: AccountForm, error: ChangedMeanwhile
) -> tuple[list[tuple[str, object]], AccountForm]:
    rows = conflict_rows(form, error.current)
    data = request.POST.copy()
    data["version"] = str(error.version)
    again = AccountForm(data, words=form.words)
    again.is_valid()
    again.add_error(None, OVERTAKEN)
    return rows, again


archive = act_view(
    lambda key, by: archive_account(key, by=by),
    said=lambda row: _("%(name)s is archived.") % {"name": row.name},
    account=lambda row: row.pk,
    undo="account_restore",
)
restore = act_view(
    lambda key, by: restore_account(key, by=by),
    said=lambda row: _("%(name)s is back.") % {"name": row.name},
    account=lambda row: row.pk,
    undo="account_archive",
)
unmerge = act_view(
    lambda key, by: undo_merge(key, by=by),
    said=lambda row: _("The merge of %(name)s is undone.") % {"name": row.merged.name},
    account=lambda row: row.survivor_id,
)


@page(permission="accounts.view")
def duplicates(request: BansoRequest) -> HttpResponse:
    """Pairs of accounts that may be one."""
    crumbs = [Crumb(_("Accounts"), address(request, "accounts"))]
    found = suspicions()
    return render(
        request,
        "accounts/duplicates.html",
        {"pairs": found, "crumbs": crumbs, "may_edit": request.access.may("accounts.edit")},
    )


@page(permission="accounts.edit", methods=("GET", "POST"))
def merge(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """Make another account part of this one."""
    account = account_by_id(account_id, archived=False)
    form = MergeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            other = _named(form.cleaned_data["other"])
            done = merge_accounts(account_id, other, by=request.access.actor)
            toast(
                request,
                _("%(other)s is part of %(name)s now.")
                % {"other": done.merged.name, "name": done.survivor.name},
                undo=address(request, "merge_undo", done.pk),
            )
            return redirect(account_address(request, account_id))
    context = {
        "form": form,
        "account": account,
        "pairs": suspicions_about(account),
        "crumbs": account_crumbs(request, account.pk, account.name),
    }
    return render(request, "accounts/merge.html", context, status=422 if form.is_bound else 200)


@page(permission="accounts.edit", methods=("POST",))
def apart(request: BansoRequest, first: UUID, second: UUID) -> HttpResponse:
    tell_apart(first, second, by=request.access.actor)
    toast(
        request,
        _("They will not be suggested again."),
        undo=address(request, "duplicates_together", first, second),
    )
    return redirect(address(request, "duplicates"))


@page(permission="accounts.edit", methods=("POST",))
def together(request: BansoRequest, first: UUID, second: UUID) -> HttpResponse:
    tell_together(first, second)
    return redirect(address(request, "duplicates"))


def _named(text: str) -> UUID:
    found = account_ids_by_external_id([text]).get(text)
    if found is not None:
        return found
    try:
        row: Account | None = accounts().filter(pk=UUID(text)).first()
    except ValueError:
        row = accounts().filter(name=text).first()
    if row is None:
        raise InputError(
            _("There is no such account."), field="other", came=text, wanted=_("its external ID")
        )
    return row.pk
