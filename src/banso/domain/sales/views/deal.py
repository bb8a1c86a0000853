"""One deal: its page, and the forms of its own fields and lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.accounts.queries.records import activities_of
from banso.domain.contracts.queries import products
from banso.domain.sales import actions, queries
from banso.domain.sales.forms import ApproveForm, CloseForm, DealForm, LineForm, line_initial
from banso.domain.sales.models import Deal, DealLine
from banso.domain.sales.queries.listing import filter_choices
from banso.domain.sales.queries.sheet import Item
from banso.domain.sales.rules.approvals import may_approve
from banso.domain.sales.rules.stages import StageValue, place_of
from banso.domain.sales.rules.summary import summary_of
from banso.domain.sales.rules.worth import ZERO, LineValues
from banso.domain.sales.views.approvals import told as told_requests
from banso.domain.sales.views.frame import (
    address,
    deal_crumbs,
    named_account,
    offered_accounts,
    owners,
    shown,
    to_deal,
)
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest, page
from banso.kit.errors import NotFound
from banso.kit.money import plain
from banso.kit.periods import add_months
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")
_FACTS = 30
_TALKS = 4
_REQUESTS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """A stage above the deal's page: done, current, or to come."""

    stage: StageValue
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the ten items with what it says."""

    item: Item
    says: str


@page(permission="deals.view")
def deal(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    return shown(request, "deal", _context(request, queries.deal_by_id(deal_id)))


def _context(request: BansoRequest, found: Deal) -> dict[str, Any]:
    sheet = queries.sheet_of(found)
    items = queries.items_of(sheet)
    stages = queries.deal_stages()
    here = place_of(found.stage, stages)
    lines = queries.lines_of(found)
    why = {(each.outcome, each.key): str(each) for each in queries.reasons()}
    return {
        "deal": found,
        "crumbs": deal_crumbs(request, found),
        "steps": [
            Step(stage, done=place < here or found.status == "won", current=place == here)
            for place, stage in enumerate(stages)
        ],
        "stage": stages[here],
        "stages": [stage for stage in stages if stage.key != found.stage],
        "items": [Shown(item, summary_of(item.key, sheet, get_language() or "")) for item in items],
        "missing": [item for item in items if item.missing],
        "filled": sum(item.missing is None for item in items),
        "days": ((found.closed_on or today()) - (found.engaged_on or found.created_on)).days,
        "reason": why.get((found.status, found.reason), ""),
        "promises": queries.promises_seen(found.pk),
        "talks": activities_of(found.account_id)[:_TALKS] if found.account_id else [],
        "talk_count": sheet.activities,
        "facts": [(entry, tell(entry)) for entry in queries.history_of(found.pk)[:_FACTS]],
        "approvals": list(queries.approvals_of(found.pk)),
        **_approving(request, found, lines),
        "win": CloseForm(reasons=reason_choices("won"), prefix="win", auto_id="win-%s"),
        "lose": CloseForm(reasons=reason_choices("lost"), prefix="lose", auto_id="lose-%s"),
    }


def _approving(request: BansoRequest, found: Deal, lines: list[LineValues]) -> dict[str, Any]:
    """What of the deal wants an approval, what was asked for, and who may give it."""
    role, asked = queries.discount_role(found), list(queries.requests().filter(deal=found)[:_REQUESTS])
    waiting = {(each.wanted, each.promise_id) for each in asked if each.state == "asked"}
    wanted = {("promise", each.id) for each in queries.promises_seen(found.pk) if not each.approved}
    wanted |= {("discount", None)} if role else set()
    largest = max((each.discount for each in lines), default=ZERO)
    return {
        "needs_approval": role,
        "largest": largest,
        "requests": told_requests(request, asked),
        "may_ask": found.status == "open" and found.archived_at is None and bool(wanted - waiting),
        "may_approve": bool(role) and may_approve(request.access, role),
        "approve": ApproveForm(initial={"percent": plain(largest)}) if lines else None,
    }


def reason_choices(outcome: str) -> list[tuple[str, str]]:
    return [(each.key, str(each)) for each in queries.reasons() if each.outcome == outcome]


@page(permission="deals.edit", methods=_BOTH)
def new(request: BansoRequest) -> HttpResponse:
    initial: dict[str, object] = {"currency": request.access.workspace.currency, "created_on": today()}
    if request.GET.get("account"):
        initial["account"] = _account_name(request.GET["account"])
    mine = [email for email, _name in owners() if email == getattr(request.user, "email", "")]
    initial["owner_email"] = mine[0] if mine else ""
    form = DealForm(request.POST or None, initial=initial, owners=owners())
    if form.is_valid():
        with refusals_on(form):
            values = _values(form)
            made = actions.create_deal(values, by=request.access.actor)
            toast(request, _("The deal is opened."))
            return to_deal(request, made.pk)
    crumbs = [Crumb(_("Deals"), address(request, "deals")), Crumb(_("Open a deal"))]
    context = {"form": form, "crumbs": crumbs, **_offers()}
    return shown(request, "form", context, status=422 if form.is_bound else 200)


@page(permission="deals.edit", methods=_BOTH)
def edit(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    found = queries.deal_by_id(deal_id)
    form = DealForm(request.POST or None, initial=_initial(found), owners=_owners_with(found))
    if found.lines.all():
        form.fields["amount"].disabled = True
    if form.is_valid():
        with refusals_on(form):
            actions.update_deal(
                deal_id, _values(form, found), by=request.access.actor,
                expected_version=form.cleaned_data["version"],
            )  # fmt: skip
            toast(request, _("The deal is changed."))
            return to_deal(request, deal_id)
    context = {
        "form": form, "deal": found, "crumbs": deal_crumbs(request, found, Crumb(_("Change"))), **_offers(),
    }  # fmt: skip
    return shown(request, "form", context, status=422 if form.is_bound else 200)


@page(permission="deals.edit", methods=_BOTH)
def new_line(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    return _line_page(request, queries.deal_by_id(deal_id), None)


@page(permission="deals.edit", methods=_BOTH)
def line(request: BansoRequest, deal_id: UUID, deal_line_id: UUID) -> HttpResponse:
    found = queries.deal_by_id(deal_id)
    row = next((each for each in found.lines.all() if each.pk == deal_line_id), None)
    if row is None:
        raise NotFound(_("There is no such line."))
    return _line_page(request, found, row)


@page(permission="deals.edit", methods=("POST",))
def remove_line(request: BansoRequest, deal_id: UUID, deal_line_id: UUID) -> HttpResponse:
    actions.remove_line(deal_id, deal_line_id, by=request.access.actor)
    toast(request, _("The line is removed."))
    return to_deal(request, deal_id, "lines")


def _line_page(request: BansoRequest, found: Deal, row: DealLine | None) -> HttpResponse:
    catalogue = list(products())
    begins = {"starts_on": add_months(found.expected_close_on or today(), 1)}
    plans = [(str(plan.pk), f"{each.name} · {plan.name}") for each in catalogue for plan in each.plans.all()]
    form = LineForm(
        request.POST or None,
        initial=line_initial(row) if row else begins,
        products=[(str(each.pk), each.name) for each in catalogue],
        plans=plans,
    )
    if form.is_valid():
        with refusals_on(form):
            given = _line_values(form)
            if row is None:
                actions.add_line(found.pk, given, by=request.access.actor)
            else:
                actions.change_line(found.pk, row.pk, given, by=request.access.actor)
            toast(request, _("The line is kept."))
            return to_deal(request, found.pk, "lines")
    crumbs = deal_crumbs(request, found, Crumb(_("Line") if row else _("Add a deal line")))
    context = {"form": form, "deal": found, "row": row, "crumbs": crumbs, "has_products": bool(catalogue)}
    return shown(request, "line", context, status=422 if form.is_bound else 200)


def _line_values(form: LineForm) -> LineValues:
    given = form.cleaned_data
    return LineValues(
        product=UUID(given["product"]),
        plan=UUID(given["plan"]) if given["plan"] else None,
        seats=given["seats"],
        monthly=given["monthly"],
        discount=given["discount"] or ZERO,
        interval=given["interval"],
        starts_on=given["starts_on"],
        ends_on=form.first_day_unpaid(),
    )


def _values(form: DealForm, found: Deal | None = None) -> dict[str, object]:
    given = form.values(has_lines=found is not None and bool(found.lines.all()))
    account, referral = (found.account, found.referral_account) if found else (None, None)
    here = {name: (row.pk, row.name) for name, row in (("account", account), ("referral", referral)) if row}
    return {
        **given,
        "account_id": named_account("account", form.cleaned_data["account"], now=here.get("account")),
        "referral_account_id": named_account(
            "referral", form.cleaned_data["referral"], now=here.get("referral")
        ),
    }


def _initial(found: Deal) -> dict[str, object]:
    names = ("version", "name", "owner_email", "forecast", "expected_close_on", "currency", "source",
             "created_on", "external_id")  # fmt: skip
    values: dict[str, object] = {name: getattr(found, name) for name in names}
    return values | {
        "account": found.account.name if found.account else "",
        "referral": found.referral_account.name if found.referral_account else "",
        "amount": str(plain(found.amount)),
    }


def _owners_with(found: Deal) -> list[tuple[str, str]]:
    known = owners()
    if found.owner_email and found.owner_email not in dict(known):
        known.append((found.owner_email, found.owner_name or found.owner_email))
    return known


def _offers() -> Mapping[str, object]:
    return {
        "accounts": offered_accounts(),
        "sources": [label for _value, label in filter_choices("source")],
    }


def _account_name(text: str) -> str:
    try:
        return account_by_id(UUID(text)).name
    except (ValueError, NotFound):
        return ""
