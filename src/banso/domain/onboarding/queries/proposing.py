"""Which template an onboarding is proposed with, and who of ours runs what."""

from uuid import UUID

from banso.domain.accounts.queries import roles_on
from banso.domain.accounts.queries.segments import account_ids_in
from banso.domain.onboarding.models import Template
from banso.domain.onboarding.queries.records import templates, today
from banso.domain.onboarding.rules.choosing import Offered, choose
from banso.engine.journal.column.errors import ColumnError
from banso.kit.errors import InputError, NotFound, TooBusy


def template_for(account_id: UUID, products: frozenset[UUID]) -> Template | None:
    """The template that fits an account and what it bought best; None where none does."""
    rows = {each.pk: each for each in templates()}
    offered = [
        Offered(
            each.pk, each.name, each.product_id,
            _in_segment(each.segment_id, account_id) if each.segment_id else None,
        )
        for each in rows.values()
    ]  # fmt: skip
    chosen = choose(offered, products)
    return rows[chosen] if chosen else None


def people_of(account_id: UUID) -> dict[str, tuple[str, str]]:
    """Mail address and name of whoever has each role at an account today."""
    rows = roles_on(today()).filter(account=account_id).exclude(person=None).select_related("person")
    return {row.role: (row.person.email, row.person.get_full_name()) for row in rows if row.person}


def _in_segment(segment_id: UUID, account_id: UUID) -> bool:
    try:
        return account_id in account_ids_in(segment_id)
    except (NotFound, InputError, TooBusy, ColumnError):
        # An archived segment, or one over a field that is gone, has nobody in it; and a deal is won also
        # while the column store is away.
        return False
