"""Addresses of this area, inside a workspace."""

from django.urls import path

from banso.domain.sales.views import account, acts, approvals, board, deal, forecast, listing, settings, sheet

_DEAL = "deals/<uuid:deal_id>/"
page_urls = [
    path("deals/", board.board, name="deals"),
    path("deals/table/", listing.table, name="deals_table"),
    path("deals/export", listing.export, name="deals_export"),
    path("deals/forecast/", forecast.forecast_page, name="deals_forecast"),
    path("deals/forecast/export", forecast.export, name="deals_forecast_export"),
    path("deals/bulk/", listing.bulk, name="deals_bulk"),
    path("deals/bulk/<uuid:deal_change_id>/undo/", listing.bulk_undo, name="deals_bulk_undo"),
    path("deals/new/", deal.new, name="deal_new"),
    path("deals/approvals/", approvals.approval_list, name="approvals"),
    path("deals/approvals/export", approvals.export, name="approvals_export"),
    path("deals/approvals/<uuid:approval_request_id>/", approvals.approval, name="approval"),
    path(
        "deals/approvals/<uuid:approval_request_id>/withdraw/", approvals.withdraw, name="approval_withdraw"
    ),
    path(f"{_DEAL}approvals/ask/", approvals.ask, name="approval_ask"),
    path(_DEAL, deal.deal, name="deal"),
    path(f"{_DEAL}edit/", deal.edit, name="deal_edit"),
    path(f"{_DEAL}move/", board.move, name="deal_move"),
    path(f"{_DEAL}move/<slug:stage>/", board.move_back, name="deal_move_back"),
    path(f"{_DEAL}win/", acts.win, name="deal_win"),
    path(f"{_DEAL}lose/", acts.lose, name="deal_lose"),
    path(f"{_DEAL}reopen/", acts.reopen, name="deal_reopen"),
    path(f"{_DEAL}archive/", acts.archive, name="deal_archive"),
    path(f"{_DEAL}restore/", acts.restore, name="deal_restore"),
    path(f"{_DEAL}approve/", acts.approve, name="deal_approve"),
    path(f"{_DEAL}approvals/<uuid:approval_id>/withdraw/", acts.withdraw, name="deal_withdraw"),
    path(f"{_DEAL}lines/new/", deal.new_line, name="deal_line_new"),
    path(f"{_DEAL}lines/<uuid:deal_line_id>/", deal.line, name="deal_line"),
    path(f"{_DEAL}lines/<uuid:deal_line_id>/remove/", deal.remove_line, name="deal_line_remove"),
    path(f"{_DEAL}no-promises/", sheet.no_promises, name="deal_no_promises"),
    path(f"{_DEAL}no-concerns/", sheet.no_concerns, name="deal_no_concerns"),
    path(f"{_DEAL}sheet/<slug:item>/", sheet.item, name="deal_item"),
    path(f"{_DEAL}lists/<slug:list_name>/", sheet.add, name="deal_entry_add"),
    path(f"{_DEAL}lists/<slug:list_name>/<uuid:entry_id>/", sheet.change, name="deal_entry"),
    path(f"{_DEAL}lists/<slug:list_name>/<uuid:entry_id>/remove/", sheet.remove, name="deal_entry_remove"),
    path("accounts/<uuid:account_id>/deals/", account.of_account, name="account_deals"),
    path("accounts/<uuid:account_id>/deals/export", account.export, name="account_deals_export"),
    path("settings/deals/", settings.settings, name="settings_deals"),
    path("settings/deals/stages/", settings.save_stages, name="deal_stages_save"),
    path("settings/deals/reasons/<slug:outcome>/", settings.save_reasons, name="deal_reasons_save"),
    path("settings/deals/limit/", settings.save_limit, name="deal_limit_save"),
]
