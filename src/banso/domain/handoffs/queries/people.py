"""Who may take a handoff, whose it might be, and who hears of it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id, roles_on
from banso.domain.accounts.queries.segments import is_in_segment
from banso.domain.handoffs.models import CsmRule, Handoff
from banso.domain.handoffs.queries.records import OPEN
from banso.domain.handoffs.rules.choosing import Candidate, Rule, Sought
from banso.domain.sales.queries import deal_by_id
from banso.domain.workspaces.queries import members_who_may, seats, teams
from banso.kit.errors import InputError
from banso.kit.tenancy import today

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Membership, Person

ACCEPTING = "handoffs.accept"
_LEADS = ({"manager"}, {"owner", "admin"})


def accepting() -> "list[Person]":
    """The members who may accept handoffs, by name; one who cannot sign in yet would never answer."""
    return members_who_may(ACCEPTING, signing_in=True)


def candidates() -> list[Candidate]:
    """The members who may accept handoffs, with what they have in hand."""
    accounts = dict(
        roles_on(today()).filter(role="csm").exclude(person=None).order_by()
        .values_list("person").annotate(n=Count("account", distinct=True))
    )  # fmt: skip
    rows = Handoff.objects.exclude(csm=None).order_by()
    held = dict(rows.filter(state__in=OPEN).values_list("csm").annotate(n=Count("pk")))
    last = dict(rows.values_list("csm").annotate(at=Max("csm_at")))
    roles = {seat.person_id: set(seat.roles) for seat in seats(active=True)}
    return [
        Candidate(
            person.pk,
            person.get_full_name(),
            person.email,
            csm="csm" in roles.get(person.pk, set()),
            load=accounts.get(person.pk, 0) + held.get(person.pk, 0),
            last_at=last.get(person.pk),
        )
        for person in accepting()
    ]


def csm_rules() -> list[CsmRule]:
    """The rules in their order, with segment and product."""
    return list(CsmRule.objects.select_related("segment", "product"))


def rules_for(account_id: UUID) -> list[Rule]:
    """The rules as they are put to a deal of an account."""
    return [
        Rule(
            name=row.name,
            people=tuple(UUID(each) for each in row.people),
            in_segment=is_in_segment(account_id, row.segment_id) if row.segment_id else None,
            product=row.product_id,
            plan=row.plan,
            language=row.language,
        )
        for row in csm_rules()
    ]


def sought(deal_id: UUID) -> Sought:
    """What the rules ask of a deal."""
    deal = deal_by_id(deal_id)
    lines = list(deal.lines.all())
    country = account_by_id(deal.account_id).country if deal.account_id else ""
    return Sought(
        products=frozenset(row.product_id for row in lines),
        plans=frozenset(row.plan.name for row in lines if row.plan),
        country=country,
    )


def holder_of(account_id: UUID) -> UUID | None:
    """The account's CSM today, where they have a seat."""
    row = roles_on(today()).filter(account=account_id, role="csm").exclude(person=None).first()
    return row.person_id if row else None


def member_who_accepts(email: str) -> "Person":
    """The member with that address.

    Raises:
        InputError: there is none, or they may not accept handoffs.
    """
    address = email.strip().lower()
    for person in accepting():
        if person.email == address:
            return person
    raise InputError(
        _("Nobody here with that address may accept handoffs."),
        field="csm_email",
        came=email,
        wanted=", ".join(person.email for person in accepting()[:10]),
    )


def team_of(person_id: UUID | None) -> "list[Person]":
    """Whoever is in a team with somebody, themselves first; nobody's team is whoever leads."""
    if person_id is None:
        return leads_of()
    found: dict[UUID, Person] = {}
    for seat in seats(active=True).filter(person=person_id):
        found[seat.person_id] = seat.person
    for team in teams():
        crew = [seat for seat in (*team.members.all(), *([team.lead] if team.lead else [])) if seat.active]
        if person_id in {seat.person_id for seat in crew}:
            found.update({seat.person_id: seat.person for seat in crew})
    return list(found.values())


def leads_of(*people: UUID | None) -> "list[Person]":
    """The leads of each one's teams; of whoever has none, those who manage the workspace."""
    found: dict[UUID, Person] = {}
    crews = [(team.lead, {seat.person_id for seat in team.members.all()}) for team in teams()]
    for person in people or (None,):
        leads = [lead.person for lead, crew in crews if lead and _hears(lead) and person in crew]
        found.update({each.pk: each for each in leads or _managers()})
    return list(found.values())


def _managers() -> "list[Person]":
    active = [seat for seat in seats(active=True) if _hears(seat)]
    for roles in _LEADS:
        if managing := [seat.person for seat in active if _has(seat, roles)]:
            return managing
    return []


def _hears(seat: "Membership") -> bool:
    """Whether a seat's person can open what they are told of."""
    return seat.active and seat.signs_in


def _has(seat: "Membership", roles: set[str]) -> bool:
    return bool(roles & set(seat.roles))
