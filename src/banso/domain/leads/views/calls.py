"""Calling out of a list, the meetings that come of it, and how calls are judged."""

from datetime import timedelta
from itertools import zip_longest
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.leads import actions, queries
from banso.domain.leads.facts import APPOINTMENT_WORDS, STAGE_WORDS
from banso.domain.leads.forms import AppointmentForm, CallForm
from banso.domain.leads.models import Appointment
from banso.domain.leads.queries.calls import CallerCalls
from banso.domain.leads.views.frame import address, lead_crumbs, owners, shown, tabs, to_lead
from banso.domain.workspaces.queries import teams
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound
from banso.kit.ids import read_id
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb, Tab
from banso.kit.ui.toasts import toast

SPAN = timedelta(days=90)
_SHOWN = 200
_BEFORE = 5


@page(permission="leads.edit")
def next_call(request: BansoRequest, list_id: UUID) -> HttpResponse:
    """To the next lead of the list."""
    queries.target_list_by_id(list_id)
    entry = queries.next_entry(list_id)
    if entry is None:
        toast(request, _("Nobody on this list is to be called now."))
        return HttpResponseRedirect(address(request, "target_list", list_id))
    return HttpResponseRedirect(address(request, "call", list_id, entry.lead_id))


@page(permission="leads.edit", methods=("GET", "POST"))
def call(request: BansoRequest, list_id: UUID, lead_id: UUID) -> HttpResponse:
    """The call sheet: who is called, what was said before, and what is said now."""
    row, lead = queries.target_list_by_id(list_id), queries.lead_by_id(lead_id)
    entry = queries.entries_of(list_id).filter(lead=lead_id).first()
    if entry is None:
        raise NotFound(_("This lead is not on the list."))
    criteria = queries.criteria_for(request.access.person_id)
    form = CallForm(
        request.POST or None,
        initial={"seller_email": lead.owner_email, "who": lead.person},
        sellers=owners(lead),
    )
    scores = {each.key: request.POST.get(f"score-{each.key}", "") for each in criteria}
    if form.is_valid():
        with refusals_on(form):
            actions.call_lead(
                list_id, lead_id, form.values(), appointment=form.appointment(), scores=scores,
                by=request.access.actor,
            )  # fmt: skip
            toast(request, _("The call to %(name)s is recorded.") % {"name": lead.company})
            return HttpResponseRedirect(address(request, "next_call", list_id))
    following = queries.next_entry(list_id, besides=lead_id)
    context = {
        "row": row, "lead": lead, "entry": entry, "form": form, "stage": STAGE_WORDS[lead.stage],
        "activities": list(queries.activities_of(lead_id)[:_BEFORE]),
        "criteria": [(each, scores[each.key]) for each in criteria], "following": following,
        "crumbs": [Crumb(_("Target lists"), address(request, "target_lists")),
                   Crumb(row.name, address(request, "target_list", list_id)), Crumb(lead.company)],
    }  # fmt: skip
    return shown(request, "call", context, status=422 if form.is_bound else 200)


@page(permission="leads.view")
def appointments(request: BansoRequest) -> HttpResponse:
    current = _tab(request)
    words = {"coming": _("To come"), "open": _("Not told of"), "held": _("Held"), "missed": _("Not held")}
    here = address(request, "appointments")
    context = {
        "tabs": tabs(request, "appointments"),
        "kinds": [Tab(word, f"{here}?tab={key}", current=key == current) for key, word in words.items()],
        "rows": list(queries.appointments_in(current, now())[:_SHOWN]),
        "tab": current,
    }
    return shown(request, "appointments", context)


@list_export(permission="leads.export")
def export_appointments(request: BansoRequest) -> Table[Appointment]:
    columns: list[Column[Appointment]] = [
        Column(_("Company"), lambda row: row.lead.company),
        Column(_("When"), lambda row: row.starts_at),
        Column(_("Minutes"), lambda row: row.minutes),
        Column(_("Place"), lambda row: row.place),
        Column(_("With whom"), lambda row: row.who),
        Column(_("Salesperson"), lambda row: row.seller_name),
        Column(_("Set by"), lambda row: row.by_label),
        Column(_("State"), lambda row: str(APPOINTMENT_WORDS[row.state])),
        Column(_("Note"), lambda row: row.note),
    ]
    return Table(_("appointments"), columns, queries.appointments_in(_tab(request), now()))


def _tab(request: BansoRequest) -> str:
    asked = request.GET.get("tab", "coming")
    return asked if asked in {"coming", "open", "held", "missed"} else "coming"


