"""Every list that can be had as a file: how to put something into it, and who may have it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.accounts.actions.records import log_activity
from banso.domain.accounts.actions.segments import create_segment
from banso.domain.contracts.actions import save_product, set_margin, set_rate, upsert_costs, upsert_lines
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.tests.factories import row
from banso.domain.handoffs.tests.factories import handed_over
from banso.domain.hooks.tests.factories import furnish_hooks
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
from banso.domain.quotes.tests.factories import furnish_quotes
from banso.domain.sales.actions import add_entry, ask_approval, create_deal
from banso.domain.targets.actions import set_targets
from banso.domain.usage.actions import define_feature
from banso.domain.work.actions import make_task
from banso.domain.workspaces.actions import create_key, invite, save_team
from banso.domain.workspaces.tests.factories import member
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.usage.tests.loading import Loading, track
from banso.engine.metrics.question import Question
from banso.integrations.files.tests.factories import taken
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze, now

CANARY = "canary-9c41e7"
FORMULA = "=1+1 北浜"
# A rate of the other workspace; a list of rates holds no words.
FOREIGN_RATE = Decimal("987.654321")
FOREIGN_AMOUNT = 98_765_432
FOREIGN_SHARE = Decimal("12.3457")
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


def approvals(text: str) -> Words:
    account = an_account(text)
    deal = create_deal({"name": text, "account_id": account}, by=SYSTEM)
    make_promise(account, said(deliverable="approval", deal_id=deal.pk), by=SYSTEM)
    ask_approval(deal.pk, remark=text, by=SYSTEM)
    return {}


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


def quotes(text: str) -> Words:
    account = an_account(text)
    person = create_contact(account, {"name": text}, by=SYSTEM)
    furnish_quotes(account, person.pk, say=lambda most: text[:most], email="", by=SYSTEM)
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


def hooks(text: str) -> Words:
    furnish_hooks(say=lambda most: text[:most], by=SYSTEM)
    return {}


def deliveries(text: str) -> Words:
    return {"endpoint_id": furnish_hooks(say=lambda most: text[:most], by=SYSTEM)["endpoint_id"]}


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


def targets(text: str) -> Words:
    team = save_team(None, name=text, lead_id=None, member_ids=[], by=SYSTEM)
    (done,) = set_targets([{"team": team.name, "period": "2026-Q3", "amount": Decimal(900)}], by=SYSTEM)
    assert done.error is None
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
    "approvals_export": Listed(
        approvals, "deals/approvals/", "sales", "support", "state=asked", "state=refused"
    ),
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
    "quotes_export": Listed(quotes, "quotes/", "sales", "support", "state=draft", "state=expired"),
    "sent_contracts_export": Listed(
        quotes, "quotes/contracts/", "sales", "support", "signed=yes", "signed=no"
    ),
    "targets_export": Listed(
        targets, "targets/", "manager", "sales", "of=teams&year=2026", "of=teams&year=2020"
    ),
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
    "settings_hooks_export": Listed(hooks, "settings/hooks/", "admin", "manager"),
    "settings_hook_deliveries_export": Listed(
        deliveries, "settings/hooks/{endpoint_id}/", "admin", "manager"
    ),
    "settings_keys_export": Listed(keys, "settings/keys/", "admin", "manager"),
    "settings_audit_export": Listed(keys, "settings/audit/", "admin", "manager", "", "who=nobody"),
}
