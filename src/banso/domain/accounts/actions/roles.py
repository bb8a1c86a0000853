"""Dated roles of ours at an account, with their history."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.holding import held
from banso.domain.accounts.actions.owners import assigned_fact, ended_fact
from banso.domain.accounts.actions.writing import Draft, write
from banso.domain.accounts.models import Account, RoleAssignment
from banso.domain.accounts.queries.accounts import CHUNK
from banso.domain.accounts.queries.people import held_from, role_by_id, roles_on
from banso.domain.accounts.rules import cleaning
from banso.domain.accounts.rules.values import SINGLE_ROLES, TEAM_ROLES
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.record import record_all, retract
from banso.kit.actor import SYSTEM, Actor
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import current_workspace_id, today


def assign_role(
    account_id: UUID,
    role: str,
    *,
    email: str = "",
    name: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor,
) -> RoleAssignment:
    """Give somebody of ours a role at an account.

    The CSM and the account executive are one person at a time: whoever holds the role is relieved on
    `starts_on`, be their own end known or not. The other roles can be held by several.

    Args:
        account_id: an account that is not archived.
        role: one of TEAM_ROLES.
        email: of a member, or of somebody without a seat; then `name` is kept beside it.
        name: for somebody without a mail address.
        starts_on: the first day; today where left out. It may lie ahead.
        ends_on: the first day without the role, or None.
        by: who assigns.

    Raises:
        NotFound: no such account.
        InputError: an unknown role, neither name nor mail, or an end before the start.
        Conflict: a later assignment of this role is known already.
    """
    address = str(cleaning.mail_address("email", email))
    first = starts_on or today()
    _check(role, address, name, first, ends_on)
    with transaction.atomic():
        account = held(account_id)
        member = members_by_email([address]).get(address) if address else None
        called = member.get_full_name() if member else str(cleaning.line(120)("name", name or address))
        ended = _relieve(account, role, first) if role in SINGLE_ROLES else []
        row = RoleAssignment.objects.create(
            workspace_id=current_workspace_id(),
            account=account,
            role=role,
            person=member,
            name=called,
            email=address,
            starts_on=first,
            ends_on=ends_on,
        )
        facts = [assigned_fact(row), *(ended_fact(each) for each in ended)]
        if ends_on is not None:
            facts.append(ended_fact(row))
        record_all(facts, by=by)
        refresh_owners([account.pk], by=by)
    return row


def end_role(role_id: UUID, *, on: date | None = None, by: Actor) -> RoleAssignment:
    """End a role; `on` is the first day without it.

    Raises:
        NotFound: no such assignment.
        InputError: the day lies before the assignment's first.
    """
    with transaction.atomic():
        row = role_by_id(role_id)
        last = on or max(today(), row.starts_on)
        if last < row.starts_on:
            raise InputError(
                _("a role cannot end before it starts"),
                field="ends_on",
                came=last,
                wanted=_("%(on)s or later") % {"on": row.starts_on},
            )
        row.ends_on = last
        row.save(update_fields=["ends_on"])
        record_all([ended_fact(row)], by=by)
        refresh_owners([row.account_id], by=by)
    return row


def reopen_role(role_id: UUID, *, by: Actor) -> RoleAssignment:
    """Undo `end_role`.

    Raises:
        NotFound: no such assignment.
        Conflict: somebody else has the role of one person by now.
    """
    with transaction.atomic():
        row = role_by_id(role_id)
        if row.role in SINGLE_ROLES:
            _hold(row.account_id)
            others = held_from(row.starts_on).filter(account=row.account_id, role=row.role)
            other = others.exclude(pk=row.pk).order_by("starts_on").first()
            if other is not None:
                raise _taken(other)
        row.ends_on = None
        row.save(update_fields=["ends_on"])
        retract([ended_fact(row)[0]], by=by, reason="undone")
        refresh_owners([row.account_id], by=by)
    return row


def remove_role(role_id: UUID, *, by: Actor) -> None:
    """Take back an assignment that never was; its facts are retracted."""
    with transaction.atomic():
        row = role_by_id(role_id)
        retract([assigned_fact(row)[0], ended_fact(row)[0]], by=by, reason="removed")
        account_id = row.account_id
        row.delete()
        refresh_owners([account_id], by=by)


def refresh_owners(account_ids: list[UUID] | None = None, *, by: Actor = SYSTEM) -> int:
    """Bring the accounts' owner columns to today's CSM; None looks at every account.

    The daily round calls it, so that a handover that was written ahead takes effect on its day.

    Returns:
        How many accounts changed.
    """
    day = today()
    with transaction.atomic():
        current = roles_on(day).filter(role="csm").order_by("starts_on", "id")
        rows = Account.objects.filter(merged_into=None)
        if account_ids is not None:
            current, rows = current.filter(account__in=account_ids), rows.filter(pk__in=account_ids)
        holders = {role.account_id: role for role in current}
        drafts = [draft for account in rows.iterator(CHUNK) if (draft := _owner_draft(account, holders))]
        write(drafts, by=by)
    return len(drafts)


def _owner_draft(account: Account, holders: Mapping[UUID, RoleAssignment]) -> Draft | None:
    holder = holders.get(account.pk)
    draft = Draft(account)
    draft.put("owner_name", holder.name if holder else "")
    draft.put("owner_email", holder.email if holder else "")
    return draft if draft.before else None


def _relieve(account: Account, role: str, on: date) -> list[RoleAssignment]:
    _hold(account.pk)
    held = list(held_from(on).filter(account=account, role=role).order_by("starts_on"))
    for row in held:
        if row.starts_on > on:
            raise _taken(row)
    for row in held:
        row.ends_on = on
        row.save(update_fields=["ends_on"])
    return held


def _hold(account_id: UUID) -> None:
    """Let nobody else change who looks after the account until this transaction ends."""
    Account.objects.select_for_update().filter(pk=account_id).first()


def _taken(row: RoleAssignment) -> Conflict:
    said = _("%(name)s has this role from %(on)s: change that first")
    return Conflict(said % {"name": row.name, "on": row.starts_on})


def _check(role: str, address: str, name: str, first: date, ends_on: date | None) -> None:
    if role not in TEAM_ROLES:
        raise InputError(_("there is no such role"), field="role", came=role, wanted=", ".join(TEAM_ROLES))
    if not address and not name.strip():
        raise InputError(
            _("somebody is needed"), field="email", came="", wanted=_("a mail address or a name")
        )
    if ends_on is not None and ends_on < first:
        raise InputError(
            _("a role cannot end before it starts"),
            field="ends_on",
            came=ends_on,
            wanted=_("%(on)s or later") % {"on": first},
        )
