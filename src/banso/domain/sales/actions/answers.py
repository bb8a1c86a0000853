"""The items of a deal's sheet into which an answer may be taken over, and what a deal is to the questions."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.domain.accounts.queries import contacts_of
from banso.domain.questions.queries import DealSeen, Taking, Target, know_deals, register_target
from banso.domain.sales.actions.sheet import add_entry, set_texts
from banso.domain.sales.models import Deal, DealSheet
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError

_TEXTS = frozenset({"text", "prose", "choice", "choices"})
_ITEMS = {
    "background": gettext_lazy("Background"),
    "problem": gettext_lazy("Main problem"),
    "communication": gettext_lazy("What was said so far"),
    "notes": gettext_lazy("Notes to CS"),
}


def register() -> None:
    """Make deals and the items of their sheets known to the questions."""
    know_deals(_seen)
    for name, words in _ITEMS.items():
        _target(name, words, _TEXTS, _text(name))
    for name, words in (("priorities", gettext_lazy("Priorities")), ("concerns", gettext_lazy("Concerns"))):
        _target(name, words, _TEXTS, _entry(name))
    _target("goals", gettext_lazy("Definition of success"), frozenset({"metric"}), _goal)
    _target("stakeholders", gettext_lazy("Key persons"), frozenset({"person"}), _stakeholder)


def _target(name: str, words: Any, kinds: frozenset[str], take: Any) -> None:  # noqa: ANN401 - lazy words
    register_target(Target(f"sheet.{name}", words, kinds, "deals.edit", take, deal=True))


def _seen(deal_id: UUID) -> DealSeen | None:
    deal = Deal.objects.filter(pk=deal_id).first()
    if deal is None:
        return None
    fillable = not deal.closed_before_banso and deal.archived_at is None and deal.status != "lost"
    return DealSeen(deal.pk, deal.account_id, deal.name, fillable)


def _deal(taking: Taking) -> UUID:
    if taking.deal_id is None:
        raise Conflict(_("Say into the sheet of which deal it is taken over."))
    return taking.deal_id


def _text(name: str) -> Any:  # noqa: ANN401
    def take(taking: Taking, /, *, by: Actor) -> None:
        """What stands there already stays, and the answer comes below it."""
        row = DealSheet.objects.filter(deal=_deal(taking)).first()
        before = str(getattr(row, name)) if row else ""
        if f"\n{taking.text}\n" not in f"\n{before}\n":
            set_texts(_deal(taking), {name: "\n".join(filter(None, (before, taking.text)))}, by=by)

    return take


def _entry(name: str) -> Any:  # noqa: ANN401
    def take(taking: Taking, /, *, by: Actor) -> None:
        add_entry(_deal(taking), name, {"text": taking.text}, by=by)

    return take


def _goal(taking: Taking, /, *, by: Actor) -> None:
    slug = taking.value.get("kpi", "")
    measured = {"measured_by": "kpi", "measure": slug} if slug else {}
    values = {"metric": taking.value["name"], "said_by": taking.said_by, **measured}
    add_entry(_deal(taking), "goals", values, by=by)


def _stakeholder(taking: Taking, /, *, by: Actor) -> None:
    name = str(taking.value["name"])
    wanted = taking.value.get("contact_id", "")
    people = list(contacts_of(taking.account_id))
    found = [each for each in people if str(each.pk) == wanted] or [
        each for each in people if each.name == name
    ]
    if not found:
        raise InputError(
            _("%(name)s is no contact of the account yet.") % {"name": name}, field="contact_id", came=name,
            wanted=_("add the contact first, then take the answer over"),
        )  # fmt: skip
    add_entry(_deal(taking), "stakeholders", {"contact_id": found[0].pk}, by=by)
