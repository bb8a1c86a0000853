"""Filling the ten items: texts, lists, and the two statements that somebody signs."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import contact_by_id
from banso.domain.sales.actions.writing import locked
from banso.domain.sales.facts import ITEM_WORDS, NO_ACCOUNT, SheetChanged
from banso.domain.sales.models import Deal, DealSheet, Priority, Stakeholder, SuccessGoal
from banso.domain.sales.queries.deals import deal_by_id, subject_of
from banso.domain.sales.queries.promises import promises_seen
from banso.domain.sales.queries.sheet import LISTS, Entry, entries, entry_by_id, sheet_of, sheet_row
from banso.domain.sales.rules.gate import Sheet, has_item
from banso.domain.sales.rules.sheet import ITEM_OF, TEXTS, clean_entry, clean_text, demand_content
from banso.domain.sales.rules.summary import summary_of
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id
from banso.kit.texts import line

MOST_ENTRIES = 50


def set_texts(deal_id: UUID, values: Mapping[str, object], *, by: Actor) -> DealSheet:
    """Write texts of a deal's sheet; "" empties one.

    Args:
        deal_id: a deal that was not closed before Banso.
        values: any of `background`, `problem`, `communication`, `notes`.
        by: who writes.

    Raises:
        NotFound: no such deal in this workspace.
        InputError: another field, or a text that says nothing.
        Conflict: the deal was closed before Banso, and has no sheet.
    """
    with transaction.atomic():
        deal, before = _begin(deal_id)
        unknown = sorted(set(values) - set(TEXTS))
        if unknown:
            raise InputError(
                _("A sheet has no such text."),
                field=unknown[0][:80],
                came=unknown[0],
                wanted=", ".join(TEXTS),
            )
        row = sheet_row(deal)
        for field, value in values.items():
            setattr(row, field, clean_text(field, value))
        row.save()
        for item in dict.fromkeys(ITEM_OF[field] for field in values):
            tell_item(deal, item, before, by=by)
    return row


def add_entry(deal_id: UUID, name: str, values: Mapping[str, object], *, by: Actor) -> Entry:
    """Add to one of the sheet's lists; `name` is a key of LISTS.

    Raises:
        NotFound: no such deal, list or contact.
        InputError: a field that cannot be used or says nothing, or too many entries.
        Conflict: the contact is a stakeholder already, or the deal has no sheet.
    """
    with transaction.atomic():
        deal, before = _begin(deal_id)
        clean = clean_entry(_known(name), values, new=True)
        rows = entries(deal_id, name)
        if rows.count() >= MOST_ENTRIES:
            raise InputError(
                _("There are too many entries."), field=name, came=MOST_ENTRIES + 1,
                wanted=_("at most %(most)s") % {"most": MOST_ENTRIES},
            )  # fmt: skip
        entry = LISTS[name](workspace_id=current_workspace_id(), deal=deal, **clean)
        if isinstance(entry, Stakeholder):
            _demand_contact(deal, entry)
        if isinstance(entry, Priority):
            last = rows.aggregate(last=Max("position"))["last"]
            entry.position = 0 if last is None else last + 1
        entry.save(force_insert=True)
        if name == "concerns":
            _withdraw_no_concerns(deal)
        tell_item(deal, ITEM_OF[name], before, by=by)
    return entry


def change_entry(
    deal_id: UUID, name: str, entry_id: UUID, values: Mapping[str, object], *, by: Actor
) -> Entry:
    """Change the given fields of an entry; raises as `add_entry`."""
    with transaction.atomic():
        deal, before = _begin(deal_id)
        entry = entry_by_id(deal_id, _known(name), entry_id)
        clean = clean_entry(name, values, new=False)
        if isinstance(entry, SuccessGoal) and any(getattr(entry, each) != clean[each] for each in clean):
            # What the customer confirmed was another goal.
            entry.confirmed_at = None
        for field, value in clean.items():
            setattr(entry, field, value)
        if isinstance(entry, Stakeholder):
            _demand_contact(deal, entry)
        if name == "concerns" and getattr(entry, "state", "") == "resolved":
            demand_content("resolution", getattr(entry, "resolution", ""), "resolution")
        entry.save()
        tell_item(deal, ITEM_OF[name], before, by=by)
    return entry


def remove_entry(deal_id: UUID, name: str, entry_id: UUID, *, by: Actor) -> None:
    """Take an entry out of a list.

    Raises:
        NotFound: no such deal, list or entry.
    """
    with transaction.atomic():
        deal, before = _begin(deal_id)
        entry_by_id(deal_id, _known(name), entry_id).delete()
        tell_item(deal, ITEM_OF[name], before, by=by)


def confirm_goals(deal_id: UUID, *, at: datetime) -> int:
    """Keep that the customer confirmed a deal's goals as they stand; returns how many."""
    return SuccessGoal.objects.filter(deal=deal_id).update(confirmed_at=at)


