"""The deals of one account."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.sales import queries
from banso.domain.sales.views.frame import address, shown
from banso.domain.sales.views.listing import Row, told
from banso.kit.access import BansoRequest, page
from banso.kit.money import plain
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.pieces import Crumb


@page(permission="deals.view")
def of_account(request: BansoRequest, account_id: UUID) -> HttpResponse:
    account = account_by_id(account_id)
    rows = told(queries.with_lines(queries.deals_of(account.pk))[:500])
    context = {
        "account": account,
        "rows": rows,
        "today": today(),
        "crumbs": [
            Crumb(_("Accounts"), address(request, "accounts")),
            Crumb(account.name, address(request, "account", account.pk)),
            Crumb(_("Deals")),
        ],
    }
    # The account's own page asks for the rows alone.
    part = request.headers.get("HX-Request") == "true"
    return shown(request, "fragments/account_rows" if part else "account", context)


@list_export(permission="deals.export")
def export(_request: BansoRequest, account_id: UUID) -> Table[Row]:
    account = account_by_id(account_id)
    columns: list[Column[Row]] = [
        Column(_("Name"), lambda row: row.deal.name),
        Column(_("Stage"), lambda row: row.stage),
        Column(_("State"), lambda row: row.status),
        Column(_("Amount (a year)"), lambda row: plain(row.deal.amount)),
        Column(_("Currency"), lambda row: row.deal.currency),
        Column(_("Salesperson"), lambda row: row.deal.owner_name),
        Column(_("Expected to close on"), lambda row: row.deal.expected_close_on),
        Column(_("Closed on"), lambda row: row.deal.closed_on),
        Column(_("Reason"), lambda row: row.reason),
    ]
    return Table(_("deals"), columns, told(queries.with_lines(queries.deals_of(account.pk))))
