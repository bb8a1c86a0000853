"""The form of an account warns of those that may be the same, while its fields are typed."""

import pytest

from banso.domain.accounts.actions import archive_account
from banso.domain.accounts.tests.factories import account
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.actor import SYSTEM

HOME = "/w/harunire/accounts/"
NUMBER = "7000012050002"


@pytest.mark.usefixtures("workspace")
def test_who_may_be_the_same_is_told_while_an_account_is_typed() -> None:
    named, numbered = account("株式会社みどり建材"), account("国税庁", corporate_number=NUMBER)
    archive_account(account("みどり建材(株)").pk, by=SYSTEM)
    client = signed_in("csm@harunire.example", "csm")

    def told(**typed: str) -> list[bool]:
        answer = client.post(f"{HOME}alike/", typed)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert text.count("<li>") == sum(f"{HOME}{each.pk}/" in text for each in (named, numbered))
        return [f"{HOME}{each.pk}/" in text for each in (named, numbered)]

    # Another form of the same name, and a number that is written in another way.
    assert told(name="（株）みどり建材") == [True, False]
    assert told(name="みどり建材", corporate_number="T7-0000-1205-0002") == [True, True]
    # What is half typed is nobody's, and nobody is their own double.
    assert told(name="みどり", corporate_number="70000") == [False, False]
    assert told(name="みどり建材", besides=str(named.pk)) == [False, False]
    assert told(name="みどり建材", besides="x") == [True, False]
    assert f'name="besides" value="{named.pk}"' in client.get(f"{HOME}{named.pk}/edit/").content.decode()
    assert signed_in("viewer@harunire.example", "viewer").post(f"{HOME}alike/", {}).status_code == 403
