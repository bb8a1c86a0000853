"""The ten items, each on a page of its own, and the entries of their lists."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import contacts_of
from banso.domain.accounts.queries.records import activities_of
from banso.domain.sales import actions, queries
from banso.domain.sales.facts import ITEM_WORDS
from banso.domain.sales.forms import (
    BackgroundForm,
    CommunicationForm,
    ConcernForm,
    GoalForm,
    HintForm,
    NoConcernsForm,
    NotesForm,
    PriorityForm,
    StakeholderForm,
)
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.sheet import Entry
from banso.domain.sales.rules.sheet import ITEM_OF
from banso.domain.sales.views.frame import address, deal_crumbs, shown
from banso.kit.access import BansoRequest, page
from banso.kit.errors import NotFound
from banso.kit.money import plain
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")
_TALKS = 20
_TEXT_FORMS: dict[str, type[forms.Form]] = {
    "background": BackgroundForm, "notes": NotesForm, "communication": CommunicationForm,
}  # fmt: skip
_LIST_OF = {"success": "goals", "priorities": "priorities", "concerns": "concerns",
            "stakeholders": "stakeholders", "notes": "hints"}  # fmt: skip
_ENTRY_FORMS: dict[str, type[forms.Form]] = {
    "goals": GoalForm, "priorities": PriorityForm, "concerns": ConcernForm, "hints": HintForm,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry with its first line and what else it says."""

    entry: Entry
    title: str
    more: list[str]


@page(permission="deals.view", methods=_BOTH, writing="deals.edit")
def item(request: BansoRequest, deal_id: UUID, item: str) -> HttpResponse:
    """One of the ten items; its texts are sent here."""
    deal = queries.deal_by_id(deal_id)
    if item not in ITEM_WORDS:
        raise NotFound(_("There is no such item."))
    kind = _TEXT_FORMS.get(item)
    text_form = None
    if kind is not None:
        row = queries.sheet_row(deal)
        initial = {name: getattr(row, name) for name in kind.base_fields}
        text_form = kind(request.POST or None, initial=initial)
        if text_form.is_valid():
            with refusals_on(text_form):
                actions.set_texts(deal_id, text_form.cleaned_data, by=request.access.actor)
                toast(request, _("It is kept."))
                return _to_item(request, deal_id, item)
    elif request.method == "POST":
        raise NotFound(_("This item is filled elsewhere."))
    refused = text_form is not None and text_form.is_bound
    return _item_page(request, deal, item, text_form=text_form, status=422 if refused else 200)


