"""The items of a deal's sheet into which an answer may be taken over, and what a deal is to the questions."""

from typing import Any
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.domain.accounts.queries import contacts_of
from banso.domain.questions.queries import (
    DealSeen,
    Take,
    Taking,
    Target,
    Untake,
    Written,
    know_deals,
    register_target,
)
from banso.domain.sales.actions.sheet import add_entry, change_entry, remove_entry, set_texts, sign_again
from banso.domain.sales.actions.writing import locked
from banso.domain.sales.models import Deal, DealSheet, Stakeholder, StakeholderRole
from banso.domain.sales.queries.sheet import Entry, entries
from banso.domain.sales.queries.standing import sheet_standing
from banso.domain.sales.rules.sheet import clean_entry
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError

_TEXTS = frozenset({"text", "prose", "choice", "choices"})
# What of an entry is no content: where it belongs, its place, and when it was made.
_OURS = frozenset({"id", "workspace", "deal", "position", "created_at"})
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
        _target(name, words, _TEXTS, _text(name), _untext(name))
    for name, words in (("priorities", gettext_lazy("Priorities")), ("concerns", gettext_lazy("Concerns"))):
        _target(name, words, _TEXTS, _entry(name), _unentry(name))
    _target("goals", gettext_lazy("Definition of success"), frozenset({"metric"}), _goal, _unentry("goals"))
    people = gettext_lazy("Key persons")
    _target("stakeholders", people, frozenset({"person"}), _stakeholder(""), _unperson)
    for role in StakeholderRole:
        words = format_lazy(gettext_lazy("{people} ({role})"), people=people, role=role.label)
        _target(f"stakeholders.{role}", words, frozenset({"person"}), _stakeholder(role), _unperson)


def _target(name: str, words: Any, kinds: frozenset[str], take: Take, untake: Untake) -> None:  # noqa: ANN401 - lazy words
    # Who is there without a role answers no question that a role is bound to. What the customer calls success
    # they confirm themselves; the rest of a sheet was written for our own people.
    register_target(
        Target(
            f"sheet.{name}", words, kinds, "deals.edit", take, untake, deal=True,
            read=None if name == "stakeholders" else sheet_standing, ours=name != "goals",
        )
    )  # fmt: skip


def _seen(deal_id: UUID) -> DealSeen | None:
    deal = Deal.objects.filter(pk=deal_id).first()
    if deal is None:
        return None
    fillable = not deal.closed_before_banso and deal.archived_at is None and deal.status != "lost"
    return DealSeen(deal.pk, deal.account_id, deal.name, fillable)


def _deal(taking: Taking) -> UUID:
    """The deal, held: nobody enters the same between looking and writing."""
    if taking.deal_id is None:
        raise Conflict(_("Say into the sheet of which deal it is taken over."))
    return locked(taking.deal_id).pk


def _entered(deal: UUID, name: str, **values: object) -> bool:
    """Whether a list of the sheet has an entry with these values already."""
    clean = clean_entry(name, values, new=True)
    return any(all(getattr(row, each) == clean[each] for each in clean) for row in entries(deal, name))


def _text(name: str) -> Take:
    def take(taking: Taking, /, *, by: Actor) -> Written | None:
        """What stands there already stays, and the answer comes below it."""
        deal = _deal(taking)
        row = DealSheet.objects.filter(deal=deal).first()
        before = str(getattr(row, name)) if row else ""
        if f"\n{taking.text}\n" in f"\n{before}\n":
            return None
        set_texts(deal, {name: "\n".join(filter(None, (before, taking.text)))}, by=by)
        return {"text": taking.text}

    return take


def _untext(name: str) -> Untake:
    def untake(_account: UUID, deal_id: UUID | None, written: Written, /, *, by: Actor) -> bool:
        """The answer's lines are taken out, and what was written around them stays."""
        row = DealSheet.objects.filter(deal=locked(deal_id).pk).first() if deal_id else None
        before, text = f"\n{getattr(row, name, '')}\n", f"\n{written['text']}\n"
        if row is None or text not in before:
            return False
        set_texts(row.deal_id, {name: before.replace(text, "\n", 1).strip("\n")}, by=by)
        return True

    return untake


