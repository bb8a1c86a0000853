"""The addresses of promises, below /w/<slug>/; and the page behind a customer's link, outside of it."""

from django.urls import path

from banso.domain.promises.views import ledger, making, promise, public

root_urls = [path("promise/<str:token>/", public.confirmation, name="promise_confirmation")]

page_urls = [
    path("promises/", ledger.ledger, name="promises"),
    path("promises/export", ledger.export, name="promises_export"),
    path("promises/bulk/", ledger.bulk, name="promises_bulk"),
    path("promises/bulk/<uuid:batch>/undo/", ledger.bulk_undo, name="promises_bulk_undo"),
    path("promises/new/", making.create, name="promise_new"),
    path("accounts/<uuid:account_id>/promises/new/", making.create_for_account, name="account_promise_new"),
    path("promises/links/<uuid:link_id>/revoke/", promise.revoke, name="promise_link_revoke"),
    path("promises/<uuid:promise_id>/", promise.show, name="promise"),
    path("promises/<uuid:promise_id>/amend/", making.amend, name="promise_amend"),
    path("promises/<uuid:promise_id>/undo/", promise.undo, name="promise_undo"),
    path("promises/<uuid:promise_id>/reopen/", promise.reopen, name="promise_reopen"),
    path("promises/<uuid:promise_id>/keeper/", promise.hand_over, name="promise_keeper"),
    path("promises/<uuid:promise_id>/approval/", promise.approve, name="promise_approval"),
    path("promises/<uuid:promise_id>/mistake/", promise.take_back, name="promise_take_back"),
    path("promises/<uuid:promise_id>/mistake/undo/", promise.put_back, name="promise_put_back"),
    path("promises/<uuid:promise_id>/link/", promise.ask, name="promise_ask"),
    path("promises/<uuid:promise_id>/state/<slug:act>/", promise.state, name="promise_state"),
]
