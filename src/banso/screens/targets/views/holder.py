"""Somebody's targets of a year: set all at once, or one in place; and what was done to them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.domain.kpis.views.figures import pen_of
from banso.domain.targets.actions import delete_targets, set_targets, take_back
from banso.domain.targets.models import Target
from banso.domain.targets.queries import Told, changes_of, targets, told_within
from banso.domain.targets.rules import label_between, period_between
from banso.domain.workspaces.actions import hold_workspace
from banso.engine.metrics.declaration import Unit
from banso.kit import formats
from banso.kit.access import BansoRequest, page
from banso.kit.errors import BansoError, Conflict, InputError
from banso.kit.money import plain
from banso.kit.periods import Period
from banso.kit.tenancy import current_workspace
from banso.kit.ui.forms import put_error
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast
from banso.screens.targets.forms import TargetsForm
from banso.screens.targets.views.frame import (
    Asked,
    Holder,
    asked_of,
    grain_choices,
    holder_of,
    home,
    part_href,
    year_choices,
)
from banso.screens.targets.views.table import table_context

# Period, amount before and since.
Done = tuple[str, Decimal | None, Decimal | None]
_MOST = 12


@page(permission="targets.view", writing="targets.edit", methods=("GET", "POST"))
def of_person(request: BansoRequest, seat_id: UUID) -> HttpResponse:
    return _year(request, holder_of("people", seat_id), asked_of(request, of="people"))


@page(permission="targets.view", writing="targets.edit", methods=("GET", "POST"))
def of_team(request: BansoRequest, team_id: UUID) -> HttpResponse:
    return _year(request, holder_of("teams", team_id), asked_of(request, of="teams"))


def _year(request: BansoRequest, holder: Holder, asked: Asked) -> HttpResponse:
    """Somebody's targets of a year, an amount a period; as of a moment they are only read."""
    if asked.as_of is not None and request.method == "POST":
        return HttpResponseNotAllowed(("GET",))
    held, periods = _known(holder, asked), asked.periods
    initial = {
        each.label: plain(held[each.start, each.end].amount)
        for each in periods
        if (each.start, each.end) in held
    }
    form = TargetsForm(request.POST or None, initial=initial, periods=periods)
    back = home(request, asked)
    if form.is_valid() and (done := _save(request, form, holder, periods)) is not None:
        _say(request, holder, asked, done)
        return HttpResponseRedirect(back)
    pen = pen_of(request)
    context: dict[str, Any] = {
        "holder": holder, "form": form, "asked": asked, "back": back, "grains": grain_choices(asked),
        "years": year_choices(asked), "currency": request.access.workspace.currency,
        "may_edit": request.access.may("targets.edit") and asked.as_of is None,
        "crumbs": [Crumb(_("Targets"), back), Crumb(holder.name)],
        "elsewhere": _elsewhere(asked, held),
        "changes": [
            {
                "change": each, "period": _said(each.first, each.until),
                "before": None if each.before is None else pen.figure(each.before, Unit.MONEY),
                "amount": None if each.amount is None else pen.figure(each.amount, Unit.MONEY),
            }
            for each in changes_of(holder.id, asked.year.start, asked.year.end, as_of=asked.as_of)
        ],
    }  # fmt: skip
    return render(request, "targets/edit.html", context, status=422 if form.is_bound else 200)


@page(permission="targets.edit", methods=("GET", "POST"))
def person_cell(request: BansoRequest, seat_id: UUID) -> HttpResponse:
    return _cell(request, holder_of("people", seat_id))


@page(permission="targets.edit", methods=("GET", "POST"))
def team_cell(request: BansoRequest, team_id: UUID) -> HttpResponse:
    return _cell(request, holder_of("teams", team_id))


def _cell(request: BansoRequest, holder: Holder) -> HttpResponse:
    """Set one target in place: the form in the table's cell, then the table anew."""
    asked = asked_of(request, of=holder.kind)
    wanted = request.GET.get("period", asked.periods[0].label)
    period = next((each for each in asked.periods if each.label == wanted), None)
    if period is None:
        raise Http404("period")
    there = _held(holder).get((period.start, period.end))
    form = TargetsForm(
        request.POST if request.method == "POST" else None,
        initial={period.label: plain(there.amount) if there else ""}, periods=[period],
    )  # fmt: skip
    if form.is_valid() and (done := _save(request, form, holder, [period])) is not None:
        _say(request, holder, asked, done)
        if request.headers.get("HX-Request") != "true":
            return HttpResponseRedirect(home(request, asked))
        return render(request, "targets/fragments/table.html", table_context(request, asked))
    where = f"t-{holder.id}-{period.label}"
    context = {
        "id": where, "field": form[period.label], "were": form.were, "holder": holder,
        "period": formats.period(period), "here": request.get_full_path(), "back": home(request, asked),
    }  # fmt: skip
    answer = render(request, "targets/fragments/set.html", context, status=422 if form.is_bound else 200)
    if form.is_bound:
        # The table stays; the refusal stands in the cell.
        answer["HX-Retarget"], answer["HX-Reswap"] = f'[id="{where}"]', "outerHTML"
    return answer


@page(permission="targets.edit", methods=("POST",))
def person_undo(request: BansoRequest, seat_id: UUID) -> HttpResponse:
    return _undo(request, holder_of("people", seat_id))


@page(permission="targets.edit", methods=("POST",))
def team_undo(request: BansoRequest, team_id: UUID) -> HttpResponse:
    return _undo(request, holder_of("teams", team_id))


