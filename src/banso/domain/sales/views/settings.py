"""Settings of deals: the pipeline's stages, the reasons, the limit of discounts."""

from dataclasses import dataclass
from itertools import zip_longest

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.sales import actions, queries
from banso.domain.sales.forms import LimitForm
from banso.domain.sales.rules.approvals import APPROVERS
from banso.domain.sales.rules.stages import REQUIRED, StageValue
from banso.domain.sales.views.frame import address, shown
from banso.domain.workspaces.queries import role_choices
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.errors import InputError
from banso.kit.money import plain
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the form, with everything that a stage can ask for and whether it does."""

    stage: StageValue | None
    required: list[tuple[str, str, bool]]


@page(permission="deals.view")
def settings(request: BansoRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: BansoRequest, *, form: LimitForm | None = None, error: InputError | None = None
) -> HttpResponse:
    stages = queries.deal_stages()
    known = queries.reasons()
    context = {
        # The line of a new stage stands before the last one: whoever enters that wins.
        "rows": [*(_row(stage) for stage in stages[:-1]), _row(None), _row(stages[-1])],
        "stages": stages,
        "reasons": [
            ("lost", _("Why deals are lost"), [each for each in known if each.outcome == "lost"]),
            ("won", _("Why deals are won"), [each for each in known if each.outcome == "won"]),
        ],
        "form": form or LimitForm(initial=_limits(), roles=_roles()),
        "error": error,
        "tabs": settings_tabs(request.access, "settings_deals"),
    }
    return shown(request, "settings", context, status=422 if form or error else 200)


def _row(stage: StageValue | None) -> StageRow:
    asked = stage.required if stage else ()
    return StageRow(stage, [(name, str(each.words), name in asked) for name, each in REQUIRED.items()])


@page(permission="deals.manage", methods=("POST",))
def save_stages(request: BansoRequest) -> HttpResponse:
    try:
        actions.save_stages(_stages(request), by=request.access.actor)
    except InputError as error:
        return _page(request, error=error)
    toast(request, _("The stages are kept."))
    return redirect(address(request, "settings_deals"))


@page(permission="deals.manage", methods=("POST",))
def save_reasons(request: BansoRequest, outcome: str) -> HttpResponse:
    try:
        actions.save_reasons(outcome, _lines(request, "key", "name_en", "name_ja"), by=request.access.actor)
    except InputError as error:
        return _page(request, error=error)
    toast(request, _("The reasons are kept."))
    return redirect(address(request, "settings_deals"))


@page(permission="deals.manage", methods=("POST",))
def save_limit(request: BansoRequest) -> HttpResponse:
    form = LimitForm(request.POST, roles=_roles())
    if form.is_valid():
        with refusals_on(form):
            actions.set_limits(form.cleaned_data, by=request.access.actor)
            toast(request, _("The rules of approval are kept."))
            return redirect(address(request, "settings_deals"))
    return _page(request, form=form)


def _limits() -> dict[str, object]:
    found = queries.limits()
    return {
        "discount": plain(found.line), "line_role": found.line_role,
        "whole": None if found.whole is None else plain(found.whole), "whole_role": found.whole_role,
        **{f"{name}_role": role for name, role in found.promises.items()},
    }  # fmt: skip


def _roles() -> list[tuple[str, str]]:
    """Who may be wanted, by the names that seats have."""
    names = dict(role_choices())
    return [(role, names[role]) for role in APPROVERS]


def _stages(request: HttpRequest) -> list[dict[str, object]]:
    rows = _lines(request, "key", "name_en", "name_ja", "probability")
    proposal = request.POST.get("proposal", "")
    return [
        {**row, "required": request.POST.getlist(f"required-{row['key']}"),
         "proposal": bool(row["key"]) and row["key"] == proposal}
        for row in rows
    ]  # fmt: skip


def _lines(request: HttpRequest, *names: str) -> list[dict[str, object]]:
    """The lines of a form whose fields repeat."""
    columns = [request.POST.getlist(name)[:100] for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip_longest(*columns, fillvalue="")]
