"""What the facts say of an account: pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from banso.domain.accounts.facts import AccountCreated, AccountDescribed
from banso.domain.accounts.models import Account, Contact
from banso.domain.accounts.rules.custom import FieldValue, show
from banso.domain.accounts.rules.names import search_key


def birth(account: Account, zone: str) -> datetime:
    """When the account began: midnight of its day in `zone`, or the moment it was written here."""
    if account.created_on is None:
        return account.created_at
    return datetime.combine(account.created_on, time.min, ZoneInfo(zone)).astimezone(UTC)


def created_fact(account: Account, zone: str) -> AccountCreated:
    return AccountCreated(
        account=account.pk,
        occurred_at=birth(account, zone),
        name=account.name,
        external_id=account.external_id,
    )


def described_fact(
    account: Account, tags: Iterable[str], fields: Sequence[FieldValue], zone: str
) -> AccountDescribed:
    """The snapshot that numbers are broken down by. Values of custom fields are written out as text."""
    return AccountDescribed(
        account=account.pk,
        occurred_at=birth(account, zone),
        name=account.name,
        external_id=account.external_id,
        plan=account.plan,
        industry=account.industry,
        employees=account.employees,
        country=account.country,
        region=account.region,
        stage=account.stage,
        owner=account.owner_name,
        owner_email=account.owner_email,
        tags=tuple(sorted(tags)),
        custom={
            field.key: show(field, account.custom[field.key])
            for field in fields
            if field.key in account.custom
        },
        internal=account.internal,
        created_on=account.created_on,
        parent=str(account.parent_id or ""),
        archived=account.archived_at is not None or account.merged_into_id is not None,
    )


def account_search(account: Account) -> str:
    """What searching for the account reads."""
    return search_key(account.name, account.name_kana, account.external_id, account.corporate_number)[:700]


def contact_search(contact: Contact) -> str:
    return search_key(contact.name, contact.name_kana, contact.email, contact.external_id)[:500]
