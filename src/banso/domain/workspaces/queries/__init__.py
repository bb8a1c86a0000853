"""Every read of this area."""

from banso.domain.workspaces.queries.access import (
    WriteKey,
    access_of_key,
    access_of_person,
    actor_of,
    every_workspace,
    key_and_access,
    workspace_by_slug,
    workspaces_of,
    write_key_workspace,
)
from banso.domain.workspaces.queries.audit import AuditFilter, audit_entries, audit_verbs
from banso.domain.workspaces.queries.changes import zone_at
from banso.domain.workspaces.queries.failed import FailedWork, failed_work
from banso.domain.workspaces.queries.keys import kept_answer, key_by_id, keys
from banso.domain.workspaces.queries.people import (
    members,
    members_by_email,
    needs_set_up,
    open_invitation,
    open_invitations,
    person_by_email,
    sample_workspace,
    seat_by_id,
    seats,
    sessions_of,
    team_by_id,
    teams,
    usable_link,
    usable_set_up_link,
)

__all__ = [
    "AuditFilter",
    "FailedWork",
    "WriteKey",
    "access_of_key",
    "access_of_person",
    "actor_of",
    "audit_entries",
    "audit_verbs",
    "every_workspace",
    "failed_work",
    "kept_answer",
    "key_and_access",
    "key_by_id",
    "keys",
    "members",
    "members_by_email",
    "needs_set_up",
    "open_invitation",
    "open_invitations",
    "person_by_email",
    "sample_workspace",
    "seat_by_id",
    "seats",
    "sessions_of",
    "team_by_id",
    "teams",
    "usable_link",
    "usable_set_up_link",
    "workspace_by_slug",
    "workspaces_of",
    "write_key_workspace",
    "zone_at",
]
