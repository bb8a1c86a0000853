"""The page of targets: a table against what was booked, set in place, refused where it cannot be."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from banso.domain.accounts.actions import create_account
from banso.domain.sales.actions import upsert_deals
from banso.domain.targets.models import Target
from banso.domain.targets.tests.factories import set_one
from banso.domain.workspaces.actions import deactivate_member, save_team
from banso.domain.workspaces.models import Membership
from banso.domain.workspaces.tests.factories import member, signed_in
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.periods import parse_period
from banso.screens.targets.queries import booked_within, fiscal_year, groups, periods_of, summed

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
HOME = "/w/harunire/targets/"
HTMX = {"HX-Request": "true"}
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def sold(number: int, day: str, amount: int, owner: str) -> dict[str, object]:
    account = create_account({"name": f"北浜{number}", "external_id": f"K{number}"}, by=SYSTEM)
    return {"external_id": f"D{number}", "name": "点検", "account_id": account.pk, "status": "won",
            "amount": str(amount), "closed_on": day, "closed_before_banso": True,
            "owner_email": owner}  # fmt: skip


@pytest.fixture
def ken(workspace: object, column_store: object) -> Membership:  # noqa: ARG001 - opens and empties
    """Who has sold 750,000 in November, and 100,000 in April without a target; mori sold beside."""
    with freeze(NOW - timedelta(hours=1)):
        seat = member("ken@harunire.example", "sales", name="高橋 健太")
        member("mori@harunire.example", "sales", name="森 遥")
        save_team(None, name="営業一課", member_ids=[seat.pk], lead_id=None, by=SYSTEM)
        deals = [
            sold(1, "2026-11-10", 750_000, "ken@harunire.example"),
            sold(2, "2026-04-01", 100_000, "ken@harunire.example"),
            sold(3, "2026-11-20", 40_000, "mori@harunire.example"),
        ]
        assert {each.outcome for each in upsert_deals(deals, by=SYSTEM)} == {"created"}
        set_one("2026-11", "3000000", by=SYSTEM, person="ken@harunire.example")
        set_one("2026-Q3", "6000000", by=SYSTEM, team="営業一課")
        catch_up()
    return seat


def cells(client: Client, query: str, name: str) -> list[str]:
    """What stands in the row of somebody, without what is only read out, links and tags."""
    page = client.get(f"{HOME}?{query}").content.decode()
    rows = [each for each in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if f">{name}<" in each]
    plain = re.sub(r'<span class="bn-vh">.*?</span>', "", rows[-1]) if rows else ""
    texts = [re.sub(r"<[^>]+>", " ", each).split() for each in re.findall(r"<td.*?</td>", plain, re.DOTALL)]
    return [" ".join(each).replace(" %", "%") for each in texts]


def test_the_table_stands_against_what_was_booked_and_agrees_with_the_kpi(ken: Membership) -> None:
    manager = signed_in("manager@harunire.example", "manager", language="en")
    with freeze(NOW):
        row = cells(manager, "year=2026", "高橋 健太")
        assert (row[0], row[7], row[12]) == (
            "＋ ¥100,000",
            "¥3,000,000 ¥750,000 25.0%",
            "¥3,000,000 ¥750,000 25.0%",
        )
        # What is to come is not 0 %.
        set_one("2026-12", "1000000", by=SYSTEM, person="ken@harunire.example")
        assert cells(manager, "year=2026", "高橋 健太")[8] == "¥1,000,000"
        assert cells(manager, "year=2026&grain=quarter", "高橋 健太")[2] == "¥4,000,000 ¥750,000 18.8%"
        assert (
            cells(manager, "year=2026&grain=quarter&of=teams", "営業一課")[2] == "¥6,000,000 ¥750,000 12.5%"
        )
        # A month within a quarter's target says so, and cannot be set.
        assert cells(manager, "year=2026&of=teams", "営業一課")[7] == "in 2026-Q3"
        assert cells(manager, "year=2026", "Together")[7] == "¥3,000,000 ¥750,000 25.0%"
        assert cells(manager, "year=2026", "Booked by everybody")[7] == "¥790,000"
        assert cells(manager, "year=2026", "No team")[7] == "¥40,000"
        page = manager.get(HOME, {"year": "2026"}).content.decode()
        assert "variant=people&amp;period=2026-11&amp;by=owner&amp;group=" in page
        assert cells(manager, "year=2026&team=", "高橋 健太") == []
        catch_up()
        year = fiscal_year(2026)
        for of in ("people", "teams"):
            booked = booked_within(year.start, year.end)
            found = groups(year, periods_of(year, year.grain), teams=of == "teams", booked=booked, as_of=None)
            (whole, _year) = summed([line for group in found for line in group.lines])
            point = ask(Question("quota_attainment", (parse_period("FY2026", fiscal_start=4),), of)).last
            assert (whole.towards, whole.target) == (point.numerator, point.denominator)
        deactivate_member(ken.pk, by=SYSTEM)
        assert "has left" in manager.get(HOME, {"year": "2026"}).content.decode()


def test_a_target_is_set_in_place_and_taken_back(ken: Membership) -> None:
    manager = signed_in("manager@harunire.example", "manager", language="en")
    at = f"{HOME}people/{ken.pk}/cell/?year=2026&grain=month&of=people&period="
    assert 'value="3000000"' in manager.get(f"{at}2026-11", headers=HTMX).content.decode()
    refused = manager.post(f"{at}2026-11", {"2026-11": "-5"}, headers=HTMX)
    where = f"t-{ken.person_id}-2026-11"
    assert (refused.status_code, refused["HX-Retarget"]) == (422, f'[id="{where}"]')
    assert "more than nothing" in refused.content.decode()
    done = manager.post(f"{at}2026-11", {"2026-11": "¥3,500,000"}, headers=HTMX)
    assert (done.status_code, "¥3,500,000" in done.content.decode()) == (200, True)
    undo = re.search(r'"undo": "([^"]+)"', done["HX-Trigger"])
    assert undo
    assert manager.post(undo[1]).status_code == 302
    assert Target.objects.get(person=ken.person).amount == 3_000_000
    # Once more it would take back what it has not done.
    assert manager.post(undo[1], follow=True).status_code == 200
    assert Target.objects.get(person=ken.person).amount == 3_000_000
    for wrong in ("nonsense", "2026-11~~sNaN", "2026-11~Infinity~3000000"):
        said = manager.post(f"{undo[1].partition('did=')[0]}did={wrong}", follow=True)
        assert (said.status_code, "nothing that can be taken back" in said.content.decode()) == (200, True)
    assert manager.post(f"{at}2026-11", {"2026-11": ""}, headers=HTMX).status_code == 200
    assert Target.objects.filter(person=ken.person).count() == 0
    for wrong in (f"{HOME}crowds/{ken.pk}/cell/", f"{HOME}teams/{ken.pk}/cell/", f"{at}2025-11"):
        assert manager.get(wrong).status_code == 404
    seller = signed_in("seller@harunire.example", "sales", language="en")
    assert [seller.get(each).status_code for each in (HOME, f"{HOME}people/{ken.pk}/", at)] == [200, 200, 403]
    assert seller.post(f"{HOME}people/{ken.pk}/", {"2026-12": "1"}).status_code == 403
    assert (seller.post(f"{at}2026-12", {"2026-12": "1"}).status_code, seller.post(undo[1]).status_code) == (
        403,
        403,
    )


def test_a_year_is_set_at_once_all_of_it_or_nothing(ken: Membership) -> None:
    manager = signed_in("manager@harunire.example", "manager", language="en")
    here = f"{HOME}people/{ken.pk}/?year=2026"
    # What is emptied goes, what is written comes.
    assert manager.post(here, {"2026-12": "500000", "2027-01": "6e5"}).status_code == 302
    amounts = Target.objects.filter(person=ken.person).order_by("first").values_list("amount", flat=True)
    assert list(amounts) == [Decimal(500_000), Decimal(600_000)]
    refused = manager.post(f"{here}&grain=quarter", {"2026-Q2": "7", "2026-Q3": "1"})
    assert (refused.status_code, "2026-12 already" in refused.content.decode()) == (422, True)
    assert list(amounts) == [Decimal(500_000), Decimal(600_000)]
    page = manager.get(f"{here}&grain=quarter").content.decode()
    assert all(word in page for word in ("Targets of other periods", "Dec 2026", "¥3,000,000 removed"))
    assert manager.post(here, {"2026-12": "many"}).status_code == 422
    reader = signed_in("reader@harunire.example", "viewer", language="en")
    shown = reader.get(here).content.decode()
    assert ('<form method="post" class="bn-form"' in shown, "¥500,000" in shown) == (False, True)


def test_what_somebody_else_set_meanwhile_is_neither_undone_nor_overwritten_unseen(ken: Membership) -> None:
    manager = signed_in("manager@harunire.example", "manager", language="en")
    here = f"{HOME}people/{ken.pk}/?year=2026"

    def sent(page: str, **typed: str) -> dict[str, str]:
        fields = dict(re.findall(r'name="((?:was-)?20\d\d-\d\d)"[^>]*? value="([^"]*)"', page))
        return {**fields, **{f"2026-{month[1:]}": amount for month, amount in typed.items()}}

    def amounts() -> dict[str, int]:
        return {str(each.first)[:7]: int(each.amount) for each in Target.objects.filter(person=ken.person)}

    page = manager.get(here).content.decode()
    cell = f"{HOME}people/{ken.pk}/cell/?year=2026&period=2026-11"
    in_place = manager.get(cell, headers=HTMX).content.decode()
    set_one("2026-11", "4000000", by=SYSTEM, person="ken@harunire.example")
    # Who did not touch November does not take it back.
    assert manager.post(here, sent(page, m12="500000")).status_code == 302
    assert amounts() == {"2026-11": 4_000_000, "2026-12": 500_000}
    for way, shown in ((here, page), (cell, in_place)):
        refused = manager.post(way, sent(shown, m11="3100000"))
        text = refused.content.decode()
        assert (refused.status_code, "is ¥4,000,000 now" in text) == (422, True)
        assert amounts()["2026-11"] == 4_000_000
    # Told of it, they may.
    assert manager.post(cell, sent(text, m11="3100000")).status_code == 302
    assert amounts() == {"2026-11": 3_100_000, "2026-12": 500_000}


def test_the_past_shows_what_was_known_then(ken: Membership) -> None:
    manager = signed_in("manager@harunire.example", "manager", language="en")
    with freeze(datetime(2027, 6, 1, tzinfo=UTC)):
        set_one("2026-11", "9000000", by=SYSTEM, person="ken@harunire.example")
    assert cells(manager, "year=2026", "高橋 健太")[7].startswith("¥9,000,000")
    past = manager.get(HOME, {"year": "2026", "as_of": "2027-01-01"}).content.decode()
    assert ("¥3,000,000" in past, "¥9,000,000" in past, "hx-get" in past.partition('id="targets"')[2]) == (
        True,
        False,
        False,
    )
    # Somebody's year as well, where nothing can be set.
    here = f"{HOME}people/{ken.pk}/?year=2026"
    theirs = manager.get(f"{here}&as_of=2027-01-01").content.decode()
    assert ("¥3,000,000" in theirs, "¥9,000,000" in theirs, 'class="bn-form"' in theirs) == (
        True,
        False,
        False,
    )
    quarter = manager.get(f"{here}&grain=quarter&as_of=2027-01-01").content.decode()
    assert ("Targets of other periods" in quarter, "¥9,000,000" in quarter) == (True, False)
    assert manager.post(f"{here}&as_of=2027-01-01", {"2026-11": "1"}).status_code == 405
    assert 'class="bn-form"' in manager.get(here).content.decode()
    empty = manager.get(HOME, {"year": "2020"}).content.decode()
    assert "no targets in this year yet" in empty


def test_today_tells_whoever_has_a_target_how_far_they_are(ken: Membership) -> None:
    client = Client()
    client.force_login(ken.person)
    with freeze(NOW):
        page = client.get("/w/harunire/").content.decode()
        other = signed_in("manager@harunire.example", "manager").get("/w/harunire/").content.decode()
    card = re.sub(r"<[^>]+>", "", page.partition('id="h-target"')[2].partition("</section>")[0])
    assert [word in card for word in ("2026年11月", "750,000円", "3,000,000円", "25.0%")] == [True] * 4
    assert 'id="h-target"' not in other