def _item_page(
    request: BansoRequest, deal: Deal, item: str, *, text_form: forms.Form | None = None,
    entry_form: forms.Form | None = None, sign_form: forms.Form | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    items = {each.key: each for each in queries.items_of(queries.sheet_of(deal))}
    keys, here = list(items), list(items).index(item)
    name = _LIST_OF.get(item)
    if text_form is None and item in _TEXT_FORMS:
        row, kind = queries.sheet_row(deal), _TEXT_FORMS[item]
        text_form = kind(initial={field: getattr(row, field) for field in kind.base_fields})
    context = {
        "deal": deal,
        "item": items[item],
        "list": name,
        "entries": [entry_shown(each) for each in queries.entries(deal.pk, name)] if name else [],
        "text_form": text_form,
        "entry_form": entry_form or (_entry_form(deal, name) if name else None),
        "sign_form": sign_form or NoConcernsForm(),
        "row": queries.sheet_row(deal),
        "promises": queries.promises_seen(deal.pk) if item == "promises" else [],
        "people": list(contacts_of(deal.account_id)[:200]) if deal.account_id else [],
        "talks": activities_of(deal.account_id)[:_TALKS] if deal.account_id else [],
        "before": items[keys[here - 1]] if here else None,
        "after": items[keys[here + 1]] if here + 1 < len(keys) else None,
        "next_missing": next(
            (items[key] for key in (*keys[here + 1 :], *keys[:here]) if items[key].missing), None
        ),
        "may_promise": request.access.may("promises.edit"),
        "closed": deal.closed_before_banso,
        "crumbs": deal_crumbs(request, deal, Crumb(items[item].title)),
    }
    return shown(request, "item", context, status=status)


@page(permission="deals.edit", methods=("POST",))
def add(request: BansoRequest, deal_id: UUID, list_name: str) -> HttpResponse:
    """Add to one of the lists."""
    deal = queries.deal_by_id(deal_id)
    if list_name not in queries.LISTS:
        raise NotFound(_("There is no such list."))
    form = _entry_form(deal, list_name, request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.add_entry(deal_id, list_name, form.cleaned_data, by=request.access.actor)
            toast(request, _("It is added."))
            return _to_item(request, deal_id, ITEM_OF[list_name])
    return _item_page(request, deal, ITEM_OF[list_name], entry_form=form, status=422)


@page(permission="deals.edit", methods=_BOTH)
def change(request: BansoRequest, deal_id: UUID, list_name: str, entry_id: UUID) -> HttpResponse:
    """Change an entry of a list."""
    deal = queries.deal_by_id(deal_id)
    entry = queries.entry_by_id(deal_id, list_name, entry_id)
    form = _entry_form(deal, list_name, request.POST or None, entry=entry)
    if form.is_valid():
        with refusals_on(form):
            actions.change_entry(deal_id, list_name, entry_id, form.cleaned_data, by=request.access.actor)
            toast(request, _("It is kept."))
            return _to_item(request, deal_id, ITEM_OF[list_name])
    title = str(ITEM_WORDS[ITEM_OF[list_name]])
    way = Crumb(title, address(request, "deal_item", deal_id, ITEM_OF[list_name]))
    context = {
        "deal": deal, "form": form, "entry": entry, "list": list_name, "title": title,
        "people": list(contacts_of(deal.account_id)[:200]) if deal.account_id else [],
        "crumbs": deal_crumbs(request, deal, way, Crumb(_("Change"))),
    }  # fmt: skip
    return shown(request, "entry", context, status=422 if form.is_bound else 200)


@page(permission="deals.edit", methods=("POST",))
def remove(request: BansoRequest, deal_id: UUID, list_name: str, entry_id: UUID) -> HttpResponse:
    actions.remove_entry(deal_id, list_name, entry_id, by=request.access.actor)
    toast(request, _("It is removed."))
    return _to_item(request, deal_id, ITEM_OF[list_name])


@page(permission="deals.edit", methods=("POST",))
def no_promises(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """Sign that no promises were made, or take that back."""
    withdraw = request.POST.get("withdraw") == "1"
    actions.sign_no_promises(deal_id, by=request.access.actor, withdraw=withdraw)
    toast(request, _("The statement is withdrawn.") if withdraw else _("You have signed it."))
    return _to_item(request, deal_id, "promises")


@page(permission="deals.edit", methods=("POST",))
def no_concerns(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """Sign that the customer has no concerns, or take that back."""
    if request.POST.get("withdraw") == "1":
        actions.sign_no_concerns(deal_id, asked="", by=request.access.actor, withdraw=True)
        toast(request, _("The statement is withdrawn."))
        return _to_item(request, deal_id, "concerns")
    form = NoConcernsForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.sign_no_concerns(deal_id, asked=form.cleaned_data["asked"], by=request.access.actor)
            toast(request, _("You have signed it."))
            return _to_item(request, deal_id, "concerns")
    return _item_page(request, queries.deal_by_id(deal_id), "concerns", sign_form=form, status=422)


def _to_item(request: BansoRequest, deal_id: UUID, key: str) -> HttpResponse:
    return HttpResponseRedirect(address(request, "deal_item", deal_id, key))


def _entry_form(
    deal: Deal,
    name: str,
    given: QueryDict | None = None,
    *,
    entry: Entry | None = None,
) -> forms.Form:
    if name == "stakeholders":
        contacts = list(contacts_of(deal.account_id)[:500]) if deal.account_id else []
        choices = [(str(each.pk), f"{each.name} {each.title}".strip()) for each in contacts]
        return StakeholderForm(given, initial=_initial(entry, StakeholderForm), contacts=choices)
    kind = _ENTRY_FORMS[name]
    return kind(given, initial=_initial(entry, kind))


def _initial(entry: Entry | None, kind: type[forms.Form]) -> dict[str, object]:
    if entry is None:
        return {}
    values = {name: getattr(entry, name) for name in kind.base_fields}
    return {
        name: plain(value) if name in {"baseline", "target"} and value is not None else value
        for name, value in values.items()
    }


def entry_shown(entry: Entry) -> EntryShown:
    """An entry in words."""
    looks: dict[str, Callable[[Any], EntryShown]] = {
        "SuccessGoal": _goal, "Priority": _text, "Concern": _concern, "Stakeholder": _stakeholder,
        "ExpansionHint": _text,
    }  # fmt: skip
    return looks[type(entry).__name__](entry)


def _text(entry: Any) -> EntryShown:  # noqa: ANN401 - one of the entries
    return EntryShown(entry, entry.text, [])


def _goal(entry: Any) -> EntryShown:  # noqa: ANN401
    figures = [
        f"{plain(each)}{entry.unit}" if each is not None else "?" for each in (entry.baseline, entry.target)
    ]
    more = [" → ".join(figures)]
    if entry.measured_by:
        more.append(f"{entry.get_measured_by_display()} {entry.measure}".strip())
    return EntryShown(entry, entry.metric, [*more, *filter(None, [entry.said_by])])


def _concern(entry: Any) -> EntryShown:  # noqa: ANN401
    return EntryShown(
        entry, entry.text, [part for part in (entry.get_state_display(), entry.resolution) if part]
    )


def _stakeholder(entry: Any) -> EntryShown:  # noqa: ANN401
    parts = (entry.contact.title, entry.get_role_display())
    words = [part for part in parts if part]
    if entry.influence:
        words.append(_("influence: %(word)s") % {"word": entry.get_influence_display()})
    if entry.attitude:
        words.append(entry.get_attitude_display())
    return EntryShown(entry, entry.contact.name, [" · ".join(words), *filter(None, [entry.manner])])
