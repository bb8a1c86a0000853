"""Who may be the same already: leads, accounts and contacts with the same mail, phone or company."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Q

from banso.domain.accounts.queries.alike import accounts_called, company_key, contacts_reached
from banso.domain.leads.models import Lead
from banso.domain.leads.queries.leads import leads
from banso.domain.leads.rules.phones import phone_key

_SHOWN = 8
Kind = Literal["lead", "account", "contact"]
Why = Literal["mail", "phone", "company"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Something that may be the same.

    Attributes:
        kind, id: what it is, and which.
        account: of a contact, its account.
        name: of the company or the person.
        more: what tells it from others: the person of a lead, the account of a contact.
        why: what they share.
    """

    kind: Kind
    id: UUID
    account: UUID | None
    name: str
    more: str
    why: Why


def alike_to(
    company: str = "", email: str = "", phone: str = "", *, besides: UUID | None = None
) -> list[Alike]:
    """What may be the same as a lead with these words, the surest first; `besides` is the lead itself."""
    mail, digits, plain = email.strip().lower(), phone_key(phone), company_key(company)
    found: list[Alike] = []
    rows = leads().exclude(pk=besides) if besides else leads()
    tests: tuple[tuple[Why, Q | None], ...] = (
        ("mail", Q(email=mail) if mail else None),
        ("phone", Q(phone_key=digits) if digits else None),
        ("company", Q(plain=plain) if plain else None),
    )
    for why, same in tests:
        if same is not None:
            found += [_lead(row, why) for row in rows.filter(same).order_by("created_at", "id")[:_SHOWN]]
    for contact, shared in contacts_reached(mail, digits, same_phone=phone_key):
        account = contact.account
        found.append(Alike("contact", contact.pk, account.pk, contact.name, account.name, shared))
    found += [
        Alike("account", each.pk, each.pk, each.name, each.owner_name, "company")
        for each in accounts_called(company)[:_SHOWN]
    ]
    once = {(each.kind, each.id): each for each in reversed(found)}
    order = {"mail": 0, "phone": 1, "company": 2}
    return sorted(once.values(), key=lambda each: order[each.why])[:_SHOWN]


def _lead(row: Lead, why: Why) -> Alike:
    return Alike("lead", row.pk, None, row.company, row.person, why)
