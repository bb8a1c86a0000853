"""What may be done and what can be used: pure."""

from banso.domain.workspaces.rules.browsers import browser_words
from banso.domain.workspaces.rules.chain import SHORTENED, Break, Place, breaks, link
from banso.domain.workspaces.rules.inputs import (
    LANGUAGES,
    THEMES,
    Profile,
    WorkspaceSettings,
    checked_email,
    checked_name,
    checked_slug,
)
from banso.domain.workspaces.rules.roles import (
    EVERYTHING,
    PERMISSIONS,
    ROLE_PERMISSIONS,
    check_may_grant,
    checked_roles,
    checked_scopes,
    covers,
    permissions_of,
    scope_choices,
)
from banso.domain.workspaces.rules.tokens import (
    INVITATION_LASTS,
    KEPT_FOR,
    LAST_USED_GRAIN,
    LONGEST_OVERLAP,
    SET_UP_LASTS,
    SIGN_IN_LASTS,
    hashed,
    looks_like_key,
    new_secret,
    token_hash,
)
from banso.domain.workspaces.rules.verbs import VERBS, verb_label

__all__ = [
    "EVERYTHING",
    "INVITATION_LASTS",
    "KEPT_FOR",
    "LANGUAGES",
    "LAST_USED_GRAIN",
    "LONGEST_OVERLAP",
    "PERMISSIONS",
    "ROLE_PERMISSIONS",
    "SET_UP_LASTS",
    "SHORTENED",
    "SIGN_IN_LASTS",
    "THEMES",
    "VERBS",
    "Break",
    "Place",
    "Profile",
    "WorkspaceSettings",
    "breaks",
    "browser_words",
    "check_may_grant",
    "checked_email",
    "checked_name",
    "checked_roles",
    "checked_scopes",
    "checked_slug",
    "covers",
    "hashed",
    "link",
    "looks_like_key",
    "new_secret",
    "permissions_of",
    "scope_choices",
    "token_hash",
    "verb_label",
]
