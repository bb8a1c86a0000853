"""Addresses of this area: the ways in, one's own way in, and the settings of a workspace."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from banso.domain.workspaces.views import audit, keys, mine, people, teams, ways_in, workspace
from banso.kit.access import ruled

_BOTH = ("GET", "POST")


def _open(view: Callable[..., Any]) -> Callable[..., Any]:
    return ruled("public", view, methods=_BOTH)


def _own(view: Callable[..., Any]) -> Callable[..., Any]:
    # allauth's views send whoever has not signed in to the sign-in page themselves.
    return ruled("signed-in", view, methods=_BOTH)


# The names are those that allauth asks for.
root_urls = [
    path("", ways_in.home, name="home"),
    path("set-up/<str:token>/", ways_in.set_up, name="set_up"),
    path("invitation/<str:token>/", ways_in.accept_invitation, name="accept_invitation"),
    path("sign-in/", _open(account.login), name="account_login"),
    path("sign-in/link/<str:token>/", ways_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-in/inactive/", _open(account.account_inactive), name="account_inactive"),
    path("sign-in/two-step/", _open(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", _open(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-up/", _open(account.signup), name="account_signup"),
    path("sign-out/", _open(account.logout), name="account_logout"),
    path("password/reset/", _open(account.password_reset), name="account_reset_password"),
    path("password/reset/sent/", _open(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/done/",
        _open(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _open(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("me/confirm/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("me/confirm/two-step/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("me/confirm/passkey/", _own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("me/password/", _own(account.password_change), name="account_change_password"),
    path("me/password/first/", _own(account.password_set), name="account_set_password"),
    path("me/email/", _own(account.email), name="account_email"),
    path("me/email/sent/", _open(account.email_verification_sent), name="account_email_verification_sent"),
    re_path(r"^me/email/(?P<key>[-:\w]+)/$", _open(account.confirm_email), name="account_confirm_email"),
    path("me/two-step/", _own(mfa.index), name="mfa_index"),
    path("me/two-step/app/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("me/two-step/app/remove/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("me/two-step/codes/", _own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("me/two-step/codes/new/", _own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("me/two-step/codes/file/", _own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("me/passkeys/", _own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("me/passkeys/add/", _own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/edit/", _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", _own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]

page_urls = [
    path("settings/", mine.settings, name="settings"),
    path("settings/profile/", mine.profile, name="settings_profile"),
    path("settings/security/", mine.security, name="settings_security"),
    path("settings/security/sessions/<int:session_id>/end/", mine.end_session, name="settings_session_end"),
    path("settings/workspace/", workspace.show, name="settings_workspace"),
    path("settings/workspace/change/", workspace.change, name="settings_workspace_change"),
    path("settings/people/", people.show, name="settings_people"),
    path("settings/people/export", people.export, name="settings_people_export"),
    path("settings/people/invitations/export", people.export_invitations, name="settings_invitations_export"),
    path("settings/people/invite/", people.invite, name="settings_invite"),
    path("settings/people/<uuid:seat_id>/", people.change, name="settings_seat"),
    path("settings/people/<uuid:seat_id>/invite/", people.invite_seat, name="settings_seat_invite"),
    path("settings/people/<uuid:seat_id>/deactivate/", people.deactivate, name="settings_deactivate"),
    path("settings/people/<uuid:seat_id>/reactivate/", people.reactivate, name="settings_reactivate"),
    path("settings/invitations/<uuid:invitation_id>/resend/", people.resend, name="settings_resend"),
    path("settings/invitations/<uuid:invitation_id>/revoke/", people.revoke, name="settings_uninvite"),
    path("settings/roles/", people.roles, name="settings_roles"),
    path("settings/teams/", teams.show, name="settings_teams"),
    path("settings/teams/export", teams.export, name="settings_teams_export"),
    path("settings/teams/new/", teams.create, name="settings_team_new"),
    path("settings/teams/<uuid:team_id>/", teams.change, name="settings_team"),
    path("settings/teams/<uuid:team_id>/remove/", teams.remove, name="settings_team_remove"),
    path("settings/keys/", keys.show, name="settings_keys"),
    path("settings/keys/export", keys.export, name="settings_keys_export"),
    path("settings/keys/new/", keys.create, name="settings_key_new"),
    path("settings/keys/<uuid:key_id>/rotate/", keys.rotate, name="settings_key_rotate"),
    path("settings/keys/<uuid:key_id>/revoke/", keys.revoke, name="settings_key_revoke"),
    path("settings/audit/", audit.show, name="settings_audit"),
    path("settings/audit/export/", audit.export, name="settings_audit_export"),
]
