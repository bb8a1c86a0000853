from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from banso.domain.accounts.models import Account, AccountMerge
from banso.domain.accounts.queries import account_names, merged_accounts
from banso.kit.tenancy import Tenant

MARCH = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture
def three(workspace: Tenant) -> list[Account]:
    return [Account.objects.create(workspace_id=workspace.pk, name=name) for name in "ABC"]


def _merge(gone: Account, into: Account, at: datetime, undone: datetime | None = None) -> None:
    AccountMerge.objects.create(
        workspace_id=gone.workspace_id, survivor=into, merged=gone, at=at, undone_at=undone, by_label="x"
    )


def test_names_of_known_accounts_only(three: list[Account]) -> None:
    assert account_names({three[0].pk, UUID(int=1)}) == {three[0].pk: "A"}


def test_a_merge_counts_from_its_moment_until_it_is_undone(three: list[Account]) -> None:
    a, b, _ = three
    _merge(a, b, MARCH, undone=MARCH + timedelta(days=10))
    assert merged_accounts(MARCH - timedelta(seconds=1)) == []
    assert merged_accounts(MARCH + timedelta(days=1)) == [(a.pk, b.pk)]
    assert merged_accounts(MARCH + timedelta(days=10)) == []


def test_a_chain_of_merges_ends_at_the_last(three: list[Account]) -> None:
    a, b, c = three
    _merge(a, b, MARCH)
    _merge(b, c, MARCH + timedelta(days=1))
    assert set(merged_accounts(MARCH + timedelta(days=2))) == {(a.pk, c.pk), (b.pk, c.pk)}
