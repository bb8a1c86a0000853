"""Every read of the accounts area."""

from banso.domain.accounts.queries.accounts import (
    account_by_id,
    account_ids_by_external_id,
    accounts,
    custom_fields,
    stages,
    survivor_of,
    tag_names,
    tags_of,
    vocabulary,
)
from banso.domain.accounts.queries.naming import account_named
from banso.domain.accounts.queries.numbers import account_names, merged_accounts
from banso.domain.accounts.queries.people import (
    contact_by_id,
    contacts,
    contacts_by_external_id,
    contacts_of,
    departments_of,
    roles_of,
    roles_on,
    sites_of,
)

__all__ = [
    "account_by_id",
    "account_ids_by_external_id",
    "account_named",
    "account_names",
    "accounts",
    "contact_by_id",
    "contacts",
    "contacts_by_external_id",
    "contacts_of",
    "custom_fields",
    "departments_of",
    "merged_accounts",
    "roles_of",
    "roles_on",
    "sites_of",
    "stages",
    "survivor_of",
    "tag_names",
    "tags_of",
    "vocabulary",
]
