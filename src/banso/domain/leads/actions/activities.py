"""Writing down what was tried with a lead."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.leads.actions.writing import (
    born,
    campaign_name,
    demand_workable,
    fact_id,
    locked,
    save_changed,
    seen,
)
from banso.domain.leads.facts import NO_ACCOUNT, LeadTouched
from banso.domain.leads.models import Lead, LeadActivity
from banso.domain.leads.queries.leads import subject_of
from banso.domain.leads.rules.values import clean_activity
from banso.engine.journal.record import record_all, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.html import plain
from banso.kit.tenancy import current_workspace_id


def log_activity(lead_id: UUID, values: Mapping[str, object], *, by: Actor, source: str = "") -> LeadActivity:
    """Write down a call, mail, visit or message; its next step becomes the lead's.

    A lead that nobody had touched is being approached from then on.

    Raises:
        NotFound: no such lead.
        InputError: a field that does not exist, is missing or cannot be used.
        Conflict: the lead is archived, or was converted.
    """
    clean = clean_activity(values)
    with transaction.atomic():
        lead = locked(lead_id)
        demand_workable(lead)
        before = seen(lead)
        activity = LeadActivity(
            workspace_id=current_workspace_id(), lead=lead, by_kind=by.kind, by_id=by.id,
            by_label=by.label[:200], **clean,
        )  # fmt: skip
        activity.save()
        if lead.stage == "new":
            lead.stage = "working"
        rows = _follow(lead, activity)
        save_changed(lead, before, by=by, source=source)
        _tell_touched(lead, rows, by=by, source=source)
    return activity


def archive_activity(activity_id: UUID, *, by: Actor) -> LeadActivity:
    """Take away an activity that was written by mistake; `restore_activity` brings it back.

    Raises:
        NotFound: no such activity.
    """
    return _put(activity_id, by=by, away=True)


def restore_activity(activity_id: UUID, *, by: Actor) -> LeadActivity:
    return _put(activity_id, by=by, away=False)


def _put(activity_id: UUID, *, by: Actor, away: bool) -> LeadActivity:
    with transaction.atomic():
        activity = LeadActivity.objects.filter(pk=activity_id).first()
        if activity is None:
            raise NotFound(_("There is no such activity."))
        lead = locked(activity.lead_id)
        before = seen(lead)
        activity.archived_at = (activity.archived_at or now()) if away else None
        activity.save(update_fields=["archived_at"])
        if away:
            retract([fact_id(lead, "touched", activity.pk)], by=by, reason="archived")
        rows = _follow(lead, activity)
        save_changed(lead, before, by=by)
        _tell_touched(lead, rows, by=by)
    return activity


def _follow(lead: Lead, touched: LeadActivity) -> list[LeadActivity]:
    """Bring what a lead holds of its activities up to date; returns them, the first one first."""
    present = list(LeadActivity.objects.filter(lead=lead, archived_at=None).order_by("occurred_at", "id"))
    lead.contacted_at = present[0].occurred_at if present else None
    last = present[-1] if present else None
    # A step that is done stays done: only the last activity, written, gone or back, says what is next.
    if last is None or (touched.occurred_at, touched.pk) >= (last.occurred_at, last.pk):
        _take_step(lead, last)
    return present


def follow_step(lead: Lead) -> None:
    """Make the last activity's next step the lead's again; the caller saves it."""
    rows = LeadActivity.objects.filter(lead=lead, archived_at=None)
    _take_step(lead, rows.order_by("occurred_at", "id").last())


def _take_step(lead: Lead, last: LeadActivity | None) -> None:
    lead.next_step = last.next_step if last else ""
    lead.next_step_on = last.next_step_on if last else None


def _tell_touched(lead: Lead, rows: Sequence[LeadActivity], *, by: Actor, source: str = "") -> None:
    """Record the lead's activities; what is told already is told again only where it has changed.

    Which one was the first may change with one that is written later and happened earlier.
    """
    facts = [
        (fact_id(lead, "touched", row.pk), _touched(lead, row, first=place == 0))
        for place, row in enumerate(rows)
    ]
    record_all(facts, by=by, source=source)


def _touched(lead: Lead, row: LeadActivity, *, first: bool) -> LeadTouched:
    since = (row.occurred_at - born(lead)).total_seconds()
    return LeadTouched(
        # The account has an activity of its own of each.
        account=NO_ACCOUNT,
        occurred_at=row.occurred_at,
        subject=subject_of(lead.pk),
        name=lead.company,
        kind=row.kind,
        topic=row.topic or plain(row.outcome, 200),
        result=row.result,
        who=row.by_label,
        first=first,
        seconds=max(0, round(since)) if first else 0,
        source=lead.source,
        campaign=campaign_name(lead),
    )
