"""Contracts that were sent: the list with its file, writing one down, and what became of it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.domain.accounts.queries.records import files_of
from banso.domain.quotes import actions, queries
from banso.domain.quotes.facts import HOW_WORDS
from banso.domain.quotes.forms import ContractForm, SignForm
from banso.domain.quotes.models import SentContract
from banso.domain.quotes.queries.listing import listed_contracts, read_contracts
from banso.domain.quotes.rules.content import CONTRACT_CLEANERS
from banso.domain.quotes.views.frame import address, chips, contact_choices, shown, tabs
from banso.domain.sales.queries import deal_by_id
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest, page
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Crumb, Paging
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")
_ROWS = 50


@page(permission="quotes.view")
def contract_list(request: BansoRequest) -> HttpResponse:
    listing = read_contracts(request.GET.dict(), on=today())
    rows = listed_contracts(listing)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    titles = {
        "signed": (_("Signed"), _("signed or not")),
        "owner": (_("Salesperson"), _("every salesperson")),
        "sent": (pgettext("contract", "Sent on"), _("whenever it was sent")),
    }
    context = {
        "tabs": tabs(request, "sent_contracts"),
        "rows": [(row, str(HOW_WORDS[row.how])) for row in found.data],
        "listing": listing,
        "chips": chips(request, listing, titles, of_contracts=True),
        "paging": Paging(
            len(found.data),
            rows.count(),
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "contracts", context)


@list_export(permission="quotes.export")
def export(request: BansoRequest) -> Table[SentContract]:
    """The contracts of the listing."""
    listing = read_contracts(request.GET.dict(), on=today())
    columns: list[Column[SentContract]] = [
        Column(_("Name of the document"), lambda row: row.title),
        Column(_("Account"), lambda row: row.deal.account.name if row.deal.account else ""),
        Column(_("Deal"), lambda row: row.deal.name),
        Column(_("Salesperson"), lambda row: row.deal.owner_name),
        Column(_("Quote"), lambda row: row.quote.number if row.quote else ""),
        Column(pgettext("contract", "Sent on"), lambda row: row.sent_on),
        Column(_("How"), lambda row: str(HOW_WORDS[row.how])),
        Column(_("To"), lambda row: row.to_name),
        Column(_("File"), lambda row: row.file_name),
        Column(_("SHA-256"), lambda row: row.sha256),
        Column(_("Link"), lambda row: row.link),
        Column(_("Signed on"), lambda row: row.signed_on),
        Column(_("Signed by"), lambda row: row.signed_by),
    ]
    rows = listed_contracts(listing).order_by(*listing.order, "id")
    return Table(_("contracts sent"), columns, rows.iterator())


@page(permission="quotes.edit", methods=_BOTH)
def new(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    accepted = queries.quotes_of_deal(deal_id).filter(state="accepted").first()
    initial = {
        "title": _("Contract"), "sent_on": today(), "how": "mail",
        "quote_id": str(accepted.pk) if accepted else "",
    }  # fmt: skip
    form = _form(request.POST or None, deal_id, initial)
    if form.is_valid():
        with refusals_on(form):
            given = {name: form.cleaned_data[name] for name in CONTRACT_CLEANERS}
            made = actions.record_contract(deal_id, given, by=request.access.actor)
            undo = address(request, "sent_contract_remove", made.pk)
            toast(request, _("The contract is written down as sent."), undo=undo)
            return HttpResponseRedirect(address(request, "sent_contract", made.pk))
    return _page(request, deal_id, form, None)


@page(permission="quotes.view", writing="quotes.edit", methods=_BOTH)
def contract(request: BansoRequest, sent_contract_id: UUID) -> HttpResponse:
    found = queries.contract_by_id(sent_contract_id)
    form = _form(request.POST or None, found.deal_id, _initial(found))
    if form.is_valid():
        with refusals_on(form):
            actions.record_contract(
                found.deal_id, {name: form.cleaned_data[name] for name in CONTRACT_CLEANERS},
                contract_id=sent_contract_id, expected=form.cleaned_data["revision"],
                by=request.access.actor,
            )  # fmt: skip
            toast(request, _("The contract is changed."))
            return HttpResponseRedirect(address(request, "sent_contract", sent_contract_id))
    return _page(request, found.deal_id, form, found)


@page(permission="quotes.edit", methods=("POST",))
def sign(request: BansoRequest, sent_contract_id: UUID) -> HttpResponse:
    form = SignForm(request.POST, auto_id="sign-%s")
    if form.is_valid():
        with refusals_on(form):
            actions.sign_contract(sent_contract_id, **form.cleaned_data, by=request.access.actor)
            undo = address(request, "sent_contract_unsign", sent_contract_id)
            toast(request, _("The contract is signed."), undo=undo)
            return HttpResponseRedirect(address(request, "sent_contract", sent_contract_id))
    found = queries.contract_by_id(sent_contract_id)
    return _page(request, found.deal_id, _form(None, found.deal_id, _initial(found)), found, signing=form)


@page(permission="quotes.edit", methods=("POST",))
def unsign(request: BansoRequest, sent_contract_id: UUID) -> HttpResponse:
    actions.unsign_contract(sent_contract_id, by=request.access.actor)
    toast(request, _("The contract is not signed."))
    return HttpResponseRedirect(address(request, "sent_contract", sent_contract_id))


@page(permission="quotes.edit", methods=("POST",))
def remove(request: BansoRequest, sent_contract_id: UUID) -> HttpResponse:
    row = actions.remove_contract(sent_contract_id, by=request.access.actor)
    undo = address(request, "sent_contract_restore", sent_contract_id)
    toast(request, _("The contract is taken out."), undo=undo)
    return HttpResponseRedirect(address(request, "deal", row.deal_id))


@page(permission="quotes.edit", methods=("POST",))
def restore(request: BansoRequest, sent_contract_id: UUID) -> HttpResponse:
    actions.restore_contract(sent_contract_id, by=request.access.actor)
    toast(request, _("The contract is back."))
    return HttpResponseRedirect(address(request, "sent_contract", sent_contract_id))


def _initial(found: SentContract) -> dict[str, object]:
    names = ("revision", "title", "sent_on", "how", "to_name", "link")
    ids = {name: str(getattr(found, name) or "") for name in ("contact_id", "quote_id", "file_id")}
    shown = {name: getattr(found, name) for name in names} | ids
    return shown | ({"to_name": ""} if found.contact_id else {})


def _form(given: QueryDict | None, deal_id: UUID, initial: dict[str, object]) -> ContractForm:
    deal = deal_by_id(deal_id)
    quotes = queries.quotes_of_deal(deal_id).exclude(state="draft")[:50]
    files = files_of(deal.account_id).filter(archived_at=None)[:200] if deal.account_id else []
    return ContractForm(
        given, initial=initial, contacts=contact_choices(deal),
        quotes=[(str(each.pk), f"{each.number} v{each.version}") for each in quotes],
        files=[(str(each.pk), each.name) for each in files],
    )  # fmt: skip


def _page(
    request: BansoRequest,
    deal_id: UUID,
    form: ContractForm,
    found: SentContract | None,
    *,
    signing: SignForm | None = None,
) -> HttpResponse:
    deal = deal_by_id(deal_id)
    title = found.title if found else _("Contract sent")
    facts = queries.history_of(queries.contract_subject(found.pk))[:30] if found else []
    context = {
        "deal": deal,
        "contract": found,
        "how": str(HOW_WORDS[found.how]) if found else "",
        "form": form,
        "sign_form": signing or SignForm(initial={"on": today()}, auto_id="sign-%s"),
        "facts": [(each, tell(each)) for each in facts],
        "crumbs": [
            Crumb(_("Contracts sent"), address(request, "sent_contracts")),
            Crumb(deal.name, address(request, "deal", deal.pk)),
            Crumb(title),
        ],
    }
    wrong = form.is_bound or bool(signing and signing.is_bound)
    return shown(request, "contract", context, status=422 if wrong else 200)
