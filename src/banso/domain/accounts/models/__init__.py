"""The tables of the accounts area."""

from banso.domain.accounts.models.account import (
    Account,
    AccountMerge,
    AccountTag,
    CustomField,
    Department,
    Distinction,
    FieldKind,
    Site,
    Stage,
)
from banso.domain.accounts.models.people import Contact, ContactRole, RoleAssignment, TeamRole
from banso.domain.accounts.models.records import Activity, ActivityKind, ActivitySide, File, Note
from banso.domain.accounts.models.segments import BulkChange, SavedView, Segment

__all__ = [
    "Account",
    "AccountMerge",
    "AccountTag",
    "Activity",
    "ActivityKind",
    "ActivitySide",
    "BulkChange",
    "Contact",
    "ContactRole",
    "CustomField",
    "Department",
    "Distinction",
    "FieldKind",
    "File",
    "Note",
    "RoleAssignment",
    "SavedView",
    "Segment",
    "Site",
    "Stage",
    "TeamRole",
]
