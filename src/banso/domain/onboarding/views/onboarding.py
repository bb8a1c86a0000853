"""One onboarding: how far it is and why, its plan, and what can be done with it now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.accounts.queries.records import files_of
from banso.domain.onboarding import actions
from banso.domain.onboarding.facts import HANDOVER_WORDS, STALL_WORDS
from banso.domain.onboarding.forms import (
    FileForm,
    KickoffForm,
    LinkForm,
    OfferForm,
    StartForm,
    StepForm,
    WhyForm,
)
from banso.domain.onboarding.models import Onboarding, PlanLink
from banso.domain.onboarding.queries import (
    files_shared,
    history_of,
    links_of,
    milestones_of,
    onboarding_by_id,
)
from banso.domain.onboarding.queries.public import is_open
from banso.domain.onboarding.rules.choosing import language_of
from banso.domain.onboarding.rules.days import business_day
from banso.domain.onboarding.views.frame import address, people, rows_of, shown, template_choices
from banso.domain.onboarding.views.plan import FACES, plan_view
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest, page
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb, Happening, Tab
from banso.kit.ui.toasts import toast

_LINKS = 10
_FILES = 20


@page(permission="onboarding.view")
def show(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    return page_of_one(request, onboarding_id)


def page_of_one(request: BansoRequest, onboarding_id: UUID, **forms: Any) -> HttpResponse:  # noqa: ANN401
    """The page, with the form that was refused in the place of its own."""
    row, on = onboarding_by_id(onboarding_id), today()
    face = request.GET.get("face", "list")
    face = face if face in FACES else "list"
    names = {"list": _("List"), "board": _("Board"), "gantt": _("By day")}
    context: dict[str, Any] = {
        "row": rows_of([row], on)[0],
        "onboarding": row,
        "plan": plan_view(row, on),
        "face": face,
        "faces": [Tab(names[each], f"?face={each}#plan", current=each == face) for each in FACES],
        "stall_word": STALL_WORDS.get(row.stalled),
        "handover_word": HANDOVER_WORDS[row.handover],
        "steps": [_happening(request, entry) for entry in history_of(row.pk)],
        "links": [_link(link) for link in links_of(row).select_related("onboarding")[:_LINKS]],
        "crumbs": _crumbs(request, row),
        "here": request.get_full_path(),
        "files": list(files_shared(row)),
        "may_answer": request.access.may("onboarding.manage") or row.next_csm_id == request.access.person_id,
    }
    if request.access.may("onboarding.edit"):
        context |= _forms(row)
        if row.state in {"running", "done"}:
            context |= _files(request, row)
    return shown(request, "onboarding", context | forms, status=422 if forms else 200)


@page(permission="onboarding.edit", methods=("POST",))
def start(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    form = StartForm(request.POST, people=people(), templates=template_choices())
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.start_onboarding(
                onboarding_id, given["kickoff_on"], owner_email=given["owner_email"],
                template_id=UUID(given["template_id"]) if given["template_id"] else None,
                expected=given["version"], by=request.access.actor,
            )  # fmt: skip
            actions.evaluate_onboarding(onboarding_id, by=request.access.actor)
            toast(request, _("The onboarding runs: its plan stands below."))
            return _back(request, onboarding_id)
    return page_of_one(request, onboarding_id, start_form=form)


@page(permission="onboarding.edit", methods=("POST",))
def replan(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    """Another day for the kick-off, or somebody else who runs it."""
    form = KickoffForm(request.POST, people=people())
    if form.is_valid():
        with refusals_on(form):
            given, by = form.cleaned_data, request.access.actor
            row = actions.move_kickoff(onboarding_id, given["kickoff_on"], expected=given["version"], by=by)
            if row.owner_email != given["owner_email"]:
                actions.hand_on(onboarding_id, given["owner_email"], by=by)
            toast(request, _("The plan is changed."))
            return _back(request, onboarding_id)
    return page_of_one(request, onboarding_id, kickoff_form=form)


@page(permission="onboarding.edit", methods=("POST",))
def add(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    """One more task of the plan."""
    row = onboarding_by_id(onboarding_id)
    form = StepForm(request.POST, people=people(), milestones=_milestones(row))
    if form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            milestone = UUID(given.pop("milestone"))
            step = actions.add_step(onboarding_id, milestone, given, by=request.access.actor)
            toast(request, _("“%(title)s” is added.") % {"title": step.task.title},
                  undo=address(request, "task_take_back", step.task_id))  # fmt: skip
            return _back(request, onboarding_id)
    return page_of_one(request, onboarding_id, step_form=form)


@page(permission="onboarding.edit", methods=("POST",))
def evaluate(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    """Work the rule out now; the worker does so every ten minutes."""
    actions.evaluate_onboarding(onboarding_id, by=request.access.actor)
    toast(request, _("Worked out just now."))
    return _back(request, onboarding_id)


@page(permission="onboarding.edit", methods=("POST",))
def cancel(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    form = WhyForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.cancel_onboarding(onboarding_id, form.cleaned_data["why"], by=request.access.actor)
            toast(
                request,
                _("The onboarding is called off."),
                undo=address(request, "onboarding_reopen", onboarding_id),
            )
            return _back(request, onboarding_id)
    return page_of_one(request, onboarding_id, cancel_form=form)


@page(permission="onboarding.edit", methods=("POST",))
def reopen(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    actions.reopen_onboarding(onboarding_id, request.POST.get("why", ""), by=request.access.actor)
    toast(request, _("The onboarding is open again."))
    return _back(request, onboarding_id)


@page(permission="onboarding.edit", methods=("POST",))
def share(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            link = actions.share_plan(onboarding_id, by=request.access.actor, **form.cleaned_data)
            if link.email and link.sent_at is None:
                toast(request, _("The link is made, but the mail could not be sent."))
            else:
                toast(request, _("The link is on its way.") if link.email else _("The link is made."))
            return _back(request, onboarding_id, "#share")
    return page_of_one(request, onboarding_id, link_form=form)


@page(permission="onboarding.edit", methods=("POST",))
def revoke(request: BansoRequest, plan_link_id: UUID) -> HttpResponse:
    link = actions.revoke_plan_link(plan_link_id, by=request.access.actor)
    toast(request, _("The link opens nothing any more."))
    return _back(request, link.onboarding_id, "#share")


@page(permission="onboarding.edit", methods=("POST",))
def offer(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    form = OfferForm(request.POST, people=people())
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            row = actions.offer_handover(
                onboarding_id, given["email"], given["note"], by=request.access.actor
            )
            toast(request, _("%(name)s is asked to accept.") % {"name": row.next_name})
            return _back(request, onboarding_id, "#handover")
    return page_of_one(request, onboarding_id, offer_form=form)


@page(permission="onboarding.edit", methods=("POST",))
def answer(request: BansoRequest, onboarding_id: UUID) -> HttpResponse:
    """Accept the hand-over, or return it with a reason."""
    form = WhyForm(request.POST)
    form.fields["why"].required = request.POST.get("act") == "return"
    if form.is_valid():
        with refusals_on(form):
            may, by = request.access.may("onboarding.manage"), request.access.actor
            if request.POST.get("act") == "return":
                actions.return_handover(onboarding_id, form.cleaned_data["why"], may_manage=may, by=by)
                toast(request, _("The hand-over is returned."))
            else:
                actions.accept_handover(onboarding_id, may_manage=may, by=by)
                toast(request, _("The account is handed over."))
            return _back(request, onboarding_id, "#handover")
    return page_of_one(request, onboarding_id, answer_form=form)


def _forms(row: Onboarding) -> dict[str, Form | None]:
    seats = people()
    makers: dict[str, Callable[[], Form]] = {}
    if row.state == "proposed":
        given = {"kickoff_on": business_day(max(row.contract_on, today()), 0), "owner_email": row.owner_email,
                 "template_id": str(row.template_id or ""), "version": row.number}  # fmt: skip
        makers["start_form"] = lambda: StartForm(people=seats, templates=template_choices(), initial=given)
    if row.state == "running":
        again = {"kickoff_on": row.kickoff_on, "owner_email": row.owner_email, "version": row.number}
        makers["kickoff_form"] = lambda: KickoffForm(people=seats, initial=again)
        makers["step_form"] = lambda: StepForm(
            people=seats, milestones=_milestones(row), initial={"side": "us"}
        )
    if row.state in {"proposed", "running"}:
        makers["cancel_form"] = WhyForm
    if row.state in {"running", "done"}:
        language = {
            "language": language_of(row.account.country),
            "days": LinkForm.base_fields["days"].initial,
        }
        makers["link_form"] = lambda: LinkForm(initial=language)
        if row.handover == "":
            makers["offer_form"] = lambda: OfferForm(people=seats)
        if row.handover == "offered":
            makers["answer_form"] = WhyForm
    return {name: make() for name, make in makers.items()}


def _files(request: BansoRequest, row: Onboarding) -> dict[str, Any]:
    """What else of the account's files could be shared, and the field for another one."""
    there = files_shared(row).values("file")
    known = files_of(row.account_id).exclude(pk__in=there)
    others = known[:_FILES] if request.access.may("accounts.view") else []
    return {"others": others, "file_form": FileForm() if request.access.may("accounts.edit") else None}


def _milestones(row: Onboarding) -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in milestones_of(row)]


def _link(link: PlanLink) -> dict[str, Any]:
    opens = is_open(link)
    return {"row": link, "open": opens, "address": actions.address_of(link) if opens else ""}


def _crumbs(request: BansoRequest, row: Onboarding) -> list[Crumb]:
    home = f"/w/{request.access.workspace.slug}/accounts/{row.account_id}/"
    return [Crumb(_("Onboarding"), address(request, "onboardings")), Crumb(row.account.name, home)]


def _back(request: BansoRequest, onboarding_id: UUID, where: str = "") -> HttpResponse:
    return redirect(address(request, "onboarding", onboarding_id) + where)


def _happening(request: BansoRequest, entry: JournalEntry) -> Happening:
    told = tell(entry)
    return Happening(
        title=told.title, side=told.side, at=entry.occurred_at, known_at=entry.recorded_at,
        href=f"/w/{request.access.workspace.slug}/accounts/{entry.account}/facts/{entry.fact_id}/",
        who=entry.actor_label, line=told.line,
    )  # fmt: skip
