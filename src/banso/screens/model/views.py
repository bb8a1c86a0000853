"""The Model: the four steps from a stranger to a customer who succeeds, each with its numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.domain.kpis.forms import last_whole
from banso.domain.kpis.queries import tile
from banso.domain.kpis.views.figures import Pen, TileView, link, pen_of, tile_view
from banso.domain.leads.actions.model import save_step, use_preset
from banso.domain.leads.queries.model import Step, model_step, model_steps
from banso.domain.workspaces.queries import members
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest, page
from banso.kit.as_of import asked_as_of
from banso.kit.periods import Grain, Period
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast
from banso.screens.model.forms import StepForm


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as its column shows it."""

    step: Step
    kgi: TileView | None
    kpis: list[TileView]
    moves: TileView | None


@page(permission="kpis.view")
def the_model(request: BansoRequest) -> HttpResponse:
    as_of = asked_as_of(request)
    focus, pen = last_whole(Grain.MONTH, as_of), pen_of(request, as_of)
    writer = _Writer(request, focus, as_of, pen)
    steps = [
        StepView(
            step,
            writer.tile(step.kgi),
            [view for slug in step.kpis if (view := writer.tile(slug)) is not None],
            writer.tile(*step.words.moves),
        )
        for step in model_steps()
    ]
    context = {"steps": steps, "period": focus, "may_manage": request.access.may("leads.manage")}
    return render(request, "model/model.html", context)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Asks each KPI for the period and the one before, and writes what came."""

    request: BansoRequest
    focus: Period
    as_of: datetime | None
    pen: Pen

    def tile(self, slug: str, variant: str = "") -> TileView | None:
        if slug not in registry:
            return None
        path = reverse("kpi", args=[self.request.access.workspace.slug, slug])
        href = link(path, self.request, period=self.focus.label, variant=variant)
        return tile_view(tile(slug, self.focus, variant=variant, as_of=self.as_of), self.pen, href)


@page(permission="leads.manage", methods=("GET", "POST"))
def edit(request: BansoRequest, step: str) -> HttpResponse:
    """Who does a step, and by what it is judged."""
    found, here = model_step(step), reverse("the_model", args=[request.access.workspace.slug])
    initial = {
        "responsibility": found.responsibility, "kgi": found.kgi, **StepForm.kpis_initial(found.kpis),
        "people": [str(each.pk) for each in found.people],
    }  # fmt: skip
    form = StepForm(request.POST or None, initial=initial, people=members())
    if form.is_valid():
        with refusals_on(form):
            save_step(step, by=request.access.actor, **form.values())
            toast(request, _("The step is kept."))
            return HttpResponseRedirect(here)
    crumbs = [Crumb(_("The Model"), here), Crumb(str(found.words.name))]
    context = {"form": form, "step": found, "crumbs": crumbs}
    return render(request, "model/step.html", context, status=422 if form.is_bound else 200)


@page(permission="leads.manage", methods=("POST",))
def reset(request: BansoRequest, step: str) -> HttpResponse:
    """Give a step back to the preset."""
    use_preset(step, by=request.access.actor)
    toast(request, _("The step is as the preset has it."))
    return HttpResponseRedirect(reverse("the_model", args=[request.access.workspace.slug]))