@page(permission="leads.edit", methods=("GET", "POST"))
def new_appointment(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    lead = queries.lead_by_id(lead_id)
    initial = {"who": lead.person, "seller_email": lead.owner_email}
    form = AppointmentForm(request.POST or None, initial=initial, sellers=owners(lead))
    if form.is_valid():
        with refusals_on(form):
            actions.set_appointment(lead_id, form.cleaned_data, by=request.access.actor)
            toast(request, _("The appointment is set."))
            return to_lead(request, lead_id)
    context = {
        "form": form,
        "lead": lead,
        "crumbs": lead_crumbs(request, lead, Crumb(_("Set an appointment"))),
    }
    return shown(request, "appointment_form", context, status=422 if form.is_bound else 200)


@page(permission="leads.edit", methods=("POST",))
def close_appointment(request: BansoRequest, appointment_id: UUID, state: str) -> HttpResponse:
    """Say whether the meeting was held; "set" takes that back."""
    before = queries.appointment_by_id(appointment_id).state
    row = actions.close_appointment(appointment_id, state, by=request.access.actor)
    undo = address(request, "appointment_close", appointment_id, before) if before != state else ""
    said = _("The appointment with %(name)s: %(state)s.")
    toast(request, said % {"name": row.lead.company, "state": APPOINTMENT_WORDS[row.state]}, undo=undo)
    return HttpResponseRedirect(address(request, "appointments") + ("?tab=open" if before == "set" else ""))


@page(permission="leads.view")
def calls(request: BansoRequest) -> HttpResponse:
    """How calls went by caller, and how they were judged; each number opens its calls."""
    criteria, rows = queries.callers(now() - SPAN)
    who, criterion = request.GET.get("who", "")[:200], request.GET.get("criterion", "")[:120]
    judged = (
        list(queries.scored(now() - SPAN, caller=who, criterion=criterion)[:_SHOWN])
        if who or criterion
        else []
    )
    context = {
        "tabs": tabs(request, "calls"), "criteria": criteria,
        "rows": [(row, [(name, row.scores.get(name)) for name in criteria]) for row in rows],
        "judged": judged, "who": who, "criterion": criterion,
    }  # fmt: skip
    return shown(request, "calls", context)


@list_export(permission="leads.export")
def export_calls(_request: BansoRequest) -> Table[CallerCalls]:
    criteria, rows = queries.callers(now() - SPAN)
    columns: list[Column[CallerCalls]] = [
        Column(_("Caller"), lambda row: row.name),
        Column(_("Calls"), lambda row: row.calls),
        Column(_("Spoken with"), lambda row: row.talks),
        Column(_("Appointments"), lambda row: row.appointments),
        Column(_("Judged calls"), lambda row: row.judged),
        Column(_("Score"), lambda row: None if row.mean is None else round(row.mean, 2)),
    ]
    columns += [_score_column(name) for name in criteria]
    return Table(_("calls by caller"), columns, rows)


def _score_column(name: str) -> Column[CallerCalls]:
    return Column(name, lambda row: round(row.scores[name][0], 2) if name in row.scores else None)


@page(permission="leads.edit", methods=("GET", "POST"))
def judge(request: BansoRequest, lead_activity_id: UUID) -> HttpResponse:
    """Judge a call afterwards."""
    row = queries.call_by_id(lead_activity_id)
    criteria, known = queries.criteria_of_call(row), queries.scores_by_key(row.pk)
    error: InputError | None = None
    if request.method == "POST":
        known = {each.key: request.POST.get(f"score-{each.key}", "") for each in criteria}
        try:
            judged = actions.judge_call(row.pk, known, by=request.access.actor)
        except InputError as refused:
            error = refused
        else:
            toast(request, _("The call is judged.") if judged else _("The judgement is taken away."))
            return to_lead(request, row.lead_id)
    context = {
        "row": row, "lead": row.lead, "error": error,
        "criteria": [(each, known.get(each.key, "")) for each in criteria],
        "crumbs": lead_crumbs(request, row.lead, Crumb(_("Call evaluation"))),
    }  # fmt: skip
    return shown(request, "judge", context, status=422 if error else 200)


@page(permission="leads.view")
def settings(request: BansoRequest) -> HttpResponse:
    return _settings(request)


@page(permission="leads.manage", methods=("POST",))
def save_criteria(request: BansoRequest) -> HttpResponse:
    columns = [request.POST.getlist(name)[:100] for name in ("key", "name", "weight")]
    rows = [
        dict(zip(("key", "name", "weight"), each, strict=True))
        for each in zip_longest(*columns, fillvalue="")
    ]
    team = request.POST.get("team", "")
    if team and read_id(team) is None:
        raise NotFound(_("There is no such team."))
    try:
        actions.save_criteria(read_id(team), rows, by=request.access.actor)
    except InputError as error:
        return _settings(request, error=error)
    toast(request, _("The criteria are kept."))
    return HttpResponseRedirect(address(request, "settings_calls") + (f"?team={team}" if team else ""))


def _settings(request: BansoRequest, error: InputError | None = None) -> HttpResponse:
    known = {str(each.pk): each.name for each in teams()}
    asked = request.POST.get("team", "") or request.GET.get("team", "")
    team = asked if asked in known else ""
    here = address(request, "settings_calls")
    context = {
        "tabs": settings_tabs(request.access, "settings_calls"), "error": error, "team": team,
        "teams": [Tab(_("Every team"), here, current=not team),
                  *(Tab(name, f"{here}?team={key}", current=key == team) for key, name in known.items())],
        "criteria": queries.criteria_of(UUID(team) if team else None),
    }  # fmt: skip
    return shown(request, "settings", context, status=422 if error else 200)
