"""The ways in that are our own: the set-up, invitations, one-time links, and the start page."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.domain.workspaces import actions, queries
from banso.domain.workspaces.forms import JoinForm, SetUpForm, SetUpPersonForm
from banso.domain.workspaces.models import Person
from banso.kit.access import public
from banso.kit.errors import NotFound
from banso.kit.ui.forms import refusals_on


@public()
def home(request: HttpRequest) -> HttpResponse:
    """To one's workspace; to the sign-in page; or a word about how to set the installation up."""
    if not isinstance(request.user, Person):
        if queries.needs_set_up():
            return render(request, "workspaces/not_set_up.html")
        return redirect("account_login")
    own = queries.workspaces_of(request.user)
    last = request.COOKIES.get("bn_workspace", "")
    chosen = next((workspace for workspace in own if workspace.slug == last), own[0] if own else None)
    if chosen is None:
        return render(request, "workspaces/no_seat.html")
    return redirect(f"/w/{chosen.slug}/")


@public(methods=("GET", "POST"))
def set_up(request: HttpRequest, token: str) -> HttpResponseBase:
    """The first person, and their workspace; with the sample loaded, its owner."""
    try:
        queries.usable_set_up_link(token)
    except NotFound:
        return _dead(request, _("This set-up link opens nothing any more."))
    sample = queries.sample_workspace()
    form = (SetUpPersonForm if sample else SetUpForm)(
        request.POST or None, initial={"language": get_language()}
    )
    if form.is_valid():
        given = form.cleaned_data
        first = actions.FirstPerson(email=given["email"], name=given["name"], password=given["password"])
        with refusals_on(form):
            if isinstance(form, SetUpForm):
                person, workspace = actions.set_up(token, first, slug=given["slug"], settings=form.settings())
            else:
                person, workspace = actions.set_up(token, first)
            return _signed_in(request, person, f"/w/{workspace.slug}/")
    context = {"form": form, "sample": sample}
    return render(request, "workspaces/set_up.html", context, status=422 if form.is_bound else 200)


@public(methods=("GET", "POST"))
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """A page with a button: opening a link, as mail scanners do, shall not use it up."""
    try:
        link = queries.usable_link("sign-in", token)
        if request.method == "POST":
            return _signed_in(request, actions.use_sign_in_link(token), reverse("home"))
    except NotFound:
        return _dead(request, _("This sign-in link opens nothing any more."))
    return render(request, "workspaces/sign_in_by_link.html", {"person": link.person})


@public(methods=("GET", "POST"))
def accept_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the seat: as oneself, after signing in, or as somebody new."""
    try:
        invitation = queries.open_invitation(token)
        known = queries.person_by_email(invitation.email)
        context: dict[str, object] = {"invitation": invitation, "known": known}
        if isinstance(request.user, Person):
            return _accept_as_oneself(request, request.user, token, context)
        if known is not None:
            # Whoever holds the link does not thereby become the person with that address.
            return redirect(f"{reverse('account_login')}?next={request.path}")
        form = JoinForm(request.POST or None)
        if form.is_valid():
            with refusals_on(form):
                given = form.cleaned_data
                seat = actions.join(token, name=given["name"], password=given["password"])
                return _signed_in(request, seat.person, f"/w/{invitation.workspace.slug}/")
    except NotFound:
        return _dead(request, _("This invitation opens nothing any more."))
    context["form"] = form
    return render(request, "workspaces/invitation.html", context, status=422 if form.is_bound else 200)


def _accept_as_oneself(
    request: HttpRequest, person: Person, token: str, context: dict[str, object]
) -> HttpResponse:
    invitation = queries.open_invitation(token)
    mine = person.email.lower() == invitation.email.lower()
    if request.method == "POST" and not mine:
        logout(request)
        return redirect(request.path)
    if request.method == "POST":
        actions.accept_invitation(token, person)
        return redirect(f"/w/{invitation.workspace.slug}/")
    return render(request, "workspaces/invitation.html", {**context, "mine": mine})


def _signed_in(request: HttpRequest, person: Person, target: str) -> HttpResponseBase:
    """Sign in through allauth's stages, so that a second factor is asked for where there is one."""
    login = Login(user=person, redirect_url=target, email=person.email)
    response: HttpResponseBase = perform_login(request, login)
    return response


def _dead(request: HttpRequest, title: str) -> HttpResponse:
    return render(request, "workspaces/dead_link.html", {"title": title}, status=410)
