"""Every write of this area: workspaces, seats, teams, invitations, keys, sign-in links, the audit log."""

from banso.domain.workspaces.actions.answers import keep_answer
from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.actions.founding import change_workspace, create_workspace
from banso.domain.workspaces.actions.keys import create_key, mark_used, revoke_key, rotate_key
from banso.domain.workspaces.actions.members import (
    add_member,
    change_roles,
    deactivate_member,
    reactivate_member,
)

__all__ = [
    "add_member",
    "change_roles",
    "change_workspace",
    "create_key",
    "create_workspace",
    "deactivate_member",
    "keep_answer",
    "mark_used",
    "note",
    "reactivate_member",
    "revoke_key",
    "rotate_key",
]
