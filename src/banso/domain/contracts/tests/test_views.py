"""Pages of contracts: what they show, what their forms do, and whom they let in."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from banso.domain.contracts.actions import (
    CostRow,
    PlanValues,
    save_plan,
    set_line,
    set_margin,
    set_rate,
    upsert_costs,
)
from banso.domain.contracts.models import CostEntry, ExchangeRate, GrossMargin, Plan, Product
from banso.domain.contracts.queries import subscription
from banso.domain.contracts.tests.factories import account, day, ledger, row
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.ids import new_id

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire"


def everything() -> dict[str, Any]:
    one = account("A <b>")
    set_rate("USD", day=day("2024-01-01"), rate=Decimal("149.5"), by=SYSTEM)
    set_line(row("S-1", one, "100", "2024-01-01", "2025-01-01", product="CRM", plan="Pro"), by=SYSTEM)
    set_line(row("S-2", one, "50", "2024-03-01", product="Chat", currency="USD", seats=3), by=SYSTEM)
    upsert_costs([CostRow(day("2024-05-01"), "sales", Decimal(300))], by=SYSTEM)
    set_margin(Decimal("0.8"), valid_from=day("2024-04-01"), by=SYSTEM)
    product = Product.objects.get(name="CRM")
    plan = save_plan(None, product_id=product.pk, values=PlanValues("Max", 2, Decimal(9800)), by=SYSTEM)
    return {"account": one, "line": subscription("S-1").pk, "product": product.pk, "plan": plan.pk}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/contracts/",
        "/contracts/?state=all",
        "/contracts/?state=ended",
        "/contracts/{line}/",
        "/contracts/products/",
        "/contracts/products/{product}/",
        "/contracts/products/{product}/plans/new/",
        "/contracts/products/{product}/plans/{plan}/",
        "/contracts/rates/",
        "/contracts/costs/",
        "/accounts/{account}/contracts/",
        "/accounts/{account}/contracts/new/",
    ],
)
def test_page(path: str, language: str) -> None:
    there = everything()
    client = signed_in("aki@harunire.example", "owner", language=language)
    answer = client.get(HOME + path.format(**there))
    page = answer.content.decode()
    assert (answer.status_code, f'<html lang="{language}"' in page, "A <b>" in page) == (200, True, False)


def test_screens_show_the_last_day_that_is_paid() -> None:
    there = everything()
    client = signed_in("aki@harunire.example", "csm", language="en")
    assert "31 Dec 2024" in client.get(f"{HOME}/contracts/{there['line']}/").content.decode()
    file = client.get(f"{HOME}/contracts/export?state=all").getvalue().decode("utf-8-sig")
    assert [line.split(",")[6] for line in file.splitlines()] == ["ends_on", "2025-01-01", ""]


def test_a_line_is_added_with_its_last_day_included() -> None:
    one = account("A")
    client = signed_in("aki@harunire.example", "csm")
    path = f"{HOME}/accounts/{one}/contracts/new/"
    given = {"product": "CRM", "plan": "Pro", "amount": "¥120,000", "interval": "year", "currency": "JPY",
             "starts_on": "2024-01-01", "ends_on": "2024-12-31", "external_id": "S-1"}  # fmt: skip
    assert client.post(path, given).status_code == 302
    assert ledger(one) == [("2024-01-01", "new", "10000"), ("2025-01-01", "churn", "-10000")]
    assert client.post(path, given).status_code == 422
    refused = client.post(path, {**given, "external_id": "S-2", "amount": "free"})
    assert (refused.status_code, "free" in refused.content.decode()) == (422, True)


def test_a_line_is_changed_ended_and_removed() -> None:
    there = everything()
    client = signed_in("aki@harunire.example", "csm")
    path = f"{HOME}/contracts/{there['line']}"
    change = {"valid_from": "2024-07-01", "amount": "150", "plan": "Max", "seats": "9"}
    assert client.post(f"{path}/change/", change).status_code == 302
    assert [int(each.monthly) for each in subscription("S-1").versions.all()] == [100, 150]
    assert client.post(f"{path}/change/", {**change, "valid_from": "2023-01-01"}).status_code == 422
    assert client.post(f"{path}/end/", {"ends_on": "2024-09-30"}).status_code == 302
    assert subscription("S-1").ends_on == day("2024-10-01")
    assert client.post(f"{path}/end/", {"ends_on": "2020-01-01"}).status_code == 422
    assert client.post(f"{path}/remove/").status_code == 302
    assert client.get(f"{path}/").status_code == 404


def test_the_card_tells_todays_mrr_and_the_next_renewal() -> None:
    there = everything()
    client = signed_in("aki@harunire.example", "csm", language="en")
    with freeze(datetime(2024, 6, 10, 3, tzinfo=UTC)):
        page = client.get(f"{HOME}/accounts/{there['account']}/contracts/").content.decode()
    assert "7,575" in page.replace("</span>", "")
    assert "1 Jul 2024" in page


def test_rates_costs_and_margins_are_entered_and_removed() -> None:
    client = signed_in("aki@harunire.example", "admin")
    home = f"{HOME}/contracts"
    assert (
        client.post(f"{home}/rates/", {"currency": "usd", "day": "2024-01-01", "rate": "149.5"}).status_code
        == 302
    )
    assert (
        client.post(f"{home}/rates/", {"currency": "JPY", "day": "2024-01-01", "rate": "1"}).status_code
        == 422
    )
    cost = {"month": "2024-05-20", "category": "sales", "amount": "300", "currency": "JPY"}
    assert client.post(f"{home}/costs/", cost).status_code == 302
    assert client.post(f"{home}/costs/", {**cost, "currency": "EUR"}).status_code == 422
    margin = {"valid_from": "2024-04-20", "share": "75"}
    assert client.post(f"{home}/costs/margin/", margin).status_code == 302
    assert client.post(f"{home}/costs/margin/", {**margin, "share": "175"}).status_code == 422
    assert (GrossMargin.objects.get().share, CostEntry.objects.get().month) == (
        Decimal("0.75"),
        day("2024-05-01"),
    )
    for kind, found in (("rates", ExchangeRate), ("costs/margin", GrossMargin), ("costs", CostEntry)):
        assert client.post(f"{home}/{kind}/{found.objects.get().pk}/remove/").status_code == 302
        assert found.objects.count() == 0


def test_products_and_plans_are_made_renamed_and_removed() -> None:
    there = everything()
    client = signed_in("aki@harunire.example", "admin")
    home = f"{HOME}/contracts/products"
    assert client.post(f"{home}/", {"name": "BI", "standard": "on"}).status_code == 302
    assert client.post(f"{home}/", {"name": "BI"}).status_code == 422
    assert client.post(f"{home}/{there['product']}/", {"name": "CRM2"}).status_code == 302
    plan = f"{home}/{there['product']}/plans"
    values = {"name": "Ultra", "rank": "5", "list_price": "", "interval": "year"}
    assert client.post(f"{plan}/{there['plan']}/", values).status_code == 302
    assert client.post(f"{plan}/new/", values).status_code == 422
    assert client.post(f"{plan}/new/", {**values, "name": "Lite"}).status_code == 302
    assert set(Plan.objects.values_list("name", flat=True)) == {"Pro", "Ultra", "Lite"}
    made = Product.objects.get(name="BI")
    assert client.post(f"{home}/{made.pk}/remove/").status_code == 302
    client.post(f"{home}/{there['product']}/remove/")
    assert Product.objects.filter(name="CRM2").exists()


def test_who_may_look_may_not_change() -> None:
    there = everything()
    client = signed_in("v@harunire.example", "viewer")
    assert client.get(f"{HOME}/contracts/{there['line']}/").status_code == 200
    for path in (f"contracts/{there['line']}/change/", f"contracts/{there['line']}/end/",
                 f"contracts/{there['line']}/remove/", f"accounts/{there['account']}/contracts/new/",
                 "contracts/rates/", "contracts/costs/", "contracts/products/"):  # fmt: skip
        assert client.post(f"{HOME}/{path}", {"name": "x"}).status_code == 403
    assert client.get(f"{HOME}/contracts/export").status_code == 403


def test_a_stranger_finds_nothing() -> None:
    everything()
    client = signed_in("aki@harunire.example", "csm")
    for path in (f"contracts/{new_id()}/", f"accounts/{new_id()}/contracts/"):
        assert client.get(f"{HOME}/{path}").status_code == 404
    assert Client().get(f"{HOME}/contracts/").status_code == 302


def test_a_new_line_and_a_new_plan_are_paid_monthly_unless_said_otherwise() -> None:
    made = everything()
    client = signed_in("m@harunire.example", "owner", language="en")
    for path in (
        f"accounts/{made['account']}/contracts/new/",
        f"contracts/products/{made['product']}/plans/new/",
    ):
        page = client.get(f"{HOME}/{path}").content.decode()
        assert '<option value="month" selected>' in page
