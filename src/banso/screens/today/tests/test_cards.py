"""Today by who looks: what waits for a salesperson, for a CSM, for a lead; and for everybody."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.actions.records import log_activity
from banso.domain.handoffs import actions as handoffs
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.tests.factories import WANTED, Town, mine, town, won
from banso.domain.leads.actions import set_appointment
from banso.domain.leads.tests.factories import call, lead
from banso.domain.onboarding.actions import propose_onboarding
from banso.domain.promises.actions import make_promise
from banso.domain.sales import actions as sales
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.needing import Need, needing, needs_of
from banso.domain.sales.tests.factories import deal, line
from banso.domain.work.actions import make_task
from banso.domain.workspaces.models import Membership, Workspace
from banso.domain.workspaces.tests.factories import signed_in
from banso.engine.journal.loader.run import catch_up
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import Tenant, today

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
HOME = "/w/harunire/"
SECTION = re.compile(
    r'<section class="bn-sheet(?: bn-mt)?" aria-labelledby="(h-[a-z]+)">(.*?)</section>', re.DOTALL
)
TILE = re.compile(r'<div class="bn-tile">(.*?)</div>\s*(?=<div class="bn-tile">|</section>)', re.DOTALL)


def browser(seat: Membership) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(seat.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


@dataclass
class Page:
    """The page in words: the cards by the name of their heading, the tiles by their place."""

    cards: dict[str, str]
    tiles: list[str]
    whole: str


def look(client: Client, query: str = "") -> Page:
    answer = client.get(HOME + query)
    assert answer.status_code == 200
    text = answer.content.decode()
    told = {name: " ".join(re.sub(r"<[^>]+>", " ", part).split()) for name, part in SECTION.findall(text)}
    tiles = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in TILE.findall(text)]
    return Page(told, tiles, text)


@pytest.fixture
def place(workspace: Tenant) -> Town:
    Workspace.objects.filter(pk=workspace.pk).update(language="en")
    return town()


def deal_of(seat: Membership, name: str, **more: object) -> Deal:
    of = create_account({"name": f"{name}の顧客"}, by=SYSTEM)
    return deal(name, of=of, owner_email=seat.person.email, **more)


def promised(of: Deal, wording: str, **more: object) -> None:
    given = {
        "wording": wording, "kind": "feature", "due_on": today() + timedelta(days=3), "made_on": today(),
        "said_by": "工藤 玲", "source": "meeting", "deliverable": "standard", **more,
    }  # fmt: skip
    assert of.account_id is not None
    make_promise(of.account_id, given, by=SYSTEM)


def quiet_for(days: int, of: Deal) -> Deal:
    Deal.objects.filter(pk=of.pk).update(updated_at=now() - timedelta(days=days))
    return of


def test_a_salesperson_sees_their_deals_returned_handoffs_and_appointments(place: Town) -> None:
    seller, other = place.seller, place.lead
    back = won(place)
    handoffs.mark_item(back.pk, "success", "return", reason="incomplete", wanted=WANTED, by=mine(back))
    handoffs.return_handoff(back.pk, rest=True, by=mine(back))
    late = deal_of(seller, "期限切れの商談", expected_close_on=today() - timedelta(days=2))
    soon = deal_of(seller, "間近の商談", expected_close_on=today() + timedelta(days=14))
    deal_of(seller, "先の商談", expected_close_on=today() + timedelta(days=15))
    stale = quiet_for(40, deal_of(seller, "静かな商談"))
    talked = quiet_for(40, deal_of(seller, "話している商談"))
    step = deal_of(seller, "宿題のある商談")
    deal_of(other, "同僚の商談", expected_close_on=today())
    yesterday = today() - timedelta(days=1)
    given = {"owner_email": seller.person.email, "due_on": yesterday, "source": "deal", "source_id": step.pk}
    make_task({"title": "見積書を送り直す", "account_id": step.account_id, **given}, by=SYSTEM)
    assert talked.account_id is not None
    said = {"kind": "call", "topic": "近況", "occurred_at": now() - timedelta(days=5), "next_step": "資料",
            "next_step_on": today() + timedelta(days=1)}  # fmt: skip
    log_activity(talked.account_id, said, by=SYSTEM)
    promised(soon, "導入前に説明会を開く", said_by="", said_by_email=seller.person.email)
    promised(soon, "同僚の約束", owner_email=other.person.email)
    waiting = lead(owner_email=seller.person.email)
    call(waiting, next_step="見積の相談", next_step_on=today())
    lead("他社", email="", phone="", owner_email=other.person.email)
    meeting = {
        "starts_at": now() + timedelta(minutes=1),
        "place": "本社",
        "seller_email": seller.person.email,
    }
    set_appointment(waiting.pk, meeting, by=SYSTEM)
    needs = needs_of(list(needing(today(), owner=seller.person_id)), today())
    assert needs == {
        late.pk: Need(closes_in=-2), soon.pk: Need(closes_in=14), stale.pk: Need(quiet=40),
        step.pk: Need(step="見積書を送り直す", step_on=yesterday),
    }  # fmt: skip
    catch_up()
    page = look(browser(seller))
    assert set(page.cards) == {
        "h-handoffs", "h-deals", "h-promises", "h-tasks", "h-meet", "h-steps",
    }  # fmt: skip
    deals, promises = page.cards["h-deals"], page.cards["h-promises"]
    assert deals.startswith("Deals that need you 4 ")
    assert "期限切れの商談" in deals
    assert "was to close 2 days ago" in deals
    assert "to close in 14 days" in deals
    assert "quiet for 40 days" in deals
    assert "Next step: 見積書を送り直す" in deals
    assert "next step overdue" in deals
    assert not {name for name in ("先の商談", "話している商談", "同僚の商談") if name in deals}
    assert back.account.name in page.cards["h-handoffs"]
    assert "Returned to sales" in page.cards["h-handoffs"]
    assert "説明会" in promises
    assert "同僚の約束" not in promises
    assert "みどり建材" in page.cards["h-meet"]
    assert "見積の相談" in page.cards["h-steps"]
    assert "他社" not in page.whole
    assert [tile.split(" ")[0] for tile in page.tiles] == ["Bookings", "Pipeline", "Win", "Sales"]
    everybody = look(browser(seller), "?whose=all").cards
    assert "同僚の商談" in everybody["h-deals"]
    assert "同僚の約束" in everybody["h-promises"]
    assert everybody["h-deals"].startswith("Deals that need somebody 5 ")


def test_a_csm_sees_what_they_accept_keep_and_run(place: Town) -> None:
    fresh = won(place)
    csm = next(seat for seat in (place.csm, place.other) if seat.person_id == fresh.csm_id)
    colleague = place.other if csm is place.csm else place.csm
    own = create_account({"name": "自分の顧客", "owner_email": csm.person.email}, by=SYSTEM)
    theirs = create_account({"name": "同僚の顧客", "owner_email": colleague.person.email}, by=SYSTEM)
    for account, wording in ((own, "自分の顧客への約束"), (theirs, "同僚の顧客への約束")):
        promised(Deal(account_id=account.pk), wording)
    for account, seat in ((own, csm), (theirs, colleague)):
        given = {"name": "導入", "contract_on": today(), "owner_email": seat.person.email}
        propose_onboarding(account.pk, given, by=SYSTEM)
    catch_up()
    page = look(browser(csm))
    assert "Handoffs that wait for you 1 " in page.cards["h-handoffs"]
    assert fresh.account.name in page.cards["h-handoffs"]
    assert "自分の顧客への約束" in page.cards["h-promises"]
    assert "自分の顧客" in page.cards["h-onboardings"]
    assert not [name for name, words in page.cards.items() if "同僚の顧客" in words]
    assert [tile.split(" ")[0] for tile in page.tiles] == ["MRR", "NRR", "Churn", "MAU"]
    assert not {"h-late", "h-load", "h-forecast", "h-approvals", "h-deals"} & set(page.cards)
    everybody = look(browser(csm), "?whose=all").cards
    assert "同僚の顧客への約束" in everybody["h-promises"]
    assert "同僚の顧客" in everybody["h-onboardings"]


def test_a_lead_sees_late_handoffs_load_forecast_and_approvals(place: Town) -> None:
    late, fresh = won(place), won(place, deal_complete(place))
    Handoff.objects.filter(pk=late.pk).update(
        submitted_at=now() - timedelta(days=7), due_at=now() - timedelta(hours=1)
    )
    big = deal_of(place.seller, "大きな商談", forecast="commit", expected_close_on=today())
    sales.set_lines(big.pk, [line("100000", discount=Decimal(30))], by=SYSTEM)
    sales.ask_approval(big.pk, by=place.actor("seller"))
    overdue = {"owner_email": place.csm.person.email, "due_on": today() - timedelta(days=1)}
    make_task({"title": "期限を過ぎた", **overdue}, by=SYSTEM)
    catch_up()
    manager = look(browser(place.manager))
    assert late.account.name in manager.cards["h-late"]
    assert "late" in manager.cards["h-late"]
    assert fresh.account.name not in manager.cards["h-late"]
    assert "30%" in manager.cards["h-approvals"]
    # A year of 70,000 a month.
    assert "840,000" in manager.cards["h-forecast"]
    # The lead of CS has the CSMs under them, one handoff each; the lead of sales the salesperson.
    crew = {"佐藤 美咲", "上田 翔"}
    assert {name for name in (*crew, "高橋 健太", "森 一") if name in manager.cards["h-load"]} == crew
    assert "佐藤 美咲 1 – 1 – – –" in manager.cards["h-load"]
    # Every number leads to as many rows.
    (load,) = (part for name, part in SECTION.findall(manager.whole) if name == "h-load")
    doors = re.findall(r'class="bn-door" href="([^"]+)">([0-9]+)<', load)
    assert len(doors) >= 3
    for href, count in doors:
        led = browser(place.manager).get(unescape(href)).content.decode()
        assert len(re.findall(r"<tr", led.split("<tbody>")[1].split("</tbody>")[0])) == int(count), href
    whole = look(browser(place.manager), "?whose=all").cards["h-load"]
    assert "高橋 健太 – – – 1 – –" in whole
    assert "佐藤 美咲" in whole
    assert [tile.split(" ")[0] for tile in manager.tiles] == ["MRR", "NRR", "Bookings", "Promises"]


def test_whoever_writes_the_sheet_is_at_work_on_the_deal(place: Town) -> None:
    written = quiet_for(40, deal_of(place.seller, "シートを書いている商談"))
    assert [each.pk for each in needing(today())] == [written.pk]
    sales.set_texts(written.pk, {"background": "紙の点検表を毎月集計している"}, by=SYSTEM)
    assert not needing(today()).exists()


def test_of_a_past_day_nothing_is_said_of_what_was_not_looked_at(place: Town) -> None:
    empty = "Nothing waits for you."
    deal_of(place.seller, "同僚の商談")
    catch_up()
    viewer = browser(place.csm)
    assert empty in look(viewer).whole
    assert empty not in look(viewer, f"?as_of={today() - timedelta(days=3)}").whole


def deal_complete(place: Town) -> Deal:
    from banso.domain.handoffs.tests.factories import deal as complete  # noqa: PLC0415 - named as another

    return complete(place, "二つ目の点検")


def test_more_rows_ask_no_more(place: Town) -> None:
    client = browser(place.manager)

    def asked() -> int:
        catch_up()
        client.get(HOME)
        with CaptureQueriesContext(connection) as found:
            client.get(HOME)
        return len(found)

    def more(number: int) -> None:
        of = deal_of(place.manager, f"{number}番", expected_close_on=today())
        promised(of, f"{number}番の約束", owner_email=place.manager.person.email)
        make_task(
            {"title": f"{number}番", "owner_email": place.manager.person.email, "due_on": today()}, by=SYSTEM
        )
        lead(f"{number}番", email="", phone="", owner_email=place.manager.person.email)

    more(1)
    first = asked()
    for number in range(2, 5):
        more(number)
    assert asked() == first


def test_without_accounts_leads_and_tasks_are_told_of() -> None:
    client = signed_in("ogawa@harunire.example", "sales", language="en", name="小川 葵")
    assert "Welcome to Banso" in look(client).whole
    waiting = lead(owner_email="ogawa@harunire.example")
    page = look(client)
    assert "Welcome to Banso" not in page.whole
    assert "There are no accounts yet." in page.whole
    assert page.tiles == []
    assert "Nothing waits for you." in page.whole
    call(waiting, next_step="見積の相談", next_step_on=today())
    make_task({"title": "名刺の整理", "owner_email": "ogawa@harunire.example", "due_on": today()}, by=SYSTEM)
    page = look(client)
    assert "見積の相談" in page.cards["h-steps"]
    assert "名刺の整理" in page.cards["h-tasks"]
    assert "Nothing waits for you." not in page.whole
