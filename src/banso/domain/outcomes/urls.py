"""The addresses of outcomes, below /w/<slug>/; and the page behind a customer's link, outside of it."""

from django.urls import path

from banso.domain.outcomes.views import cards, listing, outcome, public

root_urls = [path("goals/<str:token>/", public.confirmation, name="goals_confirmation")]

page_urls = [
    path("outcomes/", listing.outcome_list, name="outcomes"),
    path("outcomes/export", listing.export, name="outcomes_export"),
    path("outcomes/<uuid:outcome_id>/", outcome.outcome, name="outcome"),
    path("deals/<uuid:deal_id>/goals/", cards.of_deal, name="deal_goals"),
    path("deals/<uuid:deal_id>/goals/ask/", cards.ask, name="deal_goals_ask"),
    path("deals/goals/links/<uuid:goals_link_id>/revoke/", cards.revoke, name="deal_goals_revoke"),
    path("accounts/<uuid:account_id>/outcomes/", cards.of_account, name="account_outcomes"),
]
