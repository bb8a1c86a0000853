"""What is known of an account: the page, its file, and the parts on the pages of an account and of a deal."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.questions.actions import address_of
from banso.domain.questions.definitions import deal_seen, targets
from banso.domain.questions.models import Answer, Asking
from banso.domain.questions.queries import is_open, known_of
from banso.domain.questions.queries.listing import listed_forms
from banso.domain.questions.queries.records import answers as all_answers
from banso.domain.questions.queries.records import askings_of, known_answers, questions_of, said_of, words_of
from banso.domain.questions.rules.sending import mail_state
from banso.domain.questions.views.frame import account_crumbs, rows_of, shown, title_of
from banso.kit.access import BansoRequest, page
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column

_SHOWN, _OF_DEAL, _LINKS = 8, 12, 20


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link with its address; `open` while the customer may answer by it, `mail` as `mail_state` says."""

    row: Asking
    title: str
    open: bool
    address: str
    put: int
    twice: int
    mail: str


@page(permission="questions.view")
def answers(request: BansoRequest, account_id: UUID) -> HttpResponse:
    account = account_by_id(account_id)
    known = known_answers(account_id)
    links = list(askings_of(account_id).filter(way="link")[:_LINKS])
    context = {
        "account": account,
        "rows": rows_of(request, _sorted(known), _times(account_id)),
        "offered": _offered(account_id) if request.access.may("questions.edit") else [],
        "links": [_link(each) for each in links],
        "crumbs": account_crumbs(request, account_id),
    }
    return shown(request, "account", context)


@list_export(permission="questions.export")
def export(request: BansoRequest, account_id: UUID) -> Table[Answer]:  # noqa: ARG001
    """Every answer of the account, those of before too, the newest first."""
    account_by_id(account_id)
    columns: list[Column[Answer]] = [
        Column(_("Key"), lambda row: row.question.key),
        Column(_("Question"), lambda row: str(words_of(row.question))),
        Column(_("The customer's answer"), said_of),
        Column(_("Said by"), lambda row: row.said_by),
        Column(_("Written down by"), lambda row: row.by_label),
        Column(_("Form"), lambda row: title_of(row.asking.form) if row.asking and row.asking.form else ""),
        Column(_("Answered at"), lambda row: row.at),
    ]
    rows = all_answers().filter(account=account_id).order_by("-at", "-id")
    return Table(_("answers"), columns, list(rows))


@page(permission="questions.view")
def card(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """What is known of an account; a part of its page and of an onboarding's."""
    account = account_by_id(account_id)
    known = known_answers(account_id)
    rows = _sorted(known)
    context = {
        "account": account, "rows": rows_of(request, rows[:_SHOWN], _times(account_id)), "count": len(rows),
        "offered": bool(rows) or listed_forms().exists(),
    }  # fmt: skip
    return shown(request, "fragments/account", context)


@page(permission="questions.view")
def of_deal(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """What the customer of a deal answered, to be taken over into its sheet; a part of the deal's page."""
    deal = deal_seen(deal_id)
    if deal is None:
        raise NotFound(_("There is no such deal."))
    context: dict[str, Any] = {"deal": deal, "rows": [], "forms": []}
    if deal.account_id is not None:
        known = known_answers(deal.account_id)
        bound = {key for key, each in targets().items() if each.deal}
        rows = [
            each for each in _sorted(known)
            if each.question.target in bound or each.deal_id == deal_id
        ]  # fmt: skip
        # What waits to be taken over comes first.
        rows.sort(key=lambda each: each.question.target not in bound or each.taken_at is not None)
        into = deal_id if deal.open else None
        context |= {
            "rows": rows_of(request, rows[:_OF_DEAL], _times(deal.account_id), into),
            "count": len(rows),
            "offered": _offered(deal.account_id, deal_id, purpose="hearing") if deal.open else [],
        }
    return shown(request, "fragments/deal", context)


def _offered(account_id: UUID, deal_id: UUID | None = None, *, purpose: str = "") -> list[dict[str, object]]:
    """The forms that can be filled in, each with how much of it is known."""
    asked = {form: of for form in listed_forms(purpose=purpose) if (of := questions_of(form))}
    every = {each.pk: each for of in asked.values() for each in of}
    known = known_of(account_id, list(every.values()), deal_id)
    return [
        {"form": form, "title": title_of(form), "all": len(of), "known": sum(each.pk in known for each in of)}
        for form, of in asked.items()
    ]


def _sorted(known: dict[UUID, Answer]) -> list[Answer]:
    """The newest answer to each question, the newest first."""
    return sorted(known.values(), key=lambda each: (each.at, each.pk), reverse=True)


def _times(account_id: UUID) -> dict[UUID, int]:
    rows = all_answers().filter(account=account_id).order_by().values_list("question", flat=True)
    return dict(Counter(rows))


def _link(asking: Asking) -> LinkRow:
    put = [each for each in asking.asked.all() if each.put]
    twice = sum(each.known and each.put_at is not None for each in put)
    mail = mail_state(asking.tried_at, asking.sent_at, asking.failed_at, at=now())
    title = title_of(asking.form) if asking.form else ""
    there = is_open(asking)
    return LinkRow(asking, title, there, address_of(asking) if there else "", len(put), twice, mail)