def order_priorities(deal_id: UUID, ids: list[UUID], *, by: Actor) -> None:
    """Put the priorities into this order; those that are not named follow."""
    with transaction.atomic():
        deal, before = _begin(deal_id)
        rows = list(Priority.objects.filter(deal=deal))
        rows.sort(key=lambda row: ids.index(row.pk) if row.pk in ids else len(ids))
        for position, row in enumerate(rows):
            row.position = position
        Priority.objects.bulk_update(rows, ["position"])
        tell_item(deal, "priorities", before, by=by)


def sign_no_promises(deal_id: UUID, *, by: Actor, withdraw: bool = False) -> DealSheet:
    """Sign that no promises were made for a deal, or (`withdraw`) take that back.

    Raises:
        NotFound: no such deal in this workspace.
        Conflict: the ledger holds promises of the deal.
    """
    with transaction.atomic():
        deal, before = _begin(deal_id)
        if not withdraw and promises_seen(deal.pk):
            raise Conflict(_("There are promises of this deal in the ledger."))
        row = sheet_row(deal)
        row.no_promises_by, row.no_promises_at = ("", None) if withdraw else (by.label[:200], now())
        row.save()
        tell_item(deal, "promises", before, by=by)
    return row


def withdraw_no_promises(deal_id: UUID) -> None:
    """Take the statement back that no promises were made, where the ledger holds one by now."""
    if promises_seen(deal_id):
        DealSheet.objects.filter(deal=deal_id).update(no_promises_by="", no_promises_at=None)


def sign_no_concerns(deal_id: UUID, *, asked: str, by: Actor, withdraw: bool = False) -> DealSheet:
    """Sign that the customer has no concerns, and who of them said so; or (`withdraw`) take that back.

    Raises:
        NotFound: no such deal in this workspace.
        InputError: nobody is named.
        Conflict: concerns are entered.
    """
    with transaction.atomic():
        deal, before = _begin(deal_id)
        row = sheet_row(deal)
        if withdraw:
            row.no_concerns_asked, row.no_concerns_by, row.no_concerns_at = "", "", None
        else:
            who = line("asked", asked)
            demand_content("asked", who, "person")
            if entries(deal.pk, "concerns").exists():
                raise Conflict(_("Concerns are entered; resolve or remove them first."))
            row.no_concerns_asked, row.no_concerns_by, row.no_concerns_at = who, by.label[:200], now()
        row.save()
        tell_item(deal, "concerns", before, by=by)
    return row


def sign_again(deal_id: UUID, *, asked: str, by: str, at: str, actor: Actor) -> None:
    """Let the statement stand again that there are no concerns, as it was signed: by whom, and when (ISO)."""
    with transaction.atomic():
        deal, before = _begin(deal_id)
        row = sheet_row(deal)
        row.no_concerns_asked, row.no_concerns_by = asked, by
        row.no_concerns_at = datetime.fromisoformat(at)
        row.save()
        tell_item(deal, "concerns", before, by=actor)


def tell_item(deal: Deal, item: str, before: Sheet, *, by: Actor) -> None:
    """Record what became of an item of the deal's sheet, if anything did."""
    after = sheet_of(deal_by_id(deal.pk))
    language = current_workspace().language
    was, says = summary_of(item, before, language), summary_of(item, after, language)
    if was == says and has_item(item, before) == has_item(item, after):
        return
    fact = SheetChanged(
        account=deal.account_id or NO_ACCOUNT,
        occurred_at=now(),
        subject=subject_of(deal.pk),
        name=deal.name,
        number=list(ITEM_WORDS).index(item) + 1,
        item=item,
        change="emptied" if not says else "changed" if was else "filled",
        complete=has_item(item, after),
        content=says,
    )
    record(fact, by=by)
    # Whoever fills the sheet is at work on the deal.
    Deal.objects.filter(pk=deal.pk).update(updated_at=now())


def _begin(deal_id: UUID) -> tuple[Deal, Sheet]:
    deal = locked(deal_id)
    if deal.closed_before_banso:
        raise Conflict(_("The deal was closed before Banso: it has no sheet."))
    return deal, sheet_of(deal)


def _known(name: str) -> str:
    if name not in LISTS:
        raise NotFound(_("There is no such list."))
    return name


def _demand_contact(deal: Deal, entry: Stakeholder) -> None:
    contact = contact_by_id(entry.contact_id)
    if contact.account_id != deal.account_id:
        raise InputError(
            _("The contact belongs to another account."),
            field="contact_id",
            came=contact.name,
            wanted=_("a contact of the deal's account"),
        )
    if Stakeholder.objects.filter(deal=deal, contact=contact).exclude(pk=entry.pk).exists():
        raise Conflict(_("%(name)s is among the key persons already.") % {"name": contact.name})


def _withdraw_no_concerns(deal: Deal) -> None:
    DealSheet.objects.filter(deal=deal).update(no_concerns_asked="", no_concerns_by="", no_concerns_at=None)
