"""What the list's filters offer: read once, and anew as soon as anything is recorded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions import create_account, update_account
from banso.domain.accounts.actions.bulk import change_accounts
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import vocabulary
from banso.domain.accounts.queries.listing import filter_choices
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now

pytestmark = pytest.mark.usefixtures("workspace")


def offered(name: str) -> list[str]:
    return [value for value, _label in filter_choices(vocabulary())[name]]


def test_they_are_read_again_when_something_was_recorded_or_a_minute_has_gone() -> None:
    with freeze(now().replace(second=1)):
        made = create_account({"name": "A", "plan": "Pro", "owner_email": "sato@example.jp"}, by=SYSTEM)
        assert (offered("plan"), offered("region"), offered("tag")) == (["Pro"], [], [])
        words = vocabulary()
        with CaptureQueriesContext(connection) as asked:
            filter_choices(words)
        assert len(asked) == 1
        update_account(made.pk, {"plan": "Team", "region": "関東"}, by=SYSTEM)
        change_accounts([made.pk], {}, add_tags=["大口"], by=SYSTEM)
        assert (offered("plan"), offered("region"), offered("tag")) == (["Team"], ["関東"], ["大口"])
        # A transaction that took its place before the newest fact and is done after it.
        Account.objects.filter(pk=made.pk).update(plan="Late")
    with freeze(now().replace(second=2) + timedelta(minutes=1)):
        assert offered("plan") == ["Late"]
