"""Which template an onboarding is proposed with, and who of ours runs what."""

from uuid import UUID

from banso.domain.accounts.queries import roles_on
from banso.domain.accounts.queries.segments import is_in_segment
from banso.domain.onboarding.models import Template
from banso.domain.onboarding.queries.records import templates
from banso.domain.onboarding.rules.choosing import Offered, choose
from banso.domain.workspaces.queries import members_by_email
from banso.kit.tenancy import today


def template_for(account_id: UUID, products: frozenset[UUID]) -> Template | None:
    """The template that fits an account and what it bought best; None where none does."""
    rows = {each.pk: each for each in templates()}
    offered = [
        Offered(
            each.pk, each.name, each.product_id,
            is_in_segment(account_id, each.segment_id) if each.segment_id else None,
        )
        for each in rows.values()
    ]  # fmt: skip
    chosen = choose(offered, products)
    return rows[chosen] if chosen else None


def people_of(account_id: UUID) -> dict[str, tuple[str, str]]:
    """Mail address and name of whoever has each role at an account today; who has no seat is left out."""
    rows = roles_on(today()).filter(account=account_id).exclude(person=None).select_related("person")
    held = {row.role: row.person for row in rows if row.person}
    seats = members_by_email({person.email for person in held.values()})
    return {
        role: (person.email, person.get_full_name()) for role, person in held.items() if person.email in seats
    }
