"""Subscription lines: of all accounts, of one account, and a line itself."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.contracts import actions, queries
from banso.domain.contracts.facts import KIND_WORDS
from banso.domain.contracts.forms import ChangeForm, EndForm, LineForm
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.queries import LineView
from banso.domain.contracts.rules.lines import LineRow
from banso.domain.contracts.views.frame import account_address, address, contracts_page
from banso.kit.access import BansoRequest, page
from banso.kit.errors import InputError
from banso.kit.ids import new_id
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Choice, Crumb, Paging
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")


@page(permission="contracts.view")
def lines(request: BansoRequest) -> HttpResponse:
    wanted = _wanted(request)
    rows = _rows(wanted)
    found = page_of(rows, cursor=request.GET.get("cursor"), order=("starts_on",))
    query = request.GET.copy()
    query["cursor"] = found.next_cursor or ""
    words = {"in_force": _("in force"), "future": _("not begun"), "ended": _("ended"), "all": _("all")}
    context = {
        "views": queries.line_views(found.data),
        "total": rows.count(),
        "states": [Choice(word, f"?state={name}", name == wanted) for name, word in words.items()],
        "state_word": words.get(wanted, words["all"]),
        "paging": Paging(
            shown=len(found.data), next_href=f"?{query.urlencode()}" if found.next_cursor else ""
        ),
    }
    return contracts_page(request, "lines", context)


@list_export(permission="contracts.export")
def export(request: BansoRequest) -> Table[LineView]:
    """The lines of the chosen state in the columns that an import reads; ends are first days unpaid."""
    return _table(_rows(_wanted(request)))


@list_export(permission="contracts.export")
def export_of_account(_request: BansoRequest, account_id: UUID) -> Table[LineView]:
    """The lines of one account, in the same columns."""
    return _table(queries.subscriptions().filter(account=account_by_id(account_id)).select_related("account"))


def _table(rows: Iterable[Subscription]) -> Table[LineView]:
    columns: list[Column[LineView]] = [
        Column("external_id", lambda each: each.line.external_id),
        Column("account_external_id", lambda each: each.row.account.external_id),
        Column("account_name", lambda each: each.row.account.name),
        Column("product", lambda each: each.line.product),
        Column("plan", lambda each: each.plan),
        Column("starts_on", lambda each: each.line.starts_on),
        Column("ends_on", lambda each: each.line.ends_on),
        Column("amount", lambda each: each.paid),
        Column("interval", lambda each: each.line.interval),
        Column("currency", lambda each: each.line.currency),
        Column("seats", lambda each: each.seats),
    ]
    return Table(_("subscriptions"), columns, queries.line_views(rows))


@page(permission="contracts.view")
def of_account(request: BansoRequest, account_id: UUID) -> HttpResponse:
    account = account_by_id(account_id)
    moved = [
        {
            "entry": entry,
            "word": KIND_WORDS[entry.payload["kind"]],
            "amount": Decimal(entry.payload["amount"]),
            "after": Decimal(entry.payload["mrr_after"]),
        }
        for entry in queries.account_movements(account_id)[:100]
    ]
    context = {
        "account": account,
        "card": queries.contract_card(account_id),
        "moved": moved,
        "crumbs": [Crumb(account.name, account_address(request, account_id)), Crumb(_("Contract"))],
        "today": today(),
    }
    return contracts_page(request, "account", context)


@page(permission="contracts.edit", methods=_BOTH)
def create(request: BansoRequest, account_id: UUID) -> HttpResponse:
    account = account_by_id(account_id)
    currency = request.access.workspace.currency
    form = LineForm(request.POST or None, initial={"starts_on": today(), "currency": currency})
    if form.is_valid():
        given = form.cleaned_data
        row = LineRow(
            external_id=given["external_id"] or new_id().hex,
            account=account_id,
            starts_on=given["starts_on"],
            product=given["product"],
            plan=given["plan"],
            ends_on=form.first_day_unpaid(),
            amount=given["amount"],
            interval=given["interval"],
            currency=given["currency"],
            seats=given["seats"],
            trial=given["trial"],
        )
        with refusals_on(form):
            _demand_new(row)
            actions.set_line(row, by=request.access.actor)
            toast(request, _("The subscription was added."))
            return redirect(address(request, "contracts_account", account_id))
    context = {
        "account": account,
        "form": form,
        "products": [product.name for product in queries.products()],
        "crumbs": [
            Crumb(account.name, account_address(request, account_id)),
            Crumb(_("Contract"), address(request, "contracts_account", account_id)),
            Crumb(_("Add a subscription")),
        ],
    }
    return contracts_page(request, "new", context, status=422 if form.is_bound else 200)


@page(permission="contracts.view")
def show(request: BansoRequest, line_id: UUID) -> HttpResponse:
    return _line_page(request, queries.subscription_by_id(line_id))


@page(permission="contracts.edit", methods=("POST",))
def change(request: BansoRequest, line_id: UUID) -> HttpResponse:
    row = queries.subscription_by_id(line_id)
    form = ChangeForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.change_line(row.external_id, by=request.access.actor, **form.cleaned_data)
            toast(request, _("The change is entered."))
            return redirect(address(request, "contracts_line", line_id))
    return _line_page(request, row, change=form)


@page(permission="contracts.edit", methods=("POST",))
def end(request: BansoRequest, line_id: UUID) -> HttpResponse:
    row = queries.subscription_by_id(line_id)
    form = EndForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.end_line(row.external_id, ends_on=form.first_day_unpaid(), by=request.access.actor)
            toast(request, _("The end is entered.") if form.cleaned_data["ends_on"] else _("It goes on."))
            return redirect(address(request, "contracts_line", line_id))
    return _line_page(request, row, end=form)


@page(permission="contracts.edit", methods=("POST",))
def remove(request: BansoRequest, line_id: UUID) -> HttpResponse:
    row = queries.subscription_by_id(line_id)
    actions.delete_lines([row.external_id], by=request.access.actor)
    toast(request, _("The subscription was removed; it never was."))
    return redirect(address(request, "contracts_account", row.account_id))


def _wanted(request: BansoRequest) -> str:
    return request.GET.get("state", "in_force")


def _rows(state: str) -> QuerySet[Subscription]:
    rows = queries.in_state(queries.subscriptions().select_related("account"), state, today())
    return rows.order_by("starts_on", "id")


def _line_page(
    request: BansoRequest, row: Subscription, *, change: ChangeForm | None = None, end: EndForm | None = None
) -> HttpResponse:
    (view,) = queries.line_views([row])
    account = account_by_id(row.account_id)
    refused = change is not None or end is not None
    day = today()
    initial = {"valid_from": max(day, row.starts_on), "amount": f"{view.paid.normalize():f}",
               "plan": view.plan, "seats": view.seats, "trial": view.state == "trial"}  # fmt: skip
    context = {
        "view": view,
        "account": account,
        "change": change or ChangeForm(initial=initial),
        "end": end or EndForm(initial={"ends_on": view.last_day}),
        "spans": queries.spans_of(view.line),
        "crumbs": [
            Crumb(account.name, account_address(request, account.pk)),
            Crumb(_("Contract"), address(request, "contracts_account", account.pk)),
            Crumb(view.line.product),
        ],
    }
    return contracts_page(request, "line", context, status=422 if refused else 200)


def _demand_new(row: LineRow) -> None:
    if queries.lines_by_external_id([row.external_id.strip()]):
        raise InputError(
            _("There is a subscription of that identifier already."),
            field="external_id", came=row.external_id, wanted=_("another one, or none"),
        )  # fmt: skip
