"""Every write of the accounts area."""

from banso.domain.accounts.actions.accounts import (
    archive_account,
    create_account,
    restore_account,
    update_account,
)
from banso.domain.accounts.actions.contacts import (
    archive_contact,
    create_contact,
    mark_contact_back,
    mark_contact_left,
    restore_contact,
    update_contact,
)
from banso.domain.accounts.actions.holding import held, held_all
from banso.domain.accounts.actions.merging import bring_stragglers
from banso.domain.accounts.actions.roles import (
    assign_role,
    end_role,
    refresh_owners,
    remove_role,
    reopen_role,
)
from banso.domain.accounts.actions.upsert import (
    Upserted,
    put_back_accounts,
    upsert_account,
    upsert_accounts,
)
from banso.domain.accounts.actions.upsert_contacts import (
    UpsertedContact,
    put_back_contacts,
    upsert_contacts,
)

__all__ = [
    "Upserted",
    "UpsertedContact",
    "archive_account",
    "archive_contact",
    "assign_role",
    "bring_stragglers",
    "create_account",
    "create_contact",
    "end_role",
    "held",
    "held_all",
    "mark_contact_back",
    "mark_contact_left",
    "put_back_accounts",
    "put_back_contacts",
    "refresh_owners",
    "remove_role",
    "reopen_role",
    "restore_account",
    "restore_contact",
    "update_account",
    "update_contact",
    "upsert_account",
    "upsert_accounts",
    "upsert_contacts",
]
