"""One handoff: the ten items, its clock, its conversation, and what both sides do with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.handoffs import actions, queries
from banso.domain.handoffs.facts import GRADE_WORDS, HOW_WORDS, REASON_WORDS, STATE_WORDS
from banso.domain.handoffs.models import Handoff, HandoffItem
from banso.domain.handoffs.queries.quality import of_seller
from banso.domain.handoffs.queries.saying import says
from banso.domain.handoffs.rules.marks import ACCEPT, RETURN
from banso.domain.handoffs.views.frame import address, clock_of, shown
from banso.domain.promises.queries import promises_of_deal
from banso.domain.sales.facts import ITEM_WORDS
from banso.kit.access import BansoRequest, page
from banso.kit.errors import BansoError, Conflict, InputError, Lacking, NotAllowed
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast


@dataclass(frozen=True, slots=True)
class ItemView:
    """One of the ten items as the page shows it.

    Attributes:
        chosen: accept, return or "": what was sent, else what is marked.
        open: the CSM can still decide on it.
        grades: what later events said about it.
    """

    item: HandoffItem
    title: str
    lines: list[str]
    chosen: str
    open: bool
    reason: str
    grades: list[str]


@page(permission="handoffs.view")
def handoff(request: BansoRequest, handoff_id: UUID) -> HttpResponse:
    return _page(request, handoff_id)


@page(permission="handoffs.accept", methods=("POST",))
def decide(request: BansoRequest, handoff_id: UUID) -> HttpResponse:
    """Keep the marks; then, as the pressed button says, return or accept."""
    act, access = request.POST.get("act", ""), request.access
    manages = access.may("handoffs.manage")
    try:
        _keep_marks(request, handoff_id, manages=manages)
        if act == RETURN:
            done = actions.return_handoff(handoff_id, by=access.actor, may_manage=manages)
            toast(request, _("The handoff went back to %(name)s.") % {"name": done.seller_name or "–"})
        elif act == ACCEPT:
            rest = request.POST.get("rest") == "1"
            done = actions.accept_handoff(handoff_id, rest=rest, by=access.actor, may_manage=manages)
            toast(request, _("The handoff is accepted: %(name)s looks after them.") % {"name": done.csm_name})
        else:
            toast(request, _("Your decisions are kept; nobody is told yet."))
    except (Conflict, InputError, NotAllowed) as error:
        return _page(request, handoff_id, error=error)
    return _to(request, handoff_id)


@page(permission="deals.edit", methods=("POST",))
def resubmit(request: BansoRequest, handoff_id: UUID) -> HttpResponse:
    try:
        answer = request.POST.get("answer", "")
        actions.resubmit_handoff(handoff_id, answer=answer, by=request.access.actor)
    except (Conflict, InputError) as error:
        return _page(request, handoff_id, error=error)
    toast(request, _("The handoff is with CS again."))
    return _to(request, handoff_id)


@page(permission="handoffs.edit", methods=("POST",))
def say(request: BansoRequest, handoff_id: UUID) -> HttpResponse:
    try:
        actions.write_message(handoff_id, request.POST.get("text", ""), by=request.access.actor)
    except (Conflict, InputError) as error:
        return _page(request, handoff_id, error=error)
    return _to(request, handoff_id, "h-talk")


@page(permission="handoffs.edit", methods=("POST",))
def assign(request: BansoRequest, handoff_id: UUID) -> HttpResponse:
    try:
        done = actions.assign_csm(handoff_id, request.POST.get("csm", ""), by=request.access.actor)
    except (Conflict, InputError) as error:
        return _page(request, handoff_id, error=error)
    toast(request, _("%(name)s has the handoff now.") % {"name": done.csm_name})
    return _to(request, handoff_id)


def _keep_marks(request: BansoRequest, handoff_id: UUID, *, manages: bool) -> None:
    for item in queries.items_of(queries.handoff_by_id(handoff_id)):
        given = {name: request.POST.get(f"{name}-{item.key}") for name in ("mark", "reason", "wanted")}
        if given["mark"] is None or item.state == "accepted":
            continue
        before = (item.mark, item.reason, item.wanted)
        after = (given["mark"], given["reason"] or "", (given["wanted"] or "").replace("\r\n", "\n"))
        if after != before:
            actions.mark_item(
                handoff_id, item.key, after[0], reason=after[1], wanted=after[2], by=request.access.actor,
                may_manage=manages,
            )  # fmt: skip


def _page(request: BansoRequest, handoff_id: UUID, *, error: BansoError | None = None) -> HttpResponse:
    found = queries.handoff_by_id(handoff_id)
    views = _items(found)
    chosen = [view.chosen for view in views]
    context: dict[str, Any] = {
        "handoff": found,
        "state": str(STATE_WORDS[found.state]),
        "how": str(HOW_WORDS[found.csm_how]),
        "items": views,
        "accepted": chosen.count(ACCEPT),
        "back": chosen.count(RETURN),
        "unseen": chosen.count(""),
        "back_items": [view for view in views if view.item.state == "returned"],
        "decides": found.state == "waiting" and _decides(request, found),
        "clock": clock_of(found, request.access.workspace.timezone, queries.timing().hours),
        "promises": promises_of_deal(found.deal_id).count(),
        "talk": list(queries.messages_of(found)),
        "quality": of_seller(found),
        "reasons": [(key, str(words)) for key, words in REASON_WORDS.items()],
        "people": [(each.email, each.get_full_name()) for each in queries.accepting()],
        "error": error,
        "lacks": error.lacks if isinstance(error, Lacking) else (),
        "crumbs": [
            Crumb(_("Handoffs"), address(request, "handoffs")),
            Crumb(found.account.name, address(request, "account", found.account_id)),
        ],
        "foot": _foot(chosen),
    }
    return shown(request, "handoff", context, status=422 if error else 200)


def _items(found: Handoff) -> list[ItemView]:
    grades: dict[str, list[str]] = {}
    for row in queries.grades_of(found):
        said = str(GRADE_WORDS[row.grade])
        grades.setdefault(row.key, []).append(f"{said}: {row.note}" if row.note else said)
    sent = {"accepted": ACCEPT, "returned": RETURN}
    return [
        ItemView(
            item,
            str(ITEM_WORDS[item.key]),
            says(item.key, item.content),
            sent.get(item.state, item.mark),
            open=found.state == "waiting" and item.state != "accepted",
            reason=str(REASON_WORDS[item.reason]) if item.reason else "",
            grades=grades.get(item.key, []),
        )
        for item in queries.items_of(found)
    ]


def _foot(chosen: list[str]) -> str:
    unseen = chosen.count("")
    if unseen:
        said = ngettext("%(n)s item is left to look at.", "%(n)s items are left to look at.", unseen)
        return said % {"n": unseen}
    return _("All ten items are looked at.")


def _decides(request: BansoRequest, found: Handoff) -> bool:
    access = request.access
    theirs = found.csm_id in {None, access.person_id}
    return access.may("handoffs.accept") and (theirs or access.may("handoffs.manage"))


def _to(request: BansoRequest, handoff_id: UUID, anchor: str = "") -> HttpResponseRedirect:
    href = address(request, "handoff", handoff_id)
    return HttpResponseRedirect(f"{href}#{anchor}" if anchor else href)
