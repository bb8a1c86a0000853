"""One outcome: what was agreed, what was measured, and writing a number down."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.outcomes import actions, queries
from banso.domain.outcomes.facts import SOURCE_WORDS, OutcomeAgreed
from banso.domain.outcomes.forms import ReportForm
from banso.domain.outcomes.queries import Told, subject_of
from banso.domain.outcomes.views.frame import address, shown
from banso.engine.journal.queries import current_facts
from banso.engine.journal.telling import tell, types_of
from banso.kit.access import BansoRequest, page
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

_FACTS = 30


@page(permission="outcomes.view", writing="outcomes.edit", methods=("GET", "POST"))
def outcome(request: BansoRequest, outcome_id: UUID) -> HttpResponse:
    found = queries.outcome_by_id(outcome_id)
    (row,) = queries.told([found], today())
    come = [check for check in row.checks if check.day <= today()]
    waiting = row.waiting or (come[-1] if come else None)
    initial = {"version": found.version, "checkpoint": waiting.checkpoint if waiting else None}
    form = ReportForm(
        request.POST or None, initial=initial,
        checkpoints=[(each.checkpoint, _("%(n)s days") % {"n": each.checkpoint}) for each in come],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.report_value(
                outcome_id, given["checkpoint"], given["value"], told=given["told"],
                by=request.access.actor, expected=given["version"],
            )  # fmt: skip
            toast(request, _("The number is written down."))
            return HttpResponseRedirect(address(request, "outcome", outcome_id))
    return _page(request, row, form, come=bool(come))


def _page(request: BansoRequest, row: Told, form: ReportForm, *, come: bool) -> HttpResponse:
    found = row.outcome
    facts = (
        current_facts()
        .filter(type__in=types_of(OutcomeAgreed.group), subject=subject_of(found.pk))
        .order_by("-occurred_at", "-seq")
    )
    context = {
        "row": row,
        "account": found.deal.account,
        "source": str(SOURCE_WORDS.get(row.goal.measured_by, "")),
        "ambition": queries.ambition_of(row.goal, found.deal.account_id),
        "crumbs": [Crumb(_("Outcomes"), address(request, "outcomes")), Crumb(row.goal.metric)],
        "form": form if come else None,
        "facts": [(entry, tell(entry)) for entry in facts[:_FACTS]],
    }
    return shown(request, "outcome", context, status=422 if form.is_bound else 200)