def _undo(request: BansoRequest, holder: Holder) -> HttpResponse:
    """Take back what was just done, as its notice offers."""
    asked = asked_of(request, of=holder.kind)
    try:
        take_back(holder.who, _read_done(request.GET.getlist("did")), by=request.access.actor)
        toast(request, _("The targets of %(name)s are as they were.") % {"name": holder.name})
    except (Conflict, InputError) as error:
        toast(request, error.message, level=messages.ERROR)
    return HttpResponseRedirect(home(request, asked))


def _known(holder: Holder, asked: Asked) -> Mapping[tuple[Any, Any], Target | Told]:
    """Their targets by their days, as the address asks for them: as they are, or as they were known then."""
    if asked.as_of is None:
        return _held(holder)
    told = told_within(asked.year.start, asked.year.end, as_of=asked.as_of)
    mine = (each for each in told if (each.holder_id, each.team) == (holder.id, holder.kind == "teams"))
    return {(each.first, each.until): each for each in mine}


def _held(holder: Holder) -> Mapping[tuple[Any, Any], Target]:
    mine = targets().filter(**{"team" if holder.kind == "teams" else "person": holder.id})
    return {(each.first, each.until): each for each in mine}


def _save(
    request: BansoRequest, form: TargetsForm, holder: Holder, periods: Sequence[Period]
) -> list[Done] | None:
    """Set and remove what the form says, all or nothing; None where something is refused."""
    amounts, by = form.amounts(), request.access.actor
    with transaction.atomic():
        # Whoever sets them at the same moment is waited for: what they did is seen here.
        hold_workspace()
        held = _held(holder)
        were = {each.label: there for each in periods if (there := held.get((each.start, each.end)))}
        before = {label: plain(there.amount) for label, there in were.items()}
        # What the sender left as it was is not touched: it may be in the currency of then, or set since.
        wanted = [
            each.label
            for each in periods
            if amounts[each.label] not in (form.shown(each.label), before.get(each.label))
        ]
        if changed := [label for label in wanted if form.shown(label) != before.get(label)]:
            for each in changed:
                _tell_changed(request, form, each, before.get(each))
            return None
        rows = [
            {**holder.who, "period": label, "amount": amounts[label]}
            for label in wanted
            if amounts[label] is not None
        ]
        delete_targets([were[label].pk for label in wanted if amounts[label] is None], by=by)
        errors = [
            (row["period"], result.error)
            for row, result in zip(rows, set_targets(rows, by=by), strict=True)
            if result.error is not None
        ]
        if errors:
            transaction.set_rollback(True)
    for label, error in errors:
        _refuse(form, str(label), error)
    return None if errors else [(label, before.get(label), amounts[label]) for label in wanted]


def _tell_changed(request: BansoRequest, form: TargetsForm, label: str, now: Decimal | None) -> None:
    """Somebody else has changed what the sender did: they decide, knowing of it."""
    said = "–" if now is None else pen_of(request).figure(now, Unit.MONEY)
    error = Conflict(
        _("It was changed meanwhile and is %(amount)s now. Keep it once more to replace that.")
        % {"amount": said}
    )
    _refuse(form, label, error)
    form.show(label, now)


def _refuse(form: TargetsForm, label: str, error: BansoError) -> None:
    if isinstance(error, InputError):
        put_error(form, InputError(error.message, field=label, wanted=error.wanted))
    else:
        form.add_error(label, error.message)


def _say(request: BansoRequest, holder: Holder, asked: Asked, done: Sequence[Done]) -> None:
    if not done:
        toast(request, _("Nothing was changed."))
        return
    did = [
        "~".join((label, "" if was is None else str(was), "" if now is None else str(plain(now))))
        for label, was, now in done
    ]
    way = part_href(request, "undo", holder.kind, holder.page_id) + asked.query()
    toast(
        request, _("The targets of %(name)s are kept.") % {"name": holder.name},
        undo=f"{way}&{urlencode({'did': did}, doseq=True)}",
    )  # fmt: skip


def _read_done(texts: Sequence[str]) -> list[Done]:
    found = []
    for text in texts[:_MOST]:
        parts = text.split("~")
        try:
            label, was, now = parts
            found.append((label, _amount(was), _amount(now)))
        except (ValueError, InvalidOperation):
            raise InputError(_("This is nothing that can be taken back."), field="did", came=text) from None
    return found


def _amount(text: str) -> Decimal | None:
    """An amount as a notice's way back has it. Raises ValueError or InvalidOperation."""
    found = Decimal(text) if text else None
    if found is not None and not found.is_finite():
        # A signalling NaN raises wherever it is compared.
        raise ValueError(text)
    return found


def _elsewhere(asked: Asked, held: Mapping[tuple[Any, Any], Target | Told]) -> list[dict[str, object]]:
    """The year's targets of other lengths of period: they hold the days that the form's would."""
    mine = {(each.start, each.end) for each in asked.periods}
    found: list[dict[str, object]] = []
    start = current_workspace().fiscal_start
    for days in sorted(held):
        if days in mine or not (days[0] < asked.year.end and asked.year.start < days[1]):
            continue
        period = period_between(*days, fiscal_start=start)
        href = asked.query(grain=period.grain.value) if period else ""
        found.append({"period": _said(*days), "target": held[days], "href": href})
    return found


def _said(first: Any, until: Any) -> str:  # noqa: ANN401 - days
    start = current_workspace().fiscal_start
    period = period_between(first, until, fiscal_start=start)
    return formats.period(period) if period else label_between(first, until, fiscal_start=start)
