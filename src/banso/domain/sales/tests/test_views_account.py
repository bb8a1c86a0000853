"""The deals of an account, as a page and as a part of the account's own."""

import pytest

from banso.domain.sales.tests.factories import account, deal
from banso.domain.workspaces.tests.factories import signed_in

pytestmark = pytest.mark.usefixtures("workspace")


def test_an_account_shows_its_deals_whole_and_as_a_part() -> None:
    customer, other = account(), account("別の顧客")
    deal("点検のデジタル化", of=customer)
    deal("別の商談", of=other)
    viewer = signed_in("viewer@harunire.example", "viewer")
    path = f"/w/harunire/accounts/{customer.pk}/deals/"
    whole = viewer.get(path).content.decode()
    part = viewer.get(path, headers={"HX-Request": "true"}).content.decode()
    for shown in (whole, part):
        assert ("点検のデジタル化" in shown, "別の商談" in shown) == (True, False)
    assert ("<html" in whole, "<html" in part) == (True, False)
    assert f'hx-get="{path}"' in viewer.get(f"/w/harunire/accounts/{customer.pk}/").content.decode()
