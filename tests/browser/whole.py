"""A workspace with something on every page, and the id that stands for each word of an address."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from banso.domain.accounts.actions import create_contact
from banso.domain.accounts.models import Contact
from banso.domain.accounts.tests.pages import furnish
from banso.domain.contracts.actions import (
    PlanValues,
    save_plan,
    save_product,
    set_margin,
    set_rate,
    upsert_costs,
    upsert_lines,
)
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.tests.factories import row
from banso.domain.handoffs.tests.factories import furnish_handoff
from banso.domain.hooks.tests.factories import furnish_hooks
from banso.domain.kpis.actions import publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.leads.tests.factories import furnish_leads
from banso.domain.onboarding.tests.factories import furnish_onboarding
from banso.domain.outcomes.tests.factories import furnish_outcomes
from banso.domain.privacy.actions import ask_for_erasure, ask_for_export, carry_out
from banso.domain.privacy.queries import subject_of
from banso.domain.promises.actions import (
    Shown,
    amend_promise,
    answer_link,
    ask_confirmation,
    break_promise,
    keep_promise,
    make_promise,
    waive_promise,
)
from banso.domain.promises.queries.public import token_for
from banso.domain.promises.tests.factories import said
from banso.domain.questions.tests.factories import furnish_questions
from banso.domain.quotes.tests.factories import furnish_quotes
from banso.domain.sales.tests.factories import furnish_deals
from banso.domain.targets.tests.factories import furnish_targets
from banso.domain.usage.actions import define_feature, ignore_events
from banso.domain.work.tests.factories import furnish_tasks
from banso.domain.workspaces.actions import create_key, invite, save_team
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of
from banso.domain.workspaces.tests.factories import member as a_member
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.usage.tests.loading import Loading, group, track
from banso.engine.metrics.question import Question
from banso.integrations.exports.actions import ask, make
from banso.integrations.exports.models import Export, State
from banso.integrations.exports.tasks import make_export
from banso.integrations.files.tests.factories import brought, taken
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze, now

ACCOUNTS = "external_id,name,created_on\nI-1,東雲倉庫,2024-04-01\nI-2,,2024-04-01\nI-3,みどり建材,いつか\n"


def whole(person: Person, text: str = "") -> dict[str, object]:
    """Make it in the open scope; returns the value of every word in an address, by its name there.

    `text` is put into every field of the first account that takes words.
    """
    by = actor_of(person)
    town = furnish(by, text)
    words: dict[str, object] = {
        "account_id": town.account, "contact_id": town.contact, "activity_id": town.activity,
        "note_id": town.note, "role_id": town.role, "segment_id": town.segment, "kpi": "nrr",
        "fact_id": JournalEntry.objects.filter(account=town.account).first().fact_id,  # type: ignore[union-attr]
    }  # fmt: skip
    words |= _promises(town.account, town.contact, town.activity, by, text)
    words |= _money(town.account, town.other, by) | _settings() | _files()
    words |= furnish_deals(
        town.account, town.contact, town.other, by=by, owner_name=person.get_full_name(),
        say=lambda most: f"監査のときに5分で記録を出せること {text}".strip()[:most],
    )  # fmt: skip
    words |= furnish_quotes(
        town.account, town.contact, by=by, email=person.email,
        say=lambda most: f"点検クラウドの年間利用料 {text}".strip()[:most],
    )  # fmt: skip
    words |= {"list_name": "priorities", "item": "success", "state": "held", "step": "marketing"}
    words |= furnish_handoff(
        UUID(str(words["deal_id"])), town.other, by=by, email=person.email,
        say=lambda most: f"目標の数と期限を教えてください {text}".strip()[:most],
    )  # fmt: skip
    words |= furnish_tasks(
        town.account, town.other, person, by=by, say=lambda most: f"管理者に権限を配る {text}".strip()[:most]
    )
    words |= furnish_targets(person.email, by=by)
    words |= furnish_outcomes(
        UUID(str(words["deal_id"])), by=by, email="mori@customer.example",
        say=lambda most: f"森様から電話で伺いました {text}".strip()[:most],
    )  # fmt: skip
    words |= furnish_leads(
        town.account, town.other, by=by, owner_name=person.get_full_name(),
        say=lambda most: f"点検の記録に困っている {text}".strip()[:most],
    )  # fmt: skip
    words |= furnish_onboarding(
        town.account, town.other, person.email, by=by,
        say=lambda most: f"管理者に権限を配る {text}".strip()[:most],
    )  # fmt: skip
    words |= furnish_questions(
        town.account, town.other, by=by, email="mori@customer.example",
        say=lambda most: f"紙の点検表の集計に困っている {text}".strip()[:most],
    )  # fmt: skip
    words |= furnish_hooks(say=lambda most: f"社内チャット {text}".strip()[:most], by=by)
    _usage(town.account)
    catch_up()
    with freeze(datetime(2024, 6, 10, tzinfo=UTC)):
        words["publication"] = publish_figure(Question("mrr", read_periods("2024-05", "", "")), by=by).pk
    _exports(person)
    words["case_id"] = _receipt(by, text)
    return words


def _promises(account: UUID, contact: UUID, activity: UUID, by: Actor, text: str) -> dict[str, object]:
    """One of every state; the open one has a version before, a link, and somebody who disputes it."""
    told = {"said_to_id": contact, "activity_id": activity, "source_text": f"議事録 3ページ {text}".strip()}
    owner = f"岡本 亮{text}"[:120]
    made = make_promise(account, said(**told, deliverable="approval", owner=owner), by=by)
    amend_promise(
        made.pk, {"wording": f"帳票CSVの列順と日付を{text}自社様式に合わせる"}, reason="広げた", by=by
    )
    link = ask_confirmation(made.pk, by=by)
    answer_link(token_for(link), agrees=False, said=f"日付の書き方も含むはず {text}".strip())
    link = ask_confirmation(made.pk, by=by)
    acts = {"2026-11-30": keep_promise, "2026-03-11": keep_promise, "2026-12-01": break_promise,
            "2026-12-02": waive_promise}  # fmt: skip
    for due, act in acts.items():
        one = make_promise(account, said(wording=f"{due}までの約束 {text}".strip(), due_on=due), by=by)
        act(one.pk, Shown(f"メールで送った {text}".strip()), by=by)
    return {"promise_id": made.pk, "link_id": link.pk, "act": "keep", "batch": made.pk}


def _money(account: UUID, other: UUID, by: Actor) -> dict[str, object]:
    product = save_product(None, name="点検クラウド", standard=True, by=by)
    values = PlanValues("スタンダード", 2, Decimal(396_000), "JPY", "month")
    plan = save_plan(None, product_id=product.pk, values=values, by=by)
    set_rate("USD", day=date(2024, 4, 1), rate=Decimal("151.25"), by=by)
    named = {"product": product.name, "plan": plan.name}
    upsert_lines(
        [
            row("L-1", account, "396000", "2024-04-01", seats=120, **named),
            row("L-2", account, "1200", "2024-05-01", "2024-06-01", currency="USD", product="帳票"),
            row("L-3", other, "50000", "2023-04-01", "2024-05-15", **named),
        ],
        by=by,
    )
    upsert_costs([CostRow(date(2024, 4, 1), "sales", Decimal(1_800_000), "JPY", note="展示会")], by=by)
    set_margin(Decimal("0.8"), valid_from=date(2024, 4, 1), by=by)
    line = Subscription.objects.get(external_id="L-1")
    return {"product_id": product.pk, "plan_id": plan.pk, "line_id": line.pk}


def _settings() -> dict[str, object]:
    seat = a_member("ken@harunire.example", "csm", name="研 健太")
    invite("new@harunire.example", ["viewer"], by=SYSTEM)
    team = save_team(None, name="東日本", member_ids=[seat.pk], lead_id=seat.pk, by=SYSTEM)
    create_key("write", name="本番のウェブサイト", by=SYSTEM)
    create_key("api", name="夜間の集計", scopes=["*.view"], by=SYSTEM)
    define_feature("報告書の書き出し", events=["Report Exported"], by=SYSTEM)
    ignore_events(["Heartbeat"], by=SYSTEM)
    return {"seat_id": seat.pk, "team_id": team.pk}


def _usage(account: UUID) -> None:
    loading = Loading()
    loading.bind("A-1", account)
    loading.send(group("A-1"), track("Report Exported"), track("Heartbeat", user="u2"))
    loading.send(group("unknown-co", user="u3", traits={"name": "Initech"}), track("Login", user="u9"))
    loading.send(
        track("点検を開始", timestamp="yesterday"), {"type": "dance", "userId": "u", "messageId": "m"}
    )
    loading.load()


def _files() -> dict[str, object]:
    done = brought("accounts", ACCOUNTS, name="顧客の一覧.csv")
    return {"run_id": done.pk, "draft_id": taken("accounts", ACCOUNTS, name="下書き.csv").pk}


def _receipt(by: Actor, remark: str) -> UUID:
    """A receipt, and a request that waits."""
    for name, mail in (("古田 守", "furuta@shibuya.example"), ("別府 晶", "beppu@shibuya.example")):
        account = Contact.objects.values_list("account_id", flat=True)[0]
        create_contact(account, {"name": name, "email": mail}, by=by)
    ask_for_export(subject_of(mail="beppu@shibuya.example"), by=by, enqueue=lambda _case: None)
    subject = subject_of(mail="furuta@shibuya.example")
    case = ask_for_erasure(
        subject,
        reason=f"11月20日付の本人からの請求 {remark}".strip(),
        typed="古田 守",
        by=by,
        enqueue=lambda _case: None,
    )  # fmt: skip
    with freeze(now() + timedelta(minutes=2)):
        carry_out(case.pk)
    return case.pk


def _exports(person: Person) -> None:
    """One file of each state; two of them are told."""
    given = {"permission": "accounts.export", "file_name": "顧客.csv"}
    for query, path in (("format=csv", "accounts/export"), ("format=pdf", "accounts/export")):
        make(ask(make_export, person, path=path, query=query, **given))
    for state in (State.QUEUED, State.RUNNING, State.EXPIRED):
        export = ask(make_export, person, path="accounts/export", query=f"q={state}", **given)
        Export.objects.filter(pk=export.pk).update(state=state)
