"""The one hand that writes handoffs: the row, its facts, and who hears of it in the product and by mail."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.handoffs.facts import HandoffFact
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.queries.records import handoff_by_id, subject_of
from banso.domain.work.actions import notify
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, Stale

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Person


def locked(handoff_id: UUID, *, expected: int | None = None) -> Handoff:
    """The handoff, held until the transaction ends.

    Raises:
        NotFound: there is none.
        Stale: it is no longer at version `expected`.
    """
    # The row alone is locked: what is read beside it may be missing on the other side of an outer join.
    Handoff.objects.select_for_update().filter(pk=handoff_id).first()
    found = handoff_by_id(handoff_id)
    if expected is not None and found.version != expected:
        raise Stale(_("The handoff has been changed since you read it."))
    return found


def save(handoff: Handoff, **values: Any) -> None:  # noqa: ANN401 - the row's own fields
    """Write fields of the handoff.

    Raises:
        Conflict: somebody else has written it since it was read, where the database locks no rows.
    """
    held = Handoff.objects.filter(pk=handoff.pk, version=handoff.version)
    values |= {"version": handoff.version + 1, "updated_at": now()}
    if not held.update(**values):
        raise Conflict(_("Somebody was faster: look at the handoff again."))
    for name, value in values.items():
        setattr(handoff, name, value)


def tell(handoff: Handoff, kind: type[HandoffFact], *, by: Actor, **told: Any) -> None:  # noqa: ANN401
    """Record a fact of the handoff; `told` are the fact's own fields."""
    fact = kind(
        account=handoff.account_id,
        occurred_at=now(),
        subject=subject_of(handoff.pk),
        name=handoff.name,
        deal=str(handoff.deal_id),
        seller=handoff.seller_name,
        seller_email=handoff.seller_email,
        csm=handoff.csm_name,
        round=handoff.returns + 1,
        **told,
    )
    record(fact, by=by)


def inform(
    handoff: Handoff,
    people: "Iterable[Person]",
    kind: str,
    key: str,
    *,
    by: Actor,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Tell people in the product and by mail, whoever did it left out; told under `key` once.

    Args:
        handoff: the one that it is about; the notice leads to it.
        people: members.
        kind: one of `definitions`.
        key: what is told, unique within the handoff.
        by: who did it.
        detail: what the kind needs beyond names.
    """
    words = {
        "account": handoff.account.name,
        "name": handoff.name,
        "seller": handoff.seller_name,
        "csm": handoff.csm_name,
        **(detail or {}),
    }
    href, told = f"handoffs/{handoff.pk}/", f"{handoff.pk}:{key}"
    hearers = {person.pk for person in people if str(person.pk) != by.id and person.is_active}
    for person in hearers:
        notify(person, kind, detail=words, href=href, key=told, mail=True)
