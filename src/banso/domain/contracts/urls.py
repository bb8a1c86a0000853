"""Addresses of this area, inside a workspace."""

from django.urls import path

from banso.domain.contracts.views import catalogue, lines, money

page_urls = [
    path("contracts/", lines.lines, name="contracts_lines"),
    path("contracts/export", lines.export, name="contracts_export"),
    path("contracts/products/", catalogue.products, name="contracts_products"),
    path("contracts/products/export", catalogue.export_products, name="contracts_products_export"),
    path("contracts/products/<uuid:product_id>/", catalogue.product, name="contracts_product"),
    path(
        "contracts/products/<uuid:product_id>/remove/",
        catalogue.remove_product,
        name="contracts_product_remove",
    ),
    path("contracts/products/<uuid:product_id>/plans/new/", catalogue.new_plan, name="contracts_plan_new"),
    path("contracts/products/<uuid:product_id>/plans/<uuid:plan_id>/", catalogue.plan, name="contracts_plan"),
    path("contracts/rates/", money.rates, name="contracts_rates"),
    path("contracts/rates/export", money.export_rates, name="contracts_rates_export"),
    path("contracts/rates/<uuid:rate_id>/remove/", money.remove_rate, name="contracts_rate_remove"),
    path("contracts/costs/", money.costs, name="contracts_costs"),
    path("contracts/costs/export", money.export_costs, name="contracts_costs_export"),
    path("contracts/costs/margin/export", money.export_margins, name="contracts_margins_export"),
    path("contracts/costs/margin/", money.set_margin, name="contracts_margin"),
    path(
        "contracts/costs/margin/<uuid:margin_id>/remove/", money.remove_margin, name="contracts_margin_remove"
    ),
    path("contracts/costs/<uuid:cost_id>/remove/", money.remove_cost, name="contracts_cost_remove"),
    path("contracts/<uuid:line_id>/", lines.show, name="contracts_line"),
    path("contracts/<uuid:line_id>/change/", lines.change, name="contracts_line_change"),
    path("contracts/<uuid:line_id>/end/", lines.end, name="contracts_line_end"),
    path("contracts/<uuid:line_id>/remove/", lines.remove, name="contracts_line_remove"),
    path("accounts/<uuid:account_id>/contracts/", lines.of_account, name="contracts_account"),
    path(
        "accounts/<uuid:account_id>/contracts/export",
        lines.export_of_account,
        name="contracts_account_export",
    ),
    path("accounts/<uuid:account_id>/contracts/new/", lines.create, name="contracts_line_new"),
]
