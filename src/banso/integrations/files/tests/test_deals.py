"""Deals out of a file: history, open ones, names that match nothing, and taking it all out again."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions import create_account
from banso.domain.contracts.models import Plan, Product
from banso.domain.handoffs.models import Handoff
from banso.domain.promises.actions import make_promise
from banso.domain.promises.tests.factories import said
from banso.domain.sales.actions import update_deal
from banso.domain.sales.models import Deal
from banso.domain.sales.tests.factories import account_of
from banso.domain.workspaces.models import Membership, Team
from banso.domain.workspaces.tests.factories import member, signed_in
from banso.engine.journal.queries import current_facts
from banso.integrations.files.actions import begin, set_mapping, undo
from banso.integrations.files.models import ImportRun
from banso.integrations.files.report import noted_rows, rejected_rows, unmatched
from banso.integrations.files.tests.factories import SATO, brought, counts, taken, work
from banso.kit.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")
HEAD = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
PIPELINE = HEAD + (
    "W1,Moses Frase,GTXPro,Cancity,Won,10/20/2016,3/1/2017,1054\n"
    "L1,Anna Snelling,MG Special,Isdom,Lost,10/25/2016,3/11/2017,0\n"
    "E1,Anna Snelling,GTXPro,Cancity,Engaging,11/14/2016,,\n"
    "P1,Anna Snelling,MG Special,,Prospecting,,,\n"
    "X1,Anna Snelling,MG Special,Nowhere,Won,10/25/2016,3/11/2017,5\n"
)
PRODUCTS = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n"
WORDS = {"product": {"GTXPro": "GTX Pro"}, "account_external_id": {"": "Unknown", "Nowhere": "Isdom"}}


def accounts() -> None:
    for name in ("Cancity", "Isdom", "Unknown"):
        create_account({"name": name, "external_id": name}, by=SYSTEM)


def with_words(text: str = PIPELINE, words: dict[str, dict[str, str]] | None = None) -> ImportRun:
    """A pipeline whose words have been said once for all rows."""
    run = taken("deals", text)
    set_mapping(
        run, run.mapping, orders=run.orders, history=run.history, words={**run.words, **(words or WORDS)}
    )
    return begin(run, dry=False, by=SATO)


def test_products_come_with_their_list_price() -> None:
    assert counts(brought("products", PRODUCTS)) == (2, 0, 0, 0)
    assert [(each.name, each.list_price) for each in Plan.objects.order_by("name")] == [
        ("GTX Pro", Decimal(4821)), ("MG Special", Decimal(55))
    ]  # fmt: skip
    assert counts(brought("products", PRODUCTS)) == (0, 0, 2, 0)
    changed = brought("products", PRODUCTS.replace("4821", "5000"))
    assert counts(changed) == (0, 1, 1, 0)
    # What the file does not speak of stays.
    Plan.objects.update(interval="year", currency="USD")
    brought("products", PRODUCTS.replace("4821", "5100"))
    plan = Plan.objects.get(name="GTX Pro")
    assert (plan.list_price, plan.interval, plan.currency) == (Decimal(5100), "year", "USD")


def test_what_matches_nothing_is_named_and_mapped_once_for_all_rows() -> None:
    accounts()
    brought("products", PRODUCTS)
    run = brought("deals", PIPELINE, dry=True)
    assert (run.preset, run.history, counts(run)) == ("maven-pipeline", True, (1, 0, 0, 4))
    assert unmatched(run) == [
        ("product", "GTXPro", 2),
        ("account_external_id", "", 1),
        ("account_external_id", "Nowhere", 1),
        ("owner", "Anna Snelling", 1),
    ]
    assert [(row["row"], row["field"]) for row in rejected_rows(run)] == [
        (2, "product"), (4, "product"), (5, "account_external_id"), (6, "account_external_id")
    ]  # fmt: skip
    done = with_words()
    assert counts(done) == (5, 0, 0, 0)
    # A deal without a day, or of somebody who is no member, is in, and the report says so.
    assert [(row["row"], row["field"]) for row in noted_rows(done) if row["field"] != "owner"] == [
        (5, "engaged_on")
    ]
    assert unmatched(done) == [
        ("owner", "Anna Snelling", 4),
        ("owner", "Moses Frase", 1),
        ("engaged_on", "", 1),
    ]
    told = {each.external_id: each for each in Deal.objects.select_related("account", "product")}
    won, engaging = told["W1"], told["E1"]
    assert (won.status, str(won.closed_on), won.amount, won.closed_before_banso) == (
        "won",
        "2017-03-01",
        Decimal(1054),
        True,
    )
    assert (won.owner_name, won.account and won.account.name, won.product and won.product.name) == (
        "Moses Frase", "Cancity", "GTX Pro"
    )  # fmt: skip
    assert (engaging.status, engaging.stage, str(engaging.created_on)) == ("open", "approach", "2016-11-14")
    assert (told["P1"].stage, told["P1"].account and told["P1"].account.name) == ("prospecting", "Unknown")
    facts = current_facts().filter(type="sales.deal_won", subject=f"deal:{won.pk}")
    assert [(each.payload["products"], each.payload["days"]) for each in facts] == [(["GTX Pro"], 132)]
    # The next file of these columns knows the words.
    assert counts(brought("deals", PIPELINE)) == (0, 0, 5, 0)


def test_an_import_of_deals_is_undone_but_for_what_was_worked_on() -> None:
    accounts()
    brought("products", PRODUCTS)
    run = with_words()
    changed = with_words(
        PIPELINE.replace("P1,Anna Snelling", "P1,Moses Frase").replace("3/1/2017,1054", "3/1/2017,2000")
    )
    assert counts(changed) == (0, 2, 3, 0)
    undo(changed, by=SATO)
    told = {each.external_id: each for each in Deal.objects.all()}
    assert (told["P1"].owner_name, told["W1"].amount) == ("Anna Snelling", Decimal(1054))
    update_deal(told["E1"].pk, {"forecast": "commit"}, by=SYSTEM)
    undo(run, by=SATO)
    assert sorted(Deal.objects.values_list("external_id", flat=True)) == ["E1", "P1", "W1"]
    assert current_facts().filter(type="sales.deal_lost").count() == 0


def test_a_deal_with_a_promise_outlives_its_import() -> None:
    accounts()
    brought("products", PRODUCTS)
    run = with_words()
    lost = Deal.objects.get(external_id="L1")
    make_promise(account_of(lost), said(deal_id=str(lost.pk)), by=SYSTEM)
    undo(run, by=SATO)
    assert list(Deal.objects.values_list("external_id", flat=True)) == ["L1"]


def test_a_closed_deal_that_is_no_history_meets_the_gate() -> None:
    accounts()
    member("takahashi@harunire.example", "sales", name="高橋 健太")
    text = (
        "外部ID,商談名,顧客ID,担当者,段階,状態,金額,開始日,完了日,失注理由\n"
        "D1,点検,Cancity,takahashi@harunire.example,提案,進行中,120000,2026-04-01,,\n"
        "D2,帳票,Isdom,高橋,,受注,50000,2026-04-01,2026-05-01,\n"
        "D3,監査,Isdom,高橋,,失注,50000,2026-04-01,2026-05-01,価格\n"
        "D4,監査,Isdom,高橋,まだ,,50000,2026-04-01,,\n"
        "D5,監査,Isdom,高橋,,夢,50000,2026-04-01,,\n"
    )
    run = brought("deals", text)
    assert counts(run) == (2, 0, 0, 3)
    assert [row["field"] for row in rejected_rows(run)][-2:] == ["stage", "status"]
    first = Deal.objects.get(external_id="D1")
    assert (first.owner_name, first.stage, first.status) == ("高橋 健太", "proposal", "open")
    assert Deal.objects.get(external_id="D3").reason == "price"
    run = ImportRun.objects.get()
    assert run.history is False


SALESFORCE = (
    "id,name,account_id,owner_id,stage_name,close_date,is_won,is_closed,is_deleted,forecast_category,amount,created_date\n"
    "006A,Deal,Cancity,005X,Closed Won,2018-12-19 00:00:00,true,true,false,x,100,2018-01-02 19:51:13\n"
    "006B,Deal,Cancity,005X,Our Own Stage,2199-12-19 00:00:00,false,false,false,x,100,2018-01-02 19:51:13\n"
    "006C,Deal,Cancity,005X,Qualification,2199-12-19 00:00:00,false,false,true,x,100,2018-01-02 19:51:13\n"
)
HUBSPOT = (
    "deal_id,is_deleted,deal_pipeline_stage_id,owner_id,property_dealname,property_amount,property_closedate,property_createdate\n"
    "1,false,closedlost,7,One,100,2019-12-04 12:48:22,2019-01-04 12:48:22\n"
    "2,false,contractsent,7,Two,100,,2019-01-04 12:48:22\n"
)


def test_opportunities_of_other_systems_are_known_by_their_columns() -> None:
    accounts()
    run = brought("deals", SALESFORCE)
    assert (run.preset, counts(run)) == ("salesforce-opportunities", (1, 0, 0, 2))
    assert unmatched(run) == [("stage", "Our Own Stage", 1), ("owner", "005X", 1)]
    assert Deal.objects.get().closed_before_banso
    companies = (
        "company_id,deal_id,type_id,category\nCancity,1,1,HUBSPOT_DEFINED\nIsdom,2,1,HUBSPOT_DEFINED\n"
    )
    run = brought("deals", HUBSPOT, companies)
    assert (run.preset, counts(run)) == ("hubspot-deals", (2, 0, 0, 0))
    told = {
        each.external_id: (each.status, each.stage, each.account and each.account.name)
        for each in Deal.objects.all()
    }
    assert (told["1"][0], told["1"][2], told["2"]) == ("lost", "Cancity", ("open", "closing", "Isdom"))


@pytest.mark.usefixtures("column_store")
def test_the_page_offers_the_names_and_looks_again() -> None:
    accounts()
    brought("products", PRODUCTS)
    run = brought("deals", PIPELINE, dry=True)
    owner = signed_in("owner@harunire.example", "owner", language="en")
    path = f"/w/harunire/imports/{run.pk}/"
    page = owner.get(path).content.decode()
    assert ("Names that match nothing" in page, "GTXPro" in page, "2 rows" in page) == (True, True, True)
    said = {
        "field": ["product", "account_external_id"],
        "came": ["GTXPro", ""],
        "means": ["GTX Pro", "Unknown"],
    }
    assert owner.post(f"{path}words/", said).status_code == 302
    work()
    run.refresh_from_db()
    assert (run.state, counts(run), unmatched(run)) == (
        "checked",
        (4, 0, 0, 1),
        [
            ("account_external_id", "Nowhere", 1),
            ("owner", "Anna Snelling", 3),
            ("owner", "Moses Frase", 1),
            ("engaged_on", "", 1),
        ],
    )
    assert 'name="history" checked' in owner.get(f"{path}mapping/").content.decode()


def test_the_published_pipeline_comes_in_whole(shared_data: Path) -> None:
    """Every sixteenth deal; `make bench ONLY=maven` brings all of them."""
    data = shared_data / "maven_crm"
    brought("accounts", (data / "accounts.csv").read_bytes())
    create_account({"name": "Unknown", "external_id": "Unknown"}, by=SYSTEM)
    brought("products", (data / "products.csv").read_bytes())
    assert Product.objects.count() == 7
    people = brought("people", (data / "sales_teams.csv").read_bytes())
    assert (counts(people), Membership.objects.count()) == ((35, 0, 0, 0), 41)
    assert sorted(Team.objects.exclude(parent=None).values_list("parent__name", flat=True)) == [
        *("Central", "Central", "East", "East", "West", "West"),
    ]
    head, *lines = (data / "sales_pipeline.csv").read_text().splitlines()
    some = "\n".join([head, *lines[::16]]) + "\n"
    checked = brought("deals", some, dry=True)
    assert {(name, came) for name, came, _count in unmatched(checked)} == {
        ("product", "GTXPro"),
        ("account_external_id", ""),
        ("engaged_on", ""),
    }
    words = {
        "product": {"GTXPro": "GTX Pro"},
        "account_external_id": {"": "Unknown"},
        "engaged_on": {"": "2017-12-31"},
    }
    done = with_words(some, words)
    assert (counts(done), unmatched(done)) == ((550, 0, 0, 0), [])
    # A file that comes again asks a few questions a batch, however many rows it has.
    with CaptureQueriesContext(connection) as asked:
        assert counts(with_words(some, words)) == (0, 0, 550, 0)
    assert len(asked) < 120
    # Every agent is somebody of the sales teams, and every date was said.
    assert Deal.objects.filter(owner=None).count() == 0
    assert (
        Deal.objects.filter(stage="prospecting", status="open").exclude(created_on="2017-12-31").count() == 0
    )
    past = Deal.objects.exclude(status="open")
    assert past.filter(closed_before_banso=False).count() == 0
    # What was closed before Banso was never handed over here, and is no case for handoff numbers.
    assert Handoff.objects.count() == 0
    assert current_facts().filter(type__startswith="handoffs.").count() == 0


def test_exports_of_other_systems_come_in_by_their_real_columns(shared_data: Path) -> None:
    create_account({"name": "Unknown", "external_id": "Unknown"}, by=SYSTEM)
    folder = shared_data / "fivetran_seeds" / "salesforce"
    deals, users = (
        (folder / "sf_opportunity_data.csv").read_bytes(),
        (folder / "sf_user_data.csv").read_bytes(),
    )
    assert counts(brought("people", users))[3] == 10
    gone = brought("deals", deals, users)
    # All of them are deleted there, which is said of each.
    assert (gone.preset, counts(gone)) == ("salesforce-opportunities", (0, 0, 0, 10))
    run = taken("deals", deals.replace(b",true,false,true,", b",true,false,false,"), users)
    assert run.preset == "salesforce-opportunities"
    hubspot = shared_data / "fivetran_seeds" / "hubspot_source"
    parts = [
        (hubspot / name).read_bytes() for name in ("deal_data.csv", "deal_company_data.csv", "owner_data.csv")
    ]
    run = taken("deals", *parts)
    assert (run.preset, run.mapping["owner.email"], "owner_id" in run.mapping) == (
        "hubspot-deals",
        "owner",
        False,
    )
    set_mapping(run, run.mapping, orders=run.orders, words={"account_external_id": {"": "Unknown"}})
    begin(run, dry=False, by=SATO)
    # Only whose they are is still to be said: the sample writes its owners as ciphers.
    assert (run.counts["new"], [(name, count) for name, _came, count in unmatched(run)]) == (
        44,
        [("owner", 19), ("owner", 2), ("owner", 1)],
    )


def test_an_owner_who_is_no_member_is_remarked_and_mapped_once_for_all_rows() -> None:
    sato = member("sato@harunire.example", "sales", name="佐藤 美咲").person
    for number in (1, 2):
        member(f"suzuki{number}@harunire.example", "sales", name="鈴木 一郎")
    create_account({"name": "Cancity", "external_id": "C"}, by=SYSTEM)
    owners = (
        "佐藤　美咲",
        "SATO@harunire.example",
        "鈴木一郎",
        "さとうみさき",
        "さとうみさき",
        "gone@old.example",
        "",
    )
    head = "external_id,name,account_external_id,owner\n"
    text = head + "".join(f"D{number},商談,C,{owner}\n" for number, owner in enumerate(owners, start=1))
    run = brought("deals", text)
    assert counts(run) == (7, 0, 0, 0)
    assert [(row["row"], row["came"]) for row in noted_rows(run) if row["field"] == "owner"] == [
        (4, "鈴木一郎"), (5, "さとうみさき"), (6, "さとうみさき"), (7, "gone@old.example")
    ]  # fmt: skip
    assert {row["reason"] for row in noted_rows(run) if row["came"] == "鈴木一郎"} == {
        "Several members are called “鈴木一郎”."
    }
    offered = [each for each in unmatched(run) if each[0] == "owner"]
    assert offered == [
        ("owner", "さとうみさき", 2),
        ("owner", "鈴木一郎", 1),
        ("owner", "gone@old.example", 1),
    ]
    meant = {"さとうみさき": "佐藤 美咲", "gone@old.example": "sato@harunire.example"}
    mapped = with_words(text, {"owner": meant})
    assert counts(mapped) == (0, 3, 4, 0)
    told = {each.external_id: each.owner for each in Deal.objects.select_related("owner")}
    assert [told[f"D{number}"] for number in range(1, 8)] == [sato, sato, None, sato, sato, sato, None]
    assert [each for each in unmatched(mapped) if each[0] == "owner"] == [("owner", "鈴木一郎", 1)]
