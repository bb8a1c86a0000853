"""Target lists: making, filling and working through them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from banso.domain.leads.actions.bulk import taken_back
from banso.domain.leads.models import EntryState, Lead, LeadActivity, LeadChange, TargetEntry, TargetList
from banso.domain.leads.queries.calls import checked_condition, leads_meeting, on_lists, target_list_by_id
from banso.domain.leads.rules.criteria import next_day
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.conditions import as_data
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import line, prose

MOST_LEADS = 20_000
MOST_REMOVED = 1_000
_CHUNK = 500


def save_list(
    list_id: UUID | None, *, name: str, by: Actor, script: str = "", condition: object = None
) -> TargetList:
    """Make (None) or change a list; one with a condition is filled with the leads that meet it now.

    Raises:
        NotFound: no such list.
        InputError: no name, or a condition that is none.
        Conflict: another list is called so.
    """
    title = line("name", name, most=120)
    if not title:
        raise InputError(
            _("A target list needs a name."), field="name", wanted=_("such as: fair, not called")
        )
    tree = checked_condition(condition) if condition else None
    with transaction.atomic():
        row = target_list_by_id(list_id) if list_id else TargetList(workspace_id=current_workspace_id())
        if TargetList.objects.filter(name=title).exclude(pk=row.pk).exists():
            raise Conflict(_("Another target list is called %(name)s.") % {"name": title})
        row.name, row.script = title, prose("script", script, most=10_000)
        row.condition = as_data(tree) if tree else {}
        row.by_label = row.by_label or by.label[:200]
        row.save()
        if tree is not None:
            fill_list(row.pk, by=by)
    return row


def list_named(name: str, *, by: Actor) -> TargetList:
    """The list of that name, taken out again where it was archived, or a new one that is filled by hand."""
    found = TargetList.objects.filter(name=line("name", name, most=120)).first()
    if found is None:
        return save_list(None, name=name, by=by)
    return archive_list(found.pk, by=by, restore=True) if found.archived_at else found


def fill_list(list_id: UUID, *, by: Actor) -> int:
    """Put the leads on a list that meet its condition by now; nobody is taken off. Returns how many came.

    Raises:
        NotFound: no such list.
        Conflict: it has no condition.
    """
    row = target_list_by_id(list_id)
    if not row.condition:
        raise Conflict(_("This list has no condition: it is filled by hand."))
    open_ones = leads_meeting(checked_condition(row.condition)).exclude(stage="converted")
    ids = list(open_ones.order_by("created_on", "id").values_list("pk", flat=True)[:MOST_LEADS])
    return len(add_leads(list_id, ids, by=by))


def add_leads(list_id: UUID, lead_ids: Sequence[UUID], *, by: Actor) -> list[UUID]:  # noqa: ARG001 - as every write
    """Put leads on a list, behind those that are there; returns those that were not on it.

    Raises:
        NotFound: no such list.
        InputError: too many leads.
    """
    if len(lead_ids) > MOST_LEADS:
        raise InputError(
            _("Too many leads at once."), field="leads", came=len(lead_ids),
            wanted=_("at most %(most)s") % {"most": f"{MOST_LEADS:,}"},
        )  # fmt: skip
    with transaction.atomic():
        row = TargetList.objects.select_for_update().filter(pk=target_list_by_id(list_id).pk).get()
        fresh: list[UUID] = []
        wanted = list(dict.fromkeys(lead_ids))
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            known = set(Lead.objects.filter(pk__in=chunk, archived_at=None).values_list("pk", flat=True))
            there = on_lists(chunk, row.pk)
            fresh += [pk for pk in chunk if pk in known and pk not in there]
        last = TargetEntry.objects.filter(target_list=row).aggregate(last=Max("position"))["last"] or 0
        TargetEntry.objects.bulk_create(
            [
                TargetEntry(workspace_id=row.workspace_id, target_list=row, lead_id=pk, position=last + place)
                for place, pk in enumerate(fresh, start=1)
            ],
            batch_size=_CHUNK,
        )
    return fresh


def remove_leads(list_id: UUID, lead_ids: Sequence[UUID], *, by: Actor) -> tuple[int, UUID | None]:
    """Take leads off a list; the leads themselves stay. Raises NotFound.

    Returns:
        How many, and the change that puts them back (None where none was on the list).
    """
    with transaction.atomic():
        row = target_list_by_id(list_id)
        going = list(
            TargetEntry.objects.select_for_update().filter(target_list=row, lead__in=lead_ids[:MOST_REMOVED])
        )
        if not going:
            return 0, None
        change = LeadChange.objects.create(
            workspace_id=row.workspace_id, target_list=row, before=[_kept(each) for each in going],
            by_id=by.id, by_label=by.label[:200],
        )  # fmt: skip
        TargetEntry.objects.filter(pk__in=[each.pk for each in going]).delete()
    return len(going), change.pk


def put_back_on_list(list_id: UUID, change_id: UUID, *, by: Actor) -> int:
    """Put the leads on the list again that were taken off, each in its place and with its calls.

    Whoever is on the list again, or is no lead any more, is left alone. Returns how many came back.

    Raises:
        NotFound: there is no such list or change, or it is somebody else's.
        Conflict: it was taken back already.
    """
    with transaction.atomic():
        row = target_list_by_id(list_id)
        change = taken_back(change_id, row.pk, by=by)
        ids = [UUID(each["lead"]) for each in change.before]
        known: set[UUID] = set()
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            rows = Lead.objects.filter(pk__in=chunk, archived_at=None)
            known |= set(rows.values_list("pk", flat=True)) - on_lists(chunk, row.pk)
        fresh = [
            TargetEntry(
                workspace_id=row.workspace_id, target_list=row, lead_id=UUID(each["lead"]),
                due_on=date.fromisoformat(each["due_on"]) if each["due_on"] else None,
                **{name: each[name] for name in _ENTRY},
            )
            for each in change.before
            if UUID(each["lead"]) in known
        ]  # fmt: skip
        TargetEntry.objects.bulk_create(fresh, batch_size=_CHUNK)
    return len(fresh)


_ENTRY = ("position", "state", "tries", "last_result")


def _kept(entry: TargetEntry) -> dict[str, Any]:
    """All that an entry says, as JSON holds it."""
    due = entry.due_on.isoformat() if entry.due_on else ""
    return {"lead": str(entry.lead_id), "due_on": due, **{name: getattr(entry, name) for name in _ENTRY}}


def archive_list(list_id: UUID, *, by: Actor, restore: bool = False) -> TargetList:  # noqa: ARG001
    """Put a list away, or (`restore`) take it out again. Raises NotFound."""
    with transaction.atomic():
        row = target_list_by_id(list_id)
        row.archived_at = None if restore else row.archived_at or now()
        row.save(update_fields=["archived_at"])
    return row


def note_call(list_id: UUID, activity: LeadActivity, today: date) -> None:
    """A call out of a list was made: its lead is done, or waits for another day.

    Args:
        list_id: the list.
        activity: the call.
        today: the workspace's day.
    """
    again = next_day(activity.result, activity.next_step_on, today)
    for entry in TargetEntry.objects.select_for_update().filter(target_list=list_id, lead=activity.lead_id):
        entry.tries += 1
        entry.last_result, entry.due_on = activity.result, again
        entry.state = EntryState.WAITING if again else EntryState.DONE
        entry.save(update_fields=["tries", "last_result", "due_on", "state"])