def _entry(name: str) -> Take:
    def take(taking: Taking, /, *, by: Actor) -> Written | None:
        deal = _deal(taking)
        if _entered(deal, name, text=taking.text):
            return None
        row = DealSheet.objects.filter(deal=deal).first() if name == "concerns" else None
        written = _told(add_entry(deal, name, {"text": taking.text}, by=by))
        if row is not None and row.no_concerns_at is not None:
            # Whoever signed that there are none is taken at their word again when this is undone.
            at = row.no_concerns_at.isoformat()
            written["signed"] = {"asked": row.no_concerns_asked, "by": row.no_concerns_by, "at": at}
        return written

    return take


def _unentry(name: str) -> Untake:
    def untake(_account: UUID, deal_id: UUID | None, written: Written, /, *, by: Actor) -> bool:
        """The entry is taken out, unless somebody has worked on it."""
        if deal_id is None:
            return False
        rows = entries(locked(deal_id).pk, name)
        entry = rows.filter(pk=written["entry"]).first()
        if entry is None or _told(entry)["as"] != written["as"]:
            return False
        remove_entry(deal_id, name, entry.pk, by=by)
        if "signed" in written and not rows.exists():
            sign_again(deal_id, **written["signed"], actor=by)
        return True

    return untake


def _told(entry: Entry) -> Written:
    """An entry with everything that somebody may write of it."""
    entry.refresh_from_db()
    fields = [each.attname for each in entry._meta.concrete_fields if each.name not in _OURS]
    return {"entry": str(entry.pk), "as": {name: str(getattr(entry, name)) for name in fields}}


def _goal(taking: Taking, /, *, by: Actor) -> Written | None:
    deal = _deal(taking)
    if _entered(deal, "goals", metric=taking.value["name"]):
        return None
    slug = taking.value.get("kpi", "")
    measured = {"measured_by": "kpi", "measure": slug} if slug else {}
    values = {"metric": taking.value["name"], "said_by": taking.said_by, **measured}
    return _told(add_entry(deal, "goals", values, by=by))


def _unperson(account: UUID, deal_id: UUID | None, written: Written, /, *, by: Actor) -> bool:
    """Who was there without a role is so again; who was not there is taken out."""
    if deal_id is None or "role" not in written:
        return _unentry("stakeholders")(account, deal_id, written, by=by)
    entry = entries(locked(deal_id).pk, "stakeholders").filter(pk=written["entry"]).first()
    if not isinstance(entry, Stakeholder) or entry.role != written["role"]:
        return False
    change_entry(deal_id, "stakeholders", entry.pk, {"role": ""}, by=by)
    return True


def _stakeholder(role: str) -> Take:
    def take(taking: Taking, /, *, by: Actor) -> Written | None:
        """Whoever is among the key persons already keeps the role that they have, and gets one if not."""
        deal = _deal(taking)
        name = str(taking.value["name"])
        wanted = taking.value.get("contact_id", "")
        people = list(contacts_of(taking.account_id))
        found = [each for each in people if str(each.pk) == wanted] or [
            each for each in people if each.name == name
        ]
        if not found:
            raise InputError(
                _("%(name)s is no contact of the account yet.") % {"name": name}, field="contact_id",
                came=name, wanted=_("add the contact first, then take the answer over"),
            )  # fmt: skip
        there = Stakeholder.objects.filter(deal=deal, contact=found[0]).first()
        if there is not None:
            if there.role or not role:
                return None
            change_entry(deal, "stakeholders", there.pk, {"role": role}, by=by)
            return {"entry": str(there.pk), "role": role}
        values = {"contact_id": found[0].pk, "role": role}
        return _told(add_entry(deal, "stakeholders", values, by=by))

    return take
