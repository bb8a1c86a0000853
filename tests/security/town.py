"""A workspace every word of which wants to become script, written by the actions behind pages and API."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.accounts.actions import (
    create_contact,
    mark_contact_left,
    update_account,
    upsert_accounts,
    upsert_contacts,
)
from banso.domain.accounts.actions.bulk import change_accounts
from banso.domain.accounts.actions.merging import merge_accounts, tell_apart
from banso.domain.accounts.actions.records import add_file, log_activity, write_note
from banso.domain.accounts.actions.segments import create_segment, save_view
from banso.domain.accounts.actions.vocabulary import create_field, save_stages
from banso.domain.accounts.models import Account, Contact, File
from banso.domain.accounts.queries import accounts, stages
from banso.domain.contracts.actions import PlanValues, save_plan, save_product, upsert_costs, upsert_lines
from banso.domain.contracts.models import Product
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.tests.factories import row
from banso.domain.handoffs.tests.factories import furnish_handoff
from banso.domain.hooks.tests.factories import furnish_hooks
from banso.domain.kpis.actions import publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.leads.tests.factories import furnish_leads
from banso.domain.onboarding.tests.factories import furnish_onboarding
from banso.domain.outcomes.tests.factories import furnish_outcomes
from banso.domain.privacy.models import Case
from banso.domain.promises.actions import (
    Shown,
    amend_promise,
    answer_link,
    approve,
    ask_confirmation,
    break_promise,
    make_promise,
)
from banso.domain.promises.queries.public import token_for
from banso.domain.questions.tests.factories import furnish_questions
from banso.domain.quotes.tests.factories import furnish_quotes
from banso.domain.sales.tests.factories import furnish_deals
from banso.domain.targets.tests.factories import furnish_targets
from banso.domain.usage.actions import define_feature, ignore_events
from banso.domain.work.actions import notify
from banso.domain.work.queries import SET_ASIDE
from banso.domain.work.tests.factories import furnish_tasks
from banso.domain.workspaces.actions import (
    WorkspaceSettings,
    change_profile,
    change_workspace,
    create_key,
    invite,
    save_team,
)
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of, seats
from banso.domain.workspaces.rules.inputs import Profile
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.models import JournalEntry, ReactionFailure
from banso.engine.journal.usage.tests.loading import Loading, group, track
from banso.engine.metrics.question import Question
from banso.integrations.exports.actions import ask
from banso.integrations.exports.models import Export, State
from banso.integrations.exports.tasks import make_export
from banso.integrations.files.models import ImportRun
from banso.integrations.files.tests.factories import brought, taken
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id
from tests.browser.whole import whole
from tests.security.payloads import Texts


def hostile(person: Person, texts: Texts) -> dict[str, object]:
    """Make it in the open scope; returns the value of every word in an address."""
    words = whole(person, texts.line(200))
    change_profile(person, Profile(name=texts.name(120), language="en"))
    by = Actor("person", str(person.pk), texts.line(200))
    words["contact_id"] = _records(UUID(str(words["account_id"])), person, by, texts)
    _many(by, texts)
    _money(by, texts)
    other = Account.objects.filter(archived_at=None, merged_into=None).order_by("-pk")[0]
    words |= furnish_deals(
        UUID(str(words["account_id"])), UUID(str(words["contact_id"])), other.pk,
        say=lambda most: f"理由 {texts.line(most - 4)}", by=by,
    )  # fmt: skip
    words |= furnish_quotes(
        UUID(str(words["account_id"])), UUID(str(words["contact_id"])), by=by, email="",
        say=lambda most: f"理由 {texts.line(most - 4)}",
    )  # fmt: skip
    words |= furnish_handoff(
        UUID(str(words["deal_id"])), other.pk, email=person.email, by=by,
        say=lambda most: f"理由 {texts.line(most - 4)}",
    )  # fmt: skip
    words |= furnish_onboarding(UUID(str(words["account_id"])), other.pk, person.email, by=by, say=texts.line)
    furnish_tasks(UUID(str(words["account_id"])), other.pk, person, by=by, say=texts.line)
    words |= furnish_targets(person.email, by=by)
    words |= furnish_outcomes(
        UUID(str(words["deal_id"])), say=lambda most: f"理由 {texts.line(most - 4)}", by=by,
        email="hit@example.com",
    )  # fmt: skip
    words |= furnish_leads(
        UUID(str(words["account_id"])), other.pk, by=by, say=lambda most: f"理由 {texts.line(most - 4)}"
    )
    words |= furnish_questions(
        UUID(str(words["account_id"])), other.pk, by=by, email="hit@example.com",
        say=lambda most: f"理由 {texts.line(most - 4)}",
    )  # fmt: skip
    _promises(UUID(str(words["account_id"])), by, texts)
    words |= furnish_hooks(say=texts.line, by=by)
    _settings(by, texts)
    _usage(texts)
    catch_up()
    words["publication"] = publish_figure(
        Question("mrr", read_periods("2024-05", "", "")), remark=texts.line(300), by=by
    ).pk
    words |= _files(texts)
    _failures(person, texts)
    settings = WorkspaceSettings(
        name=texts.name(80),
        language="ja",
        timezone="Asia/Tokyo",
        currency="JPY",
        fiscal_start=4,
        week_start=1,
    )
    change_workspace(settings, by=by)
    return words


def _promises(account: UUID, by: Actor, texts: Texts) -> None:
    """Two promises with everything that they can have: one with a customer who disagrees, one that closed."""
    file = File.objects.filter(account=account).order_by("-pk")[0]
    values = {
        "wording": texts.prose()[:2000], "kind": "feature", "due_on": "2199-12-31", "made_on": "2024-04-01",
        "said_by": texts.line(120), "said_to": texts.line(120), "source": "meeting",
        "source_text": texts.line(500), "file_id": file.pk, "product": texts.line(120),
        "deliverable": "approval", "owner": texts.line(120),
    }  # fmt: skip
    made = make_promise(account, {**values, "external_id": texts.line(200)}, by=by)
    amend_promise(
        made.pk, {"wording": texts.prose()[:2000], "due_on": "2199-12-30"}, reason=texts.line(300), by=by
    )
    approve(made.pk, texts.line(300), by=Actor(by.kind, by.id, texts.line(120)))
    link = ask_confirmation(made.pk, email="hit@example.com", by=by)
    answer_link(token_for(link), agrees=False, said=texts.line(500), name=texts.line(120))
    closed = make_promise(account, values, by=by)
    break_promise(closed.pk, Shown(texts.line(500)), by=by)


def _records(account: UUID, person: Person, by: Actor, texts: Texts) -> UUID:
    """Everything that belongs to an account; returns a contact's id."""
    write_note(account, texts.prose(), by=by)
    contact = create_contact(
        account,
        {"name": texts.line(120), "name_kana": texts.line(120), "title": texts.line(120),
         "manner": texts.line(500), "phone": "03-0000-0000", "email": "hit@example.com"},
        by=by,
    )  # fmt: skip
    gone = create_contact(account, {"name": texts.line(120), "title": texts.line(120)}, by=by)
    mark_contact_left(gone.pk, successor=texts.line(120), by=by)
    log_activity(
        account,
        {"kind": "meeting", "topic": texts.line(200), "occurred_at": now(), "outcome": texts.prose(),
         "next_step": texts.line(300), "colleagues": texts.line(300), "contacts": [contact.pk]},
        by=by,
    )  # fmt: skip
    add_file(
        account,
        f"{texts.line(180)}.svg",
        [b"<svg xmlns='http://www.w3.org/2000/svg' onload='hit(1)'/>"],
        by=by,
    )
    save_stages(
        [
            *((each.key, each.words.en, each.words.ja) for each in stages()),
            ("", texts.line(60), texts.line(60)),
        ],
        by=by,
    )
    choices = texts.lines(120)[:20]
    chosen = create_field(texts.line(80), "choice", choices=choices, by=by)
    written = create_field(texts.line(80), "text", by=by)
    update_account(account, {"custom": {chosen.key: choices[0], written.key: texts.line(200)}}, by=by)
    save_view(texts.line(120), "q=" + texts.line(200), person=person.pk, shared=True)
    bulk = change_accounts([account], {}, add_tags=[texts.line(60)], by=by)
    assert bulk
    return contact.pk


