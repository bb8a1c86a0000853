"""One quote: its page, its draft's form, its PDF."""

import io
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from banso.domain.quotes import actions, queries
from banso.domain.quotes.facts import SENT_WORDS
from banso.domain.quotes.forms import QuoteForm
from banso.domain.quotes.models import Quote
from banso.domain.quotes.queries.paper import digest_of
from banso.domain.quotes.rules.content import QUOTE_CLEANERS
from banso.domain.quotes.views.frame import address, contact_choices, crumbs_of, shown, to_quote, told
from banso.domain.sales.queries import deal_by_id
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Conflict
from banso.kit.money import plain
from banso.kit.paper import pdf
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")
_FACTS = 30


@page(permission="quotes.view")
def quote(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    found = queries.quote_by_id(quote_id)
    (row,) = told([found])
    versions = told(list(queries.versions_of(found.number)))
    draft = found.state == "draft"
    context = {
        "quote": found,
        "row": row,
        "paper": queries.paper_of(found),
        "draft": draft,
        "lacks": queries.lacks_of(found) if draft else None,
        "stale_lines": draft and _differs(found),
        "unsure": found.sent_how == "mail" and found.mailed_at is None,
        "versions": versions,
        "next": not draft and not any(each.quote.state == "draft" for each in versions),
        "how": str(SENT_WORDS[found.sent_how]) if found.sent_how else "",
        "unchanged": bool(found.digest) and digest_of(found) == found.digest,
        "today": today(),
        "crumbs": crumbs_of(request, found),
        "facts": [(each, tell(each)) for each in queries.history_of(queries.subject_of(found.pk))[:_FACTS]],
    }
    return shown(request, "quote", context)


@page(permission="quotes.edit", methods=("POST",))
def new(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    try:
        made = actions.make_quote(deal_id, by=request.access.actor)
    except Conflict as error:
        return shown(request, "refused", {"deal": deal_by_id(deal_id), "error": error}, status=409)
    said = _("%(number)s is drawn up.") % {"number": made.number}
    toast(request, said, undo=address(request, "quote_remove", made.pk))
    return to_quote(request, made.pk)


@page(permission="quotes.edit", methods=_BOTH)
def edit(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    found = queries.quote_by_id(quote_id)
    names = ("revision", "title", "language", "company", "valid_until", "months", "payment_terms",
             "tax_rounding", "note")  # fmt: skip
    initial = {name: getattr(found, name) for name in names}
    initial |= {"contact_id": str(found.contact_id or ""), "tax_rate": str(plain(found.tax_rate))}
    form = QuoteForm(request.POST or None, initial=initial, contacts=contact_choices(found.deal))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in QUOTE_CLEANERS}
        with refusals_on(form):
            actions.change_quote(
                quote_id, given, by=request.access.actor, expected=form.cleaned_data["revision"]
            )
            toast(request, _("The quote is changed."))
            return to_quote(request, quote_id)
    context = {"form": form, "quote": found, "crumbs": crumbs_of(request, found, Crumb(_("Change")))}
    return shown(request, "form", context, status=422 if form.is_bound else 200)


@page(permission="quotes.view")
def document(_request: BansoRequest, quote_id: UUID) -> HttpResponseBase:
    """The quote as a PDF, in its own language."""
    found = queries.quote_by_id(quote_id)
    made = pdf(queries.html_of(found))
    answer = FileResponse(io.BytesIO(made), as_attachment=True, filename=queries.pdf_name(found))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _differs(found: Quote) -> bool:
    """Whether the deal sells something else by now than the draft says."""
    deal = deal_by_id(found.deal_id)
    here = [
        (row.product, row.plan, row.seats, row.price * row.quantity, row.discount, row.starts_on, row.ends_on)
        for row in found.lines.all()
    ]
    there = [
        (line.product.name, line.plan.name if line.plan else "", line.seats, line.monthly, line.discount,
         line.starts_on, line.ends_on)
        for line in deal.lines.all()
    ]  # fmt: skip
    return here != there or found.currency != deal.currency
