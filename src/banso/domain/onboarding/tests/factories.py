"""Onboardings for tests, and rows in every table of them."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.actions.records import add_file
from banso.domain.accounts.queries.records import files_of
from banso.domain.onboarding import actions
from banso.domain.onboarding.models import MovedOnboarding, Onboarding, PlanLink
from banso.domain.onboarding.queries import onboarding_by_id
from banso.domain.onboarding.queries.public import token_for
from banso.kit.actor import SYSTEM, Actor
from banso.kit.tenancy import current_workspace_id, today

# A Monday; the Thursday and the Tuesday after are business days too, the holidays of May come later.
KICKOFF = date(2026, 4, 6)
PLAN = [
    {"name": "キックオフ", "name_en": "Kick-off", "end": 0,
     "tasks": [{"title": "キックオフの打ち合わせ", "title_en": "Kick-off meeting", "side": "us", "end": 0}]},
    {"name": "初期設定", "end": 10,
     "tasks": [{"title": "利用者の一覧を送る", "side": "them", "start": 1, "end": 5},
               {"title": "約束事の確認", "side": "us", "role": "account_executive", "start": 2, "end": 18}]},
]  # fmt: skip


def an_account(name: str = "東雲倉庫", **fields: object) -> UUID:
    return create_account({"name": name, **fields}, by=SYSTEM).pk


def proposed(account: UUID | None = None, **fields: object) -> Onboarding:
    values = {"name": "点検のデジタル化", "contract_on": KICKOFF, **fields}
    return actions.propose_onboarding(account or an_account(), values, by=SYSTEM)


def running(
    account: UUID | None = None, *, kickoff: date = KICKOFF, rule: object = None, **fields: object
) -> Onboarding:
    """One with the plan above, in which the tasks alone make it completed unless `rule` says otherwise."""
    values = {"name": "標準", "plan": PLAN, "rule": rule or [{"kind": "tasks"}], "target_days": 20}
    template = actions.save_template(None, values, by=SYSTEM)
    made = proposed(account, template_id=template.pk, **{"contract_on": kickoff, **fields})
    return actions.start_onboarding(made.pk, kickoff, by=SYSTEM)


def furnish_onboarding(
    account_id: UUID, other_id: UUID, email: str, *, say: Callable[[int], str], by: Actor
) -> dict[str, object]:
    """Rows in every table of onboardings, every text made by `say`, which gets how long it may be.

    Returns what stands for the words of addresses: one that runs, and others for acts that ask for it.
    """
    plan = [
        {"name": say(120), "name_en": say(120), "end": 10,
         "tasks": [{"title": say(200), "title_en": say(200), "side": side, "start": 1, "end": 5}]}
        for side in ("us", "them")
    ]  # fmt: skip
    rule = [{"kind": "tasks"}, {"kind": "people", "people": 3, "days": 5}]
    template = actions.save_template(None, {"name": say(120), "plan": plan, "rule": rule}, by=by)

    def one(**fields: object) -> Onboarding:
        values = {"name": say(200), "template_id": template.pk, "contract_on": today(), "owner_email": email}
        return actions.propose_onboarding(account_id, {**values, **fields}, by=by)

    named = Actor(by.kind, by.id, say(200))
    file = files_of(account_id).first() or add_file(account_id, say(100), [say(300).encode()], by=by)
    fresh, made, offered, over = one(), one(external_id=say(190)), one(), one()
    for each in (made, offered):
        actions.start_onboarding(each.pk, today(), by=by)
    link = actions.share_plan(made.pk, email=email, by=named)
    actions.share_file(made.pk, file.pk, by=named)
    actions.evaluate_onboarding(made.pk, by=by)
    actions.offer_handover(offered.pk, email, say(1_000), by=by)
    actions.cancel_onboarding(over.pk, say(500), by=by)
    MovedOnboarding.objects.create(
        workspace_id=current_workspace_id(), onboarding_id=made.pk, origin=other_id
    )
    PlanLink.objects.filter(pk=link.pk).update(by_label=say(200))
    measured = onboarding_by_id(made.pk).measured
    Onboarding.objects.filter(pk=made.pk).update(
        measured=[{**part, "feature": say(100)} for part in measured], owner_name=say(120), next_name=say(120)
    )
    return {
        "onboarding_id": made.pk, "template_id": template.pk, "plan_link_id": link.pk,
        "fresh_onboarding_id": fresh.pk, "offered_id": offered.pk, "cancelled_id": over.pk,
        "plan_token": token_for(link),
    }  # fmt: skip
