"""One promise: what was said, its versions, its states with what shows them, and what can be done now."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.domain.promises import actions
from banso.domain.promises.actions import Shown
from banso.domain.promises.definitions import demand_approver
from banso.domain.promises.facts import (
    ANSWER_WORDS,
    APPROVAL_WORDS,
    DELIVERABLE_WORDS,
    KIND_WORDS,
    SOURCE_WORDS,
    STATE_WORDS,
)
from banso.domain.promises.forms import ApprovalForm, LinkForm, OwnerForm, ReasonForm, StateForm
from banso.domain.promises.models import Promise, PromiseLink
from banso.domain.promises.queries.ledger import name_accounts
from banso.domain.promises.queries.past import as_promise, known_promise, steps_of
from banso.domain.promises.queries.public import is_open
from banso.domain.promises.queries.records import (
    links_of,
    promise_by_id,
    states_of,
    versions_of,
)
from banso.domain.promises.queries.risk import risks_of
from banso.domain.promises.rules.states import OPEN
from banso.domain.promises.views.frame import (
    account_address,
    address,
    crumbs,
    row_of,
)
from banso.domain.promises.views.making import offered, people
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest, page
from banso.kit.as_of import asked_as_of
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.ids import read_id
from banso.kit.tenancy import day_of, today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Happening
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")
_STATES: dict[str, Callable[..., Promise]] = {
    "confirm": actions.confirm_promise,
    "keep": actions.keep_promise,
    "break": actions.break_promise,
    "waive": actions.waive_promise,
}


@page(permission="promises.view")
def show(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    return _shown(request, promise_id, asked_as_of(request))


def _shown(
    request: BansoRequest,
    promise_id: UUID,
    as_of: datetime | None = None,
    **forms: Any,  # noqa: ANN401
) -> HttpResponse:
    """The page, with the form that was refused in the place of its own."""
    if as_of is None:
        promise = promise_by_id(promise_id, removed=True)
    else:
        (promise,) = name_accounts([as_promise(known_promise(promise_id, as_of))], as_of)
    on = day_of(as_of or now())
    may_edit = request.access.may("promises.edit") and as_of is None and promise.removed_at is None
    states, versions = states_of(promise), versions_of(promise)
    if as_of is not None:
        states, versions = states.filter(at__lte=as_of), versions.filter(at__lte=as_of)
    context = {
        "row": row_of(promise, risks_of([promise], on, as_of=as_of).get(promise.pk)),
        "promise": promise,
        "open": promise.state in OPEN,
        "state_word": STATE_WORDS[promise.state],
        "deliverable_word": DELIVERABLE_WORDS[promise.deliverable],
        "approval_word": APPROVAL_WORDS.get(promise.approval),
        "versions": [
            {"row": row, "kind": KIND_WORDS[row.kind], "source": SOURCE_WORDS[row.source],
             "current": row.number == promise.said_version} for row in versions.reverse()
        ],
        "states": [{"row": row, "word": STATE_WORDS[row.state]} for row in states.reverse()],
        "steps": [_happening(request, entry) for entry in steps_of(promise.pk, as_of)],
        "crumbs": crumbs(request, promise),
        "past": as_of is not None,
        "may_edit": may_edit,
        "may_manage": request.access.may("promises.manage") and as_of is None,
    }  # fmt: skip
    if may_edit:
        context |= _forms(request, promise)
    return render(request, "promises/promise.html", context | forms, status=422 if forms else 200)


def _forms(request: BansoRequest, promise: Promise) -> dict[str, Any]:
    contact = promise.said_to
    language = request.access.workspace.language
    return {
        "owner_form": OwnerForm(
            people=people(),
            initial={"owner_email": promise.owner_email,
                     "owner": "" if promise.owner_email else promise.owner_name},
        ),
        "approval_form": ApprovalForm(),
        "reason_form": ReasonForm(),
        "link_form": LinkForm(initial={"email": contact.email if contact else "", "language": language,
                                       "days": LinkForm.base_fields["days"].initial}),
        "links": [_link(link) for link in links_of(promise).select_related("promise")[:10]],
    }  # fmt: skip


def _link(link: PromiseLink) -> dict[str, Any]:
    opens = is_open(link)
    return {
        "row": link,
        "open": opens,
        "address": actions.address_of(link) if opens else "",
        "answer": ANSWER_WORDS.get(link.answer),
    }


def _happening(request: BansoRequest, entry: JournalEntry) -> Happening:
    told = tell(entry)
    return Happening(
        told.title,
        told.side,
        entry.occurred_at,
        known_at=entry.recorded_at,
        href=f"{account_address(request, entry.account)}facts/{entry.fact_id}/",
        who=entry.actor_label,
        line=told.line,
    )


@page(permission="promises.edit", methods=_BOTH)
def state(request: BansoRequest, promise_id: UUID, act: str) -> HttpResponse:
    """Confirmed, kept, broken or waived: on which day, and what shows it."""
    if act not in _STATES:
        raise NotFound(_("There is no such state."))
    promise = promise_by_id(promise_id)
    records = offered(promise.account_id)
    form = StateForm(
        request.POST or None,
        activities=records["activities"],
        files=records["files"],
        initial={"on": today(), "version": promise.number},
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        shown = Shown(
            given["evidence"], read_id(given.get("activity_id", "")), None,
            read_id(given.get("file_id", "")),
        )  # fmt: skip
        with refusals_on(form):
            done = _STATES[act](
                promise_id, shown, on=given["on"], expected=given["version"], by=request.access.actor
            )
            undo = "" if done.state == "confirmed" else address(request, "promise_undo", promise_id)
            toast(request, str(STATE_WORDS[done.state]), undo=undo)
            return redirect(address(request, "promise", promise_id))
    words = {
        "confirm": (_("The customer confirmed it"), _("Note the confirmation")),
        "keep": (_("The promise was kept"), _("Note that it was kept")),
        "break": (_("The promise will not be kept"), _("Note that it was broken")),
        "waive": (_("The customer lets us off"), _("Note that it was waived")),
    }
    leads = {
        "confirm": _("Otherwise than by a link: in a mail, on the phone, in a meeting."),
        "keep": _("Whether it was in time follows from the day."),
        "break": _("Say why. The customer has to hear it too, if they have not."),
        "waive": _("Waived by its date, it counts as never due; later, as not kept."),
    }
    context = {
        "form": form, "promise": promise, "crumbs": crumbs(request, promise), "heading": words[act][0],
        "act": words[act][1], "lead": leads[act], "draft": f"promise-{promise.pk}-{act}",
    }  # fmt: skip
    return render(request, "promises/form.html", context, status=422 if form.is_bound else 200)


@page(permission="promises.edit", methods=("POST",))
def undo(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    """The way back of whoever closed it just now."""
    reason = _("taken back at once")
    actions.reopen_promise(promise_id, reason, by=request.access.actor, others=False)
    toast(request, _("The promise is open again."))
    return redirect(address(request, "promise", promise_id))


@page(permission="promises.manage", methods=("POST",))
def reopen(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.reopen_promise(promise_id, form.cleaned_data["reason"], by=request.access.actor)
            toast(request, _("The promise is open again."))
            return redirect(address(request, "promise", promise_id))
    return _shown(request, promise_id, reopen_form=form)


@page(permission="promises.edit", methods=("POST",))
def hand_over(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    promise_by_id(promise_id)
    form = OwnerForm(request.POST, people=people())
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            actions.hand_over(
                [promise_id], name=given["owner"], email=given["owner_email"], by=request.access.actor
            )
            said = _("It is theirs to keep now.") if any(given.values()) else _("Nobody keeps it now.")
            toast(request, said)
            return redirect(address(request, "promise", promise_id))
    return _shown(request, promise_id, owner_form=form)


@page(permission="promises.manage", methods=("POST",))
def approve(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    form = ApprovalForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            approved = request.POST.get("act") != "refuse"
            remark = form.cleaned_data["remark"]
            demand_approver(request.access, promise_by_id(promise_id).deliverable)
            actions.approve(promise_id, remark, approved=approved, by=request.access.actor)
            toast(request, _("It is approved.") if approved else _("It is not approved."))
            return redirect(address(request, "promise", promise_id))
    return _shown(request, promise_id, approval_form=form)


@page(permission="promises.edit", methods=("POST",))
def take_back(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    """It was written down by mistake; the toast after writing it says so without a reason."""
    reason = request.POST.get("reason", "") or _("taken back at once")
    promise = actions.take_back(promise_id, reason, by=request.access.actor)
    toast(
        request, _("The promise is taken out of the ledger."),
        undo=address(request, "promise_put_back", promise_id),
    )  # fmt: skip
    return redirect(account_address(request, promise.account_id))


@page(permission="promises.edit", methods=("POST",))
def put_back(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    actions.put_back(promise_id, by=request.access.actor)
    toast(request, _("The promise is in the ledger again."))
    return redirect(address(request, "promise", promise_id))


@page(permission="promises.edit", methods=("POST",))
def ask(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    """Make a link for the customer, and mail it."""
    promise_by_id(promise_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            link = actions.ask_confirmation(promise_id, **form.cleaned_data, by=request.access.actor)
            if link.sent_at:
                toast(request, _("The link is mailed to %(email)s.") % {"email": link.email})
            elif link.email:
                toast(request, _("The mail could not be sent. Copy the link and hand it over yourself."))
            else:
                toast(request, _("The link is made. Copy it and hand it over."))
            return redirect(address(request, "promise", promise_id) + "#link")
    return _shown(request, promise_id, link_form=form)


@page(permission="promises.edit", methods=("POST",))
def revoke(request: BansoRequest, link_id: UUID) -> HttpResponse:
    link = actions.revoke_link(link_id, by=request.access.actor)
    toast(request, _("The link opens nothing any more."))
    return redirect(address(request, "promise", link.promise_id) + "#link")
