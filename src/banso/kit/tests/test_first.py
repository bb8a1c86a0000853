"""The first of some rows: without an order where an id is given, and in its order elsewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.models import Account
from banso.kit.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")


def test_the_first_of_those_with_an_id_is_asked_for_without_an_order() -> None:
    one, other = (create_account({"name": name}, by=SYSTEM) for name in ("B", "A"))
    with CaptureQueriesContext(connection) as asked:
        assert Account.objects.select_related("merged_into").filter(pk=one.pk).first() == one
        assert Account.objects.filter(pk=one.pk, name="A").first() is None
    assert [("ORDER BY" in each["sql"], "LIMIT 1" in each["sql"]) for each in asked] == [(False, True)] * 2
    assert Account.objects.order_by("name").first() == other
    assert Account.objects.order_by("-name").first() == one
    # An id that is only one of several ways to be meant, or is excluded, is no id given.
    assert (Account.objects.filter(pk=one.pk) | Account.objects.filter(name="A")).order_by(
        "name"
    ).first() == other
    assert Account.objects.exclude(pk=other.pk).first() == one