def _many(by: Actor, texts: Texts) -> None:
    """Every payload as an account, as a contact and in a segment's condition, so that the lists show them."""
    rows: list[dict[str, Any]] = [
        {"external_id": f"X{number}-{texts.line(150)}", "name": name, "name_kana": texts.line(200),
         "industry": texts.line(120), "country": texts.line(80), "region": texts.line(80),
         "plan": texts.line(80), "owner_name": texts.line(120), "owner_email": f"hit{number}@example.com",
         "description": texts.line(2_000), "tags": [texts.line(60)]}
        for number, name in enumerate(texts.lines(200))
    ]  # fmt: skip
    assert [each.error for each in upsert_accounts(rows, by=by) if each.error] == []
    first, second, third, fourth = accounts().order_by("-pk")[:4]
    tell_apart(first.pk, second.pk, by=by)
    merge_accounts(third.pk, fourth.pk, by=by)
    contacts = [
        {"account_external_id": " ".join(str(rows[0]["external_id"]).split()), "name": name,
         "external_id": f"C{number}-{texts.line(100)}", "title": texts.line(120)}
        for number, name in enumerate(texts.lines(120))
    ]  # fmt: skip
    assert [each.error for each in upsert_contacts(contacts, by=by) if each.error] == []
    for name in texts.lines(120)[:40]:
        condition = {"kind": "check", "field": "plan", "op": "is", "value": texts.name(80)}
        create_segment(name, {"kind": "all", "parts": [condition]}, description=texts.line(300), by=by)


