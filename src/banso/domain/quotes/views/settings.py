"""What stands on quotes of who sends them."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.quotes import actions, queries
from banso.domain.quotes.forms import IssuerForm
from banso.domain.quotes.rules.content import ISSUER_CLEANERS
from banso.domain.quotes.views.frame import address, shown
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.money import plain
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="quotes.view", writing="quotes.manage", methods=("GET", "POST"))
def settings(request: BansoRequest) -> HttpResponse:
    row = queries.issuer()
    initial = {name: getattr(row, name) for name in ISSUER_CLEANERS}
    form = IssuerForm(request.POST or None, initial={**initial, "tax_rate": str(plain(row.tax_rate))})
    if form.is_valid():
        with refusals_on(form):
            actions.save_issuer(form.cleaned_data, by=request.access.actor)
            toast(request, _("New quotes carry this from now on."))
            return redirect(address(request, "settings_quotes"))
    context = {"form": form, "tabs": settings_tabs(request.access, "settings_quotes")}
    return shown(request, "settings", context, status=422 if form.is_bound else 200)
