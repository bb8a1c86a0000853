"""Handing the account over from whoever ran the onboarding to its CSM, with the step of accepting it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import assign_role
from banso.domain.onboarding import definitions
from banso.domain.onboarding.actions.writing import demand, inform, locked, member, stepped
from banso.domain.onboarding.facts import HandoverAccepted, HandoverOffered, HandoverReturned
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries.proposing import people_of
from banso.domain.onboarding.queries.records import steps_of
from banso.domain.work.actions import change_task
from banso.domain.workspaces.actions import note as audit
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, NotAllowed
from banso.kit.texts import line


def offer_handover(
    onboarding_id: UUID, email: str, note: str, *, by: Actor, expected: int | None = None
) -> Onboarding:
    """Offer the account to whoever is to look after it from now on; they are told.

    Args:
        onboarding_id: one that runs or is completed.
        email: of a member.
        note: what they should know.
        by: who offers.
        expected: the step that the caller saw.

    Raises:
        NotFound: no such onboarding.
        Stale: it is not at `expected`.
        Conflict: it is neither running nor completed, or handed over already.
        InputError: nobody here has the address, or the note is missing.
    """
    text = line("note", note, most=1_000, needed=True)
    person = member(email, "email")
    with transaction.atomic():
        row = locked(onboarding_id, expected=expected)
        demand(row, "running", "done")
        if row.handover == "accepted":
            raise Conflict(_("The account is handed over already."))
        row.next_csm_id, row.next_name = person.pk, person.get_full_name()[:120]
        row.handover, row.handover_note, row.handover_at = "offered", text, now()
        stepped(row, HandoverOffered, by=by, next_csm=row.next_name)
        inform(row, [person], definitions.OFFERED, f"offered:{row.number}", by=by, detail={"note": text})
    return row


def accept_handover(
    onboarding_id: UUID, *, by: Actor, may_manage: bool = False, expected: int | None = None
) -> Onboarding:
    """Accept the account: from today it is theirs, with what is left open of the onboarding's tasks.

    Raises:
        NotFound, Stale: as in `offer_handover`.
        Conflict: nothing waits to be accepted.
        NotAllowed: it was offered to somebody else.
    """
    with transaction.atomic():
        row = _offered(onboarding_id, by, may_manage=may_manage, expected=expected)
        person = row.next_csm
        if person is None:
            raise Conflict(_("Whoever it was offered to is gone: offer it again."))
        row.handover, row.handover_at = "accepted", now()
        if people_of(row.account_id).get("csm", ("", ""))[0] != person.email:
            assign_role(row.account_id, "csm", email=person.email, by=by)
        left = steps_of(row).filter(task__done_on=None, task__side="us", task__owner_email=row.owner_email)
        for step in left:
            change_task(step.task_id, {"owner_email": person.email}, by=by, told=False)
        stepped(row, HandoverAccepted, by=by, next_csm=row.next_name)
        if row.owner is not None:
            inform(row, [row.owner], definitions.ACCEPTED, f"accepted:{row.number}", by=by)
        audit("onboarding.handed_over", target=row.name, by=by, onboarding=str(row.pk))
    return row


def return_handover(
    onboarding_id: UUID, why: str, *, by: Actor, may_manage: bool = False, expected: int | None = None
) -> Onboarding:
    """Say what is missing before the account can be accepted.

    Raises:
        NotFound, Stale, Conflict, NotAllowed: as in `accept_handover`.
        InputError: no reason is given.
    """
    reason = line("why", why, most=1_000, needed=True)
    with transaction.atomic():
        row = _offered(onboarding_id, by, may_manage=may_manage, expected=expected)
        row.handover, row.handover_note, row.handover_at = "", reason, now()
        stepped(row, HandoverReturned, by=by, why=reason)
        if row.owner is not None:
            inform(
                row, [row.owner], definitions.RETURNED, f"returned:{row.number}", by=by,
                detail={"note": reason},
            )  # fmt: skip
    return row


def _offered(onboarding_id: UUID, by: Actor, *, may_manage: bool, expected: int | None) -> Onboarding:
    row = locked(onboarding_id, expected=expected)
    demand(row, "running", "done")
    if row.handover != "offered":
        raise Conflict(_("Nothing waits to be accepted."))
    if by.kind == "person" and not may_manage and by.id != str(row.next_csm_id):
        raise NotAllowed(_("It was offered to %(name)s.") % {"name": row.next_name})
    return row
