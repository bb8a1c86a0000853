"""The addresses of quotes and of contracts that were sent, below /w/<slug>/."""

from django.urls import path

from banso.domain.quotes.views import acts, cards, contracts, listing, quote, settings

_QUOTE = "quotes/<uuid:quote_id>/"
_CONTRACT = "quotes/contracts/<uuid:sent_contract_id>/"
page_urls = [
    path("quotes/", listing.quote_list, name="quotes"),
    path("quotes/export", listing.export, name="quotes_export"),
    path("quotes/contracts/", contracts.contract_list, name="sent_contracts"),
    path("quotes/contracts/export", contracts.export, name="sent_contracts_export"),
    path(_CONTRACT, contracts.contract, name="sent_contract"),
    path(f"{_CONTRACT}sign/", contracts.sign, name="sent_contract_sign"),
    path(f"{_CONTRACT}unsign/", contracts.unsign, name="sent_contract_unsign"),
    path(f"{_CONTRACT}remove/", contracts.remove, name="sent_contract_remove"),
    path(f"{_CONTRACT}restore/", contracts.restore, name="sent_contract_restore"),
    path(_QUOTE, quote.quote, name="quote"),
    path(f"{_QUOTE}edit/", quote.edit, name="quote_edit"),
    path(f"{_QUOTE}pdf", quote.document, name="quote_pdf"),
    path(f"{_QUOTE}send/", acts.send, name="quote_send"),
    path(f"{_QUOTE}mark/", acts.mark, name="quote_mark"),
    path(f"{_QUOTE}unsend/", acts.unsend, name="quote_unsend"),
    path(f"{_QUOTE}answer/", acts.answer, name="quote_answer"),
    path(f"{_QUOTE}answer/back/", acts.answer_back, name="quote_answer_back"),
    path(f"{_QUOTE}version/", acts.version, name="quote_version"),
    path(f"{_QUOTE}lines/", acts.retake, name="quote_lines"),
    path(f"{_QUOTE}remove/", acts.remove, name="quote_remove"),
    path(f"{_QUOTE}restore/", acts.restore, name="quote_restore"),
    path("deals/<uuid:deal_id>/quotes/", cards.of_deal, name="deal_quotes"),
    path("deals/<uuid:deal_id>/quotes/new/", quote.new, name="quote_new"),
    path("deals/<uuid:deal_id>/contracts/new/", contracts.new, name="sent_contract_new"),
    path("settings/quotes/", settings.settings, name="settings_quotes"),
]
