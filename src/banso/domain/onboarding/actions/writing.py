"""What every write of an onboarding does: the row and the fact, in one transaction."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.onboarding.facts import OnboardingFact
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries.records import onboarding_by_id, standing_of, subject_of
from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.record import record_all, within
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Person


def locked(onboarding_id: UUID, *, expected: int | None = None) -> Onboarding:
    """The onboarding, held until the transaction ends.

    Raises:
        NotFound: there is none.
        Stale: it is no longer at step `expected`.
    """
    # The row alone is locked: what is read beside it may be missing on the other side of an outer join.
    Onboarding.objects.select_for_update().filter(pk=onboarding_id).first()
    found = onboarding_by_id(onboarding_id)
    if expected is not None and found.number != expected:
        raise Stale(_("somebody else has changed this in the meantime"))
    return found


def demand(row: Onboarding, *states: str) -> None:
    """Raise Conflict unless the onboarding is in one of these states."""
    if row.state not in states:
        raise Conflict(_("The onboarding is not in the state that this needs."))


def stepped(row: Onboarding, kind: type[OnboardingFact], *, by: Actor, **told: Any) -> Onboarding:  # noqa: ANN401
    """Save the onboarding and record its next step; `told` are the fact's own fields.

    Raises:
        Conflict: somebody else has written it since it was read, where the database locks no rows.
    """
    fresh = row.number == 0
    if not fresh and not Onboarding.objects.filter(pk=row.pk, number=row.number).exists():
        raise Conflict(_("Somebody was faster: look at the onboarding again."))
    row.number += 1
    row.updated_at = now()
    row.save(force_insert=fresh)
    fact = kind(
        account=row.account_id, occurred_at=row.updated_at, subject=subject_of(row.pk), number=row.number,
        name=row.name, onboarding=standing_of(row), **told,
    )  # fmt: skip
    record_all([(_step_id(row, row.number), fact)], by=by, at=row.updated_at)
    return row


def within_next(row: Onboarding) -> str:
    """The source of facts that come with the onboarding's next step, which tells of them."""
    return within(_step_id(row, row.number + 1))


def within_last(row: Onboarding) -> str:
    """As `within_next`, of the step that was just recorded."""
    return within(_step_id(row, row.number))


def _step_id(row: Onboarding, number: int) -> UUID:
    return stable_id(current_workspace_id(), "onboarding", row.pk, number)


def put_owner(row: Onboarding, email: str) -> None:
    """Say who runs it; "" for nobody.

    Raises:
        InputError: nobody here has that address.
    """
    person = member(email, "owner_email") if email.strip() else None
    row.owner_id = person.pk if person else None
    row.owner_name = person.get_full_name()[:120] if person else ""
    row.owner_email = person.email if person else ""


def member(email: str, field: str) -> "Person":
    """The member with that address.

    Raises:
        InputError: there is none.
    """
    address = email.strip().lower()
    person = members_by_email({address}).get(address)
    if person is None:
        raise InputError(
            _("nobody here has this address"), field=field, came=email, wanted=_("a member's address")
        )
    return person


def inform(
    row: Onboarding,
    people: Iterable["Person"],
    kind: str,
    key: str,
    *,
    by: Actor,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Tell people in the product and by mail, whoever did it left out; told under `key` once."""
    words = {"account": row.account.name, "name": row.name, "who": by.label, **(detail or {})}
    for person in {each.pk for each in people if str(each.pk) != by.id and each.is_active}:
        notify(person, kind, detail=words, href=f"onboarding/{row.pk}/", key=f"{row.pk}:{key}", mail=True)
