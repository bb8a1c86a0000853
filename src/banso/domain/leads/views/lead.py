"""One lead: its page, the form of its fields, and who may be the same already."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.leads import actions, queries
from banso.domain.leads.facts import STAGE_WORDS
from banso.domain.leads.forms import ActivityForm, LeadForm
from banso.domain.leads.models import Lead, LeadActivity
from banso.domain.leads.queries.listing import filter_choices
from banso.domain.leads.views.frame import address, lead_crumbs, owners, shown, to_lead
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest, page
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")
_FACTS = 30


@page(permission="leads.view")
def lead(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    return lead_page(request, queries.lead_by_id(lead_id), ActivityForm())


def lead_page(request: BansoRequest, found: Lead, form: ActivityForm, *, status: int = 200) -> HttpResponse:
    """A lead's page with the form of what is tried next."""
    context = {
        "lead": found,
        "stage": STAGE_WORDS[found.stage],
        "form": form,
        "crumbs": lead_crumbs(request, found),
        "activities": _judged(found),
        "appointments": list(queries.appointments_of(found.pk)),
        "facts": [(entry, tell(entry)) for entry in queries.history_of(found.pk)[:_FACTS]],
        "alike": [] if found.account_id else _alike(found),
        "conversion": queries.conversion_of(found.pk),
        "workable": found.archived_at is None and found.stage != "converted",
        "late": found.next_step_on is not None and found.next_step_on <= today(),
    }
    return shown(request, "lead", context, status=status)


def _judged(found: Lead) -> list[tuple[LeadActivity, Decimal | None]]:
    """What was tried, each call with its score where it was judged."""
    rows = list(queries.activities_of(found.pk))
    scores = queries.scores_of(row.pk for row in rows if row.kind == "call")
    return [(row, scores.get(row.pk)) for row in rows]


def _alike(found: Lead) -> list[queries.Alike]:
    return queries.alike_to(found.company, found.email, found.phone, besides=found.pk)


@page(permission="leads.edit", methods=("POST",))
def alike(request: BansoRequest) -> HttpResponse:
    """Who may be the same as what is being typed; a part of the form. Nothing typed stands in an address."""
    given = {name: request.POST.get(name, "")[:254] for name in ("company", "email", "phone")}
    besides = request.POST.get("besides", "")
    try:
        own = UUID(besides) if besides else None
    except ValueError:
        own = None
    return shown(request, "fragments/alike", {"alike": queries.alike_to(**given, besides=own)})


@page(permission="leads.edit", methods=_BOTH)
def new(request: BansoRequest) -> HttpResponse:
    mine = getattr(request.user, "email", "")
    known = owners()
    initial = {"created_on": today(), "owner_email": mine if mine in dict(known) else ""}
    form = LeadForm(request.POST or None, initial=initial, owners=known)
    if form.is_valid():
        with refusals_on(form):
            made = actions.create_lead(form.values(), by=request.access.actor)
            toast(request, _("The lead is written down."), undo=address(request, "lead_archive", made.pk))
            return to_lead(request, made.pk)
    crumbs = [Crumb(_("Leads"), address(request, "leads")), Crumb(_("Add a lead"))]
    context = {"form": form, "crumbs": crumbs, **_offers()}
    return shown(request, "form", context, status=422 if form.is_bound else 200)


@page(permission="leads.edit", methods=_BOTH)
def edit(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    found = queries.lead_by_id(lead_id)
    initial = {name: getattr(found, name) for name in LeadForm.base_fields if name != "campaign"}
    initial["campaign"] = found.campaign.name if found.campaign else ""
    form = LeadForm(request.POST or None, initial=initial, owners=owners(found))
    if found.stage == "converted":
        del form.fields["stage"]
    if form.is_valid():
        with refusals_on(form):
            actions.update_lead(
                lead_id, form.values(), by=request.access.actor,
                expected_version=form.cleaned_data["version"],
            )  # fmt: skip
            toast(request, _("The lead is changed."))
            return to_lead(request, lead_id)
    context = {
        "form": form, "lead": found, "crumbs": lead_crumbs(request, found, Crumb(_("Change"))), **_offers(),
    }  # fmt: skip
    return shown(request, "form", context, status=422 if form.is_bound else 200)


def _offers() -> dict[str, object]:
    return {
        "sources": [label for _value, label in filter_choices("source")],
        "campaigns": [label for _value, label in filter_choices("campaign")],
    }
