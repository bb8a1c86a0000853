"""The page of all parts. It answers only where it is switched on: with DEBUG, and in tests."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from banso.kit.access import BansoRequest, page
from banso.kit.errors import InputError
from banso.kit.ui.forms import put_error
from banso.kit.ui.toasts import toast
from banso.screens.styleguide import sample


class NoteForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=_("Heading"), max_length=80, help_text=_("One line that others will search for.")
    )
    amount = forms.DecimalField(label=_("Amount"), required=False, localize=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("call", _("Call")), ("mail", _("Mail"))])
    side = forms.ChoiceField(
        label=_("Who acted"), choices=[("us", _("We")), ("them", _("The customer"))], widget=forms.RadioSelect
    )
    body = forms.CharField(label=_("Body"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    pinned = forms.BooleanField(label=_("Keep at the top"), required=False)


def _switched_on() -> None:
    if not (settings.DEBUG or settings.STYLEGUIDE):
        raise Http404


@page(permission="accounts.view", methods=("GET", "POST"))
def styleguide(request: BansoRequest) -> HttpResponse:
    _switched_on()
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sample.refuse_blank_amount(form.cleaned_data["amount"])
        except InputError as error:
            put_error(form, error)
        else:
            toast(request, str(sample.SAVED), undo=f"{request.path}act/")
            return redirect(request.path)
    status = 422 if form.is_bound else 200
    return render(request, "styleguide/page.html", sample.context() | {"form": form}, status=status)


@page(permission="accounts.view")
def chart(request: BansoRequest) -> HttpResponse:
    _switched_on()
    return render(request, "styleguide/chart.html", {"chart": sample.trend()})


@page(permission="accounts.view", methods=("POST",))
def act(request: BansoRequest) -> HttpResponse:
    _switched_on()
    toast(request, str(sample.UNDONE))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204)
    return redirect("../")
