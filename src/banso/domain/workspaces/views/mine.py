"""One's own name, language and theme, and one's own ways in."""

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.workspaces import actions, queries
from banso.domain.workspaces.forms import ProfileForm
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries.settings import TABS
from banso.domain.workspaces.rules import browser_words
from banso.domain.workspaces.views.frame import address, settings_page
from banso.kit.access import BansoRequest, page
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="profile.view")
def settings(request: BansoRequest) -> HttpResponse:
    """The first page of the settings that this person may open."""
    name = next(name for name, _label, permission in TABS if request.access.may(permission))
    return redirect(address(request, name))


@page(permission="profile.view", methods=("GET", "POST"))
def profile(request: BansoRequest) -> HttpResponse:
    person = _person(request)
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            with refusals_on(form):
                actions.change_profile(person, form.profile())
                toast(request, _("Your profile is saved."))
                answer = redirect(address(request, "settings_profile"))
                # The frame reads the theme from the device, so that a page is drawn right at once.
                answer.set_cookie("bn_theme", person.theme or "system", max_age=31_536_000, samesite="Lax")
                return answer
    else:
        form = ProfileForm(initial={name: getattr(person, name) for name in ProfileForm.base_fields})
    return settings_page(
        request, "settings_profile", {"form": form, "person": person}, status=422 if form.is_bound else 200
    )


@page(permission="profile.view")
def security(request: BansoRequest) -> HttpResponse:
    person = _person(request)
    mine = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    sessions = queries.sessions_of(person)
    context = {
        "has_password": person.has_usable_password(),
        "app": next((each for each in mine if each.type == Authenticator.Type.TOTP), None),
        "passkeys": [each for each in mine if each.type == Authenticator.Type.WEBAUTHN],
        "codes": next((each for each in mine if each.type == Authenticator.Type.RECOVERY_CODES), None),
        "sessions": [
            {
                "session": each,
                "browser": browser_words(each.user_agent or ""),
                "current": each.session_key == request.session.session_key,
            }
            for each in sessions
        ],
    }
    return settings_page(request, "settings_security", context)


@page(permission="profile.view", methods=("POST",))
def end_session(request: BansoRequest, session_id: int) -> HttpResponse:
    actions.end_session(_person(request), session_id, by=request.access.actor)
    toast(request, _("That session is signed out."))
    return redirect(address(request, "settings_security"))


def _person(request: BansoRequest) -> Person:
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("a page under /w/ was opened without a person")
    return person
