"""The verbs of the audit log in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "workspace.created": _("founded the workspace"),
    "workspace.changed": _("changed the workspace"),
    "member.added": _("gave a seat"),
    "member.roles_changed": _("changed roles"),
    "member.deactivated": _("deactivated a member"),
    "member.reactivated": _("reactivated a member"),
    "invitation.sent": _("invited"),
    "invitation.sent_again": _("invited again"),
    "invitation.revoked": _("took an invitation back"),
    "invitation.accepted": _("accepted an invitation"),
    "team.created": _("founded a team"),
    "team.changed": _("changed a team"),
    "team.removed": _("dissolved a team"),
    "key.created": _("made a key"),
    "key.rotated": _("rotated a key"),
    "key.revoked": _("revoked a key"),
    "reactions.retried": _("had failed work tried again"),
    "export.made": _("had a long list made into a file"),
    "export.downloaded": _("exported a list"),
    "job.tried_again": _("tried a failed job again"),
    "person.signed_in": _("signed in"),
    "person.signed_out": _("signed out"),
    "person.sign_in_failed": _("failed to sign in"),
    "person.second_factor_failed": _("failed the second step"),
    "person.session_ended": _("ended a session"),
    "person.link_made": _("made a sign-in link"),
    "person.link_used": _("used a sign-in link"),
    "person.password_changed": _("changed the password"),
    "person.password_set": _("set a password"),
    "person.password_reset": _("reset the password by mail"),
    "person.email_changed": _("changed the mail address"),
    "person.authenticator_added": _("added a second factor"),
    "person.authenticator_removed": _("removed a second factor"),
    "person.authenticator_reset": _("renewed a second factor"),
}


def verb_label(verb: str) -> str:
    """A verb in words; another area's verb as it is."""
    return str(VERBS.get(verb, verb))
