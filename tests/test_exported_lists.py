"""Every list that can be had as a file: who gets it, as what, and that nothing of others is in it.

A new `list_export` needs a row in LISTS: how to put something into the list, and who may have it.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.accounts.actions.records import log_activity
from banso.domain.accounts.actions.segments import create_segment
from banso.domain.accounts.tests.pages import furnish
from banso.domain.contracts.actions import save_product, set_margin, set_rate, upsert_costs, upsert_lines
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.tests.factories import row
from banso.domain.handoffs.tests.factories import handed_over
from banso.domain.kpis.actions import publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.leads.actions import add_leads, create_lead, save_list, set_appointment
from banso.domain.leads.actions import log_activity as log_lead_activity
from banso.domain.onboarding.actions import propose_onboarding
from banso.domain.outcomes.models import Outcome
from banso.domain.outcomes.tests.factories import furnish_outcomes
from banso.domain.privacy.actions import ask_for_erasure
from banso.domain.privacy.queries import subject_of
from banso.domain.promises.actions import make_promise
from banso.domain.promises.tests.factories import said
from banso.domain.questions.tests import factories as asked
from banso.domain.sales.actions import add_entry, create_deal
from banso.domain.usage.actions import define_feature
from banso.domain.work.actions import make_task
from banso.domain.workspaces.actions import create_key, invite, save_team
from banso.domain.workspaces.models import Key, Workspace
from banso.domain.workspaces.tests.factories import member, other_workspace, signed_in
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.usage.tests.loading import Loading, track
from banso.engine.metrics.question import Question
from banso.integrations.files.tests.factories import brought, counts, taken
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze, now
from banso.kit.tabular.guard import guarded, unguarded
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
ROOT = Path(__file__).resolve().parent.parent
CANARY = "canary-9c41e7"
FORMULA = "=1+1 北浜"
# A rate of the other workspace; a list of rates holds no words.
FOREIGN_RATE = Decimal("987.654321")
FOREIGN_AMOUNT = 98_765_432
FOREIGN_SHARE = Decimal("12.3457")
# Lists of figures alone, and one that stands in ours.
WORDLESS = {"contracts_rates_export": "151.25", "deals_forecast_export": "120000",
            "handoff_items_export": "顧客の基本情報", "contracts_margins_export": "71.25",
            "settings_invitations_export": "soyo@kitahama.example"}  # fmt: skip
# Addresses of files that hold the names that an import asks for, in either language.
CANONICAL = {"contracts_export", "contracts_account_export", "deals_export", "leads_export"}
Words = dict[str, object]


def an_account(text: str) -> UUID:
    return create_account({"name": text, "external_id": text, "stage": "adoption"}, by=SYSTEM).pk


def accounts(text: str) -> Words:
    an_account(text)
    return {}


def contacts(text: str) -> Words:
    create_contact(an_account(text), {"name": text, "email": "a@kitahama.example"}, by=SYSTEM)
    return {}


def contacts_of_one(text: str) -> Words:
    account = an_account(text)
    create_contact(account, {"name": text}, by=SYSTEM)
    return {"account_id": account}


def facts(text: str) -> Words:
    account = an_account(text)
    told = {"kind": "call", "topic": text, "occurred_at": datetime(2026, 11, 1, tzinfo=UTC)}
    log_activity(account, told, by=SYSTEM)
    return {"account_id": account}


def segments(text: str) -> Words:
    check = {"kind": "check", "field": "employees", "op": "at_least", "value": 100}
    create_segment(text, {"kind": "all", "parts": [check]}, by=SYSTEM)
    return {}


def lines(text: str) -> Words:
    upsert_lines([row(text, an_account(text), "396000", "2024-04-01", product="点検")], by=SYSTEM)
    return {}


def deals(text: str) -> Words:
    deals_of_one(text)
    return {}


def deals_of_one(text: str) -> Words:
    account = an_account(text)
    create_deal({"name": text, "account_id": account, "amount": "120000"}, by=SYSTEM)
    return {"account_id": account}


def handoffs(text: str) -> Words:
    values = {"name": text, "account_id": an_account(text), "owner_name": text}
    handed_over(create_deal(values, by=SYSTEM).pk, by=SYSTEM)
    return {}


def outcomes(text: str) -> Words:
    deal = create_deal({"name": text, "account_id": an_account(text)}, by=SYSTEM)
    goal = {"metric": text, "target": "98", "due_on": "2027-03-31", "measured_by": "reported"}
    add_entry(deal.pk, "goals", goal, by=SYSTEM)
    furnish_outcomes(deal.pk, say=lambda most: text[:most], email="", by=SYSTEM)
    assert Outcome.objects.filter(deal=deal).exists()
    return {}


def leads(text: str) -> Words:
    create_lead({"company": text, "campaign": text, "external_id": text, "stage": "working"}, by=SYSTEM)
    return {}


def called(text: str) -> Words:
    made = create_lead({"company": text}, by=SYSTEM)
    row = save_list(None, name=text, by=SYSTEM)
    add_leads(row.pk, [made.pk], by=SYSTEM)
    by = Actor("system", "caller", text)
    log_lead_activity(made.pk, {"kind": "call", "occurred_at": now(), "topic": text}, by=by)
    set_appointment(made.pk, {"starts_at": "2199-01-01T00:00:00+00:00", "place": text}, by=by)
    return {"list_id": row.pk}


def leads_calls(text: str) -> Words:
    called(text)
    return {}


def expected(text: str) -> Words:
    # The forecast holds sums: what another workspace expects must not be among them.
    amount = str(FOREIGN_AMOUNT) if CANARY in text else "120000"
    values = {"name": text, "account_id": an_account(text), "amount": amount, "forecast": "commit"}
    create_deal(values, by=SYSTEM)
    return {}


def promises(text: str) -> Words:
    make_promise(an_account(text), said(wording=text), by=SYSTEM)
    return {}


def tasks(text: str) -> Words:
    make_task({"title": text, "account_id": an_account(text), "owner_name": text}, by=SYSTEM)
    return {}


def onboardings(text: str) -> Words:
    propose_onboarding(an_account(text), {"name": text}, by=SYSTEM)
    return {}


def products(text: str) -> Words:
    save_product(None, name=text, standard=False, by=SYSTEM)
    return {}


def rates(text: str) -> Words:
    rate = FOREIGN_RATE if CANARY in text else Decimal("151.25")
    set_rate("USD", day=date(2024, 4, 1), rate=rate, by=SYSTEM)
    return {}


def costs(text: str) -> Words:
    upsert_costs([CostRow(date(2024, 4, 1), "sales", Decimal(1_800_000), "JPY", note=text)], by=SYSTEM)
    return {}


def imports(text: str) -> Words:
    taken("accounts", "name\n東雲倉庫\n", name=f"{text}.csv")
    return {}


def figures(text: str) -> Words:
    with freeze(datetime(2024, 6, 10, tzinfo=UTC)):
        lines(text)
        catch_up()
        publish_figure(Question("mrr", read_periods("2024-05", "", "")), remark=text, by=SYSTEM)
    return {}


def kpi(text: str) -> Words:
    with freeze(datetime(2024, 6, 10, tzinfo=UTC)):
        create_account({"name": text, "external_id": text, "plan": text}, by=SYSTEM)
        line = row(f"L-{text}", _id_of(text), "396000", "2024-04-01", product="点検", plan=text)
        upsert_lines([line], by=SYSTEM)
        catch_up()
    return {"kpi": "mrr"}


def _id_of(text: str) -> UUID:
    from banso.domain.accounts.models import Account  # noqa: PLC0415 - beside its only use

    return Account.objects.get(external_id=text).pk


def rejected(text: str) -> Words:
    loading = Loading()
    loading.send(track(text, timestamp="yesterday"))
    loading.load()
    loading.close()
    return {}


def members(text: str) -> Words:
    name = "foreign" if CANARY in text else "own"
    member(f"{name}@example.com", "viewer", name=text)
    return {}


def keys(text: str) -> Words:
    create_key("api", name=text, scopes=["*.view"], by=SYSTEM)
    return {}


def lines_of_one(text: str) -> Words:
    lines(text)
    return {"account_id": _id_of(text)}


def margins(text: str) -> Words:
    share = FOREIGN_SHARE if CANARY in text else Decimal("71.25")
    set_margin(share / 100, valid_from=date(2024, 4, 1), by=SYSTEM)
    return {}


def invitations(text: str) -> Words:
    invite(f"{CANARY if CANARY in text else 'soyo'}@kitahama.example", ["csm"], by=SYSTEM)
    return {}


def teams(text: str) -> Words:
    save_team(None, name=text, lead_id=None, member_ids=[], by=SYSTEM)
    return {}


def features(text: str) -> Words:
    define_feature(text, events=["opened"], by=SYSTEM)
    return {}


def duplicates(text: str) -> Words:
    for number in range(2):
        create_account({"name": text, "external_id": f"{text} {number}"}, by=SYSTEM)
    return {}


def requests(text: str) -> Words:
    mail = "a@kitahama.example"
    create_contact(an_account(text), {"name": "北浜 明", "email": mail}, by=SYSTEM)
    asked = subject_of(mail=mail)
    ask_for_erasure(asked, reason=text, typed=mail, by=SYSTEM, enqueue=lambda _case: None)
    return {}


@dataclass(frozen=True)
class Listed:
    """One list.

    Attributes:
        fill: puts a text into the list of the open workspace; returns the words of its address.
        page: the address below /w/<slug>/ of the page that shows the list.
        may, may_not: a role that gets the file, and one that does not.
        query: what the page asks with; `other` filters every row away ("" where nothing is filtered).
        needs: what the address asks for at least.
    """

    fill: Callable[[str], Words]
    page: str
    may: str
    may_not: str
    query: str = ""
    other: str = ""
    needs: str = ""


LISTS = {
    "accounts_export": Listed(accounts, "accounts/", "sales", "support", "q=北浜", "q=南浜"),
    "contacts_export": Listed(contacts, "accounts/", "sales", "viewer", "stage=adoption", "stage=renewal"),
    "account_contacts_export": Listed(
        contacts_of_one, "accounts/{account_id}/", "sales", "support", "", "as_of=2020-01-01"
    ),
    "account_facts_export": Listed(
        facts, "accounts/{account_id}/", "csm", "viewer", "group=conversation", "as_of=2020-01-01"
    ),
    "segments_export": Listed(segments, "segments/", "sales", "support"),
    "contracts_export": Listed(lines, "contracts/", "csm", "sales", "state=in_force", "state=ended"),
    "deals_export": Listed(deals, "deals/table/", "sales", "support", "status=open", "status=lost"),
    "deals_forecast_export": Listed(expected, "deals/forecast/", "sales", "viewer"),
    "account_deals_export": Listed(deals_of_one, "accounts/{account_id}/deals/", "sales", "viewer"),
    "leads_export": Listed(leads, "leads/", "sales", "support", "stage=working", "stage=unfit"),
    "target_lists_export": Listed(leads_calls, "lists/", "sales", "support"),
    "target_entries_export": Listed(called, "lists/{list_id}/", "sales", "viewer"),
    "appointments_export": Listed(leads_calls, "appointments/", "csm", "support", "tab=coming", "tab=held"),
    "calls_export": Listed(leads_calls, "calls/", "sales", "support"),
    "campaigns_export": Listed(leads, "campaigns/", "sales", "viewer"),
    "handoffs_export": Listed(handoffs, "handoffs/", "sales", "support", "state=waiting", "state=accepted"),
    "handoff_items_export": Listed(handoffs, "handoffs/", "csm", "viewer"),
    "handoff_sellers_export": Listed(handoffs, "handoffs/", "csm", "support"),
    "outcomes_export": Listed(outcomes, "outcomes/", "sales", "support", "state=unconfirmed", "q=nothing"),
    "questions_export": Listed(asked.listed_question, "questions/", "sales", "support", "", "q=nothing"),
    "question_forms_export": Listed(asked.listed_form, "forms/", "csm", "viewer", "", "state=archived"),
    "account_answers_export": Listed(asked.listed_answer, "accounts/{account_id}/answers/", "csm", "support"),
    "contracts_products_export": Listed(products, "contracts/products/", "csm", "sales"),
    "contracts_account_export": Listed(lines_of_one, "accounts/{account_id}/contracts/", "csm", "sales"),
    "contracts_margins_export": Listed(margins, "contracts/costs/", "csm", "sales"),
    "contracts_rates_export": Listed(rates, "contracts/rates/", "manager", "support"),
    "contracts_costs_export": Listed(costs, "contracts/costs/", "csm", "viewer"),
    "tasks_export": Listed(tasks, "tasks/", "csm", "support", "tab=everybody", "tab=everybody&state=done"),
    "onboardings_export": Listed(onboardings, "onboarding/", "csm", "support", "state=all", "state=done"),
    "promises_export": Listed(promises, "promises/", "sales", "support", "tab=open", "tab=kept"),
    "imports_export": Listed(imports, "imports/", "csm", "sales"),
    "kpi-publications-export": Listed(figures, "kpis/published/", "csm", "sales"),
    "kpi-rows": Listed(kpi, "kpis/mrr/", "csm", "viewer", "period=2024-05", "period=2024-03"),
    "kpi-breakdown": Listed(kpi, "kpis/mrr/", "csm", "viewer", "period=2024-05&by=plan", needs="by=plan"),
    "tracking_rejected_export": Listed(rejected, "settings/tracking/rejected/", "csm", "support"),
    "settings_people_export": Listed(members, "settings/people/", "manager", "csm"),
    "settings_invitations_export": Listed(invitations, "settings/people/", "manager", "csm"),
    "settings_teams_export": Listed(teams, "settings/teams/", "manager", "csm"),
    "features_export": Listed(features, "settings/features/", "csm", "support"),
    "duplicates_export": Listed(duplicates, "accounts/duplicates/", "sales", "support"),
    "privacy_cases_export": Listed(requests, "settings/privacy/", "admin", "manager"),
    "settings_keys_export": Listed(keys, "settings/keys/", "admin", "manager"),
    "settings_audit_export": Listed(keys, "settings/audit/", "admin", "manager", "", "who=nobody"),
}


@dataclass(frozen=True)
class There:
    """A list with a row of ours and one of another workspace."""

    listed: Listed
    address: str
    page: str
    foreign: str

    def file(self, client: Client, query: str, kind: str) -> bytes:
        answer = client.get(f"{self.address}?{query}&format={kind}")
        assert answer.status_code == 200, self.address
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    def rows(self, client: Client, query: str) -> list[list[str]]:
        text = self.file(client, query, "csv").decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture
def there(request: pytest.FixtureRequest, workspace: Workspace, column_store: ColumnStore) -> There:  # noqa: ARG001 - emptied
    name = str(request.param)
    listed = LISTS[name]
    with scope(workspace=other_workspace()):
        foreign = listed.fill(f"{FORMULA} {CANARY}")
    words = listed.fill(FORMULA)
    return There(
        listed,
        reverse(name, kwargs={"slug": workspace.slug, **words}),
        f"/w/{workspace.slug}/{listed.page.format(**words)}",
        reverse(name, kwargs={"slug": workspace.slug, **foreign}) if foreign != words else "",
    )


each_list = pytest.mark.parametrize("there", sorted(LISTS), indirect=True)


@each_list
def test_t05_t12_a_file_holds_the_list_as_it_is_filtered_and_nothing_of_others(
    there: There, request: pytest.FixtureRequest
) -> None:
    name, listed = request.node.callspec.params["there"], there.listed
    reader = signed_in("yomu@harunire.example", listed.may, language="ja", name="読")
    head, *found = there.rows(reader, listed.query)
    cells = [cell for line in found for cell in line]
    says = WORDLESS.get(name, FORMULA)
    assert any(says in cell for cell in cells), cells
    # A number below nought is written as it is.
    texts = [cell for cell in cells if not re.fullmatch(r"-\d+(\.\d+)?", cell)]
    assert [cell for cell in texts if guarded(unguarded(cell)) != cell] == []
    assert [cell for cell in cells if re.match(r"\s*[=@]", cell)] == []
    book = there.file(reader, listed.query, "xlsx")
    assert CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[0] == head
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        inside = b"".join(parts.read(part) for part in parts.namelist())
    assert b"<f>" not in inside
    assert says.encode() in inside
    for data in (there.file(reader, listed.needs, "csv"), there.file(reader, listed.query, "csv"), inside):
        assert CANARY.encode() not in data
        assert str(FOREIGN_RATE).encode() not in data
        assert str(FOREIGN_AMOUNT).encode() not in data
        assert str(FOREIGN_SHARE).encode() not in data
    if listed.other:
        assert there.rows(reader, listed.other) == [head]
    english = signed_in("read@harunire.example", listed.may, language="en")
    assert (there.rows(english, listed.query)[0] == head) is (name in CANONICAL)
    if there.foreign:
        assert reader.get(there.foreign).status_code == 404


@each_list
def test_a_file_is_offered_to_those_who_may_have_it_and_refused_to_others(there: There) -> None:
    listed = there.listed
    offered = re.compile(rf'href="{re.escape(there.address)}\?[^"]*format=(csv|csv-cp932|xlsx)"')
    one = signed_in("may@harunire.example", listed.may)
    assert one.get(f"{there.address}?{listed.query}&format=pdf").status_code == 400
    page = one.get(f"{there.page}?{listed.query}").content.decode()
    assert offered.findall(page) == ["csv", "csv-cp932", "xlsx"]
    other = signed_in("may-not@harunire.example", listed.may_not)
    assert other.get(f"{there.address}?{listed.query}").status_code == 403
    shown = other.get(f"{there.page}?{listed.query}")
    assert shown.status_code in {200, 403}
    assert offered.findall(shown.content.decode()) == []


def test_no_secret_of_a_key_is_in_the_file(workspace: Workspace) -> None:
    key, secret = create_key("api", name="夜間の集計", scopes=["*.view"], by=SYSTEM)
    owner = signed_in("owner@harunire.example", "owner")
    answer = owner.get(f"/w/{workspace.slug}/settings/keys/export")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert key.prefix in text
    assert secret not in text
    assert Key.objects.get().secret_hash not in text


# A contact without mail address or id of its own is nobody whom an import could know again.
ROUND: dict[str, tuple[str, Callable[[], object], int]] = {
    "accounts": ("accounts_export", lambda: furnish(SYSTEM, " =1+1"), 12),
    "contacts": ("contacts_export", lambda: contacts(FORMULA), 9),
    "costs": ("contracts_costs_export", lambda: costs(FORMULA), 6),
    "leads": ("leads_export", lambda: leads(FORMULA), 10),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", sorted(ROUND))
def test_t12_what_was_exported_is_understood_by_an_import_and_changes_nothing(
    workspace: Workspace, kind: str, language: str
) -> None:
    name, fill, known = ROUND[kind]
    fill()
    owner = signed_in("owner@harunire.example", "owner", language=language)
    answer = owner.get(reverse(name, kwargs={"slug": workspace.slug}))
    file = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    run = brought(kind, file)
    assert counts(run) == (0, 0, file.count(b"\r\n") - 1, 0)
    assert len(run.mapping) >= known


def _doors(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _doors(each)
        else:
            yield each


def test_every_file_of_a_list_is_tried_here() -> None:
    made = {door.name for door in _doors(get_resolver()) if getattr(door.callback, "exports_list", False)}
    assert made == set(LISTS)


# Lists that nobody takes elsewhere: one's own notices tell of what stands in other lists.
STAYING = {"src/banso/domain/work/templates/work/notices.html"}


def test_every_list_that_is_paged_can_be_exported() -> None:
    paged = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("templates/**/*.html")}
    without = {
        str(path.relative_to(ROOT))
        for path, text in paged.items()
        if "{% pager " in text and "{% export_menu" not in text
    }
    assert without == STAYING
