"""Every write of this area: workspaces, seats, teams, invitations, keys, sign-in links, the audit log."""

from banso.domain.workspaces.actions.answers import keep_answer
from banso.domain.workspaces.actions.audit import note, shorten_audit
from banso.domain.workspaces.actions.bringing import (
    Brought,
    bring_people,
    bring_teams,
)
from banso.domain.workspaces.actions.crew import seat_content, team_content
from banso.domain.workspaces.actions.following import after_crew_change
from banso.domain.workspaces.actions.founding import (
    change_workspace,
    create_workspace,
    demand_before_change,
    hold_workspace,
)
from banso.domain.workspaces.actions.invitations import (
    accept_invitation,
    invite,
    invite_member,
    join,
    resend_invitation,
    revoke_invitation,
)
from banso.domain.workspaces.actions.keys import create_key, mark_used, revoke_key, rotate_key
from banso.domain.workspaces.actions.links import (
    FirstPerson,
    set_up,
    setup_link,
    sign_in_link,
    use_sign_in_link,
)
from banso.domain.workspaces.actions.members import (
    add_member,
    change_roles,
    deactivate_member,
    reactivate_member,
)
from banso.domain.workspaces.actions.people import (
    change_profile,
    create_person,
    end_session,
    note_everywhere,
)
from banso.domain.workspaces.actions.teams import remove_team, save_team
from banso.domain.workspaces.actions.unbringing import put_back_seats, put_back_teams
from banso.domain.workspaces.rules import WorkspaceSettings

__all__ = [
    "Brought",
    "FirstPerson",
    "WorkspaceSettings",
    "accept_invitation",
    "add_member",
    "after_crew_change",
    "bring_people",
    "bring_teams",
    "change_profile",
    "change_roles",
    "change_workspace",
    "create_key",
    "create_person",
    "create_workspace",
    "deactivate_member",
    "demand_before_change",
    "end_session",
    "hold_workspace",
    "invite",
    "invite_member",
    "join",
    "keep_answer",
    "mark_used",
    "note",
    "note_everywhere",
    "put_back_seats",
    "put_back_teams",
    "reactivate_member",
    "remove_team",
    "resend_invitation",
    "revoke_invitation",
    "revoke_key",
    "rotate_key",
    "save_team",
    "seat_content",
    "set_up",
    "setup_link",
    "shorten_audit",
    "sign_in_link",
    "team_content",
    "use_sign_in_link",
]