def _money(by: Actor, texts: Texts) -> None:
    account = Account.objects.filter(archived_at=None, merged_into=None).order_by("pk")[0]
    for number, name in enumerate(texts.lines(120)):
        product = save_product(None, name=name, by=by)
        if number < 12:
            values = PlanValues(texts.line(120), 1, Decimal(100), "JPY", "month")
            plan = save_plan(None, product_id=product.pk, values=values, by=by)
            line = row(
                f"L{number}-{texts.line(150)}", account.pk, "1000", "2024-04-01", product=product.name,
                plan=plan.name,
            )  # fmt: skip
            upsert_lines([line], by=by)
    costs = [
        CostRow(
            date(2024, 4, 1),
            "sales",
            Decimal(100),
            "JPY",
            note=texts.line(200),
            external_id=f"K{number}{text}",
        )
        for number, text in enumerate(texts.lines(150))
    ]
    upsert_costs(costs, by=by)
    assert Product.objects.count() > 40


def _settings(by: Actor, texts: Texts) -> None:
    someone = [seat.pk for seat in seats(active=True)][:1]
    for _ in range(40):
        save_team(None, name=texts.name(80), member_ids=someone, lead_id=None, by=by)
    for _ in range(40):
        create_key("api", name=texts.name(80), scopes=["*.view"], by=by)
    invite("hit@example.com", ["viewer"], by=by)
    for name in texts.lines(120)[:20]:
        define_feature(name, events=texts.lines(200)[:10], plans=[texts.line(80)], by=by)
    ignore_events(texts.lines(200)[:20], by=by)


def _usage(texts: Texts) -> None:
    loading = Loading()
    names = texts.lines(200)
    for start in range(0, len(names), 20):
        events = [
            track(name, user=f"{number}{texts.line(100)}", properties={texts.line(80): texts.line(200)})
            for number, name in enumerate(names[start : start + 20])
        ]
        loading.send(group("A-1", user=f"0{texts.line(100)}"), *events)
    loading.send(
        group(texts.line(200), user="u3", traits={"name": texts.line(200)}),
        {
            "type": texts.line(100),
            "userId": texts.line(100),
            "messageId": texts.line(100),
            "event": texts.line(90),
        },
        track(texts.line(200), timestamp=texts.line(100)),
    )
    loading.load()


def _files(texts: Texts) -> dict[str, object]:
    """An import whose name, headers, cells and reasons are payloads, and one that waits for its mapping."""
    headers = [
        "external_id",
        "name",
        "created_on",
        *(f"{n}{text}" for n, text in enumerate(texts.lines(200)[:30])),
    ]
    made = io.StringIO()
    sheet = csv.writer(made)
    sheet.writerow(headers)
    for number, text in enumerate(texts.lines(200)):
        # Half of them are refused: what cannot be a day is shown as it came.
        day = "2024-04-01" if number % 2 else texts.line(60)
        sheet.writerow([f"I{number}", text, day, *(texts.line(100) for _ in headers[3:])])
    table = made.getvalue()
    done = brought("accounts", table, name=f"{texts.line(180)}.csv")
    draft = taken("accounts", table, name=f"{texts.line(180)}.csv")
    return {"run_id": done.pk, "draft_id": draft.pk}


def _failures(person: Person, texts: Texts) -> None:
    """What the machinery says of a failure may carry anybody's words; there is no door that makes one."""
    entry = JournalEntry.objects.order_by("seq").first()
    assert entry is not None
    ReactionFailure.objects.create(
        workspace_id=current_workspace_id(), reaction="contracts.follow_merge", entry=entry, tries=5,
        error=texts.line(500), again_at=now(), set_aside_at=now(),
    )  # fmt: skip
    notify(person.pk, SET_ASIDE, detail={"reaction": texts.line(100), "error": texts.line(500)})
    given = {"permission": "accounts.export", "file_name": f"{texts.line(200)}.csv"}
    export = ask(make_export, person, path="accounts/export", query=f"q={texts.line(200)}", **given)
    Export.objects.filter(pk=export.pk).update(state=State.FAILED, failure=texts.line(300))
    Case.objects.filter(state="queued").update(failure=texts.line(500), by_label=texts.line(200))
    ImportRun.objects.filter(state="draft").update(failure=texts.line(300))
    assert Contact.objects.count() > 40
    assert actor_of(person).label
