"""Proposing an onboarding: when a deal is won, or by hand; and taking it back when the deal is reopened."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.contracts.queries import lines_by_external_id, product_by_id, products
from banso.domain.handoffs.queries import handoff_of_deal
from banso.domain.onboarding.actions.planning import cancel_onboarding
from banso.domain.onboarding.actions.writing import locked, put_owner, stepped
from banso.domain.onboarding.facts import OnboardingProposed, OnboardingReplanned
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries.proposing import people_of, template_for
from banso.domain.onboarding.queries.records import OPEN, template_by_id
from banso.domain.sales.actions import Won
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.ids import new_id
from banso.kit.tenancy import current_workspace_id, today
from banso.kit.texts import line

FIELDS = ("name", "contract_on", "product_id", "template_id", "owner_email", "external_id")


def propose_at_winning(won: Won, *, by: Actor) -> None:
    """Propose an onboarding in the transaction that wins a deal, for whoever gets its handoff."""
    lines = lines_by_external_id(won.subscriptions).values()
    bought = {line.product_id: line.starts_on for line in lines}
    product = next(iter(bought), None)
    handoff = handoff_of_deal(won.deal)
    _proposed(
        won.account, name=won.name, contract_on=min(bought.values(), default=won.on), product=product,
        products=frozenset(bought), deal=won.deal, by=by,
        owner_email=handoff.csm.email if handoff and handoff.csm else "",
    )  # fmt: skip


def propose_onboarding(account_id: UUID, values: Mapping[str, object], *, by: Actor) -> Onboarding:
    """Propose an onboarding by hand, such as for a customer who was there before Banso.

    Args:
        account_id: an account that is not archived.
        values: of FIELDS; without a template the one that fits best is taken, without an owner the account's
            CSM, without a first day of the contract today.
        by: who proposes.

    Raises:
        NotFound: no such account, product or template.
        InputError: a field that cannot be used.
        Conflict: another onboarding has the external id.
    """
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise InputError(
            _("there is no such field"), field=min(unknown)[:80], came=min(unknown), wanted=", ".join(FIELDS)
        )
    account = account_by_id(account_id, archived=False)
    name = line("name", values.get("name") or account.name, most=200, needed=True)
    external_id = line("external_id", values.get("external_id"), most=200)
    if external_id and Onboarding.objects.filter(external_id=external_id).exists():
        raise Conflict(_("There is an onboarding %(id)s already.") % {"id": external_id})
    product = _product(values.get("product_id"))
    start = values.get("contract_on") or today()
    if not isinstance(start, date):
        raise InputError(_("not a day"), field="contract_on", came=start, wanted="2026-11-21")
    given = values.get("template_id")
    template = template_by_id(UUID(str(given))).pk if given else None
    with transaction.atomic():
        return _proposed(
            account_id, name=name, contract_on=start, product=product,
            products=frozenset({product} if product else ()), by=by, external_id=external_id,
            owner_email=str(values.get("owner_email") or ""), template=template,
        )  # fmt: skip


def withdraw_onboardings(deal_id: UUID, *, before: datetime, by: Actor = SYSTEM) -> int:
    """Call off what a deal's winnings before a moment proposed; doing it twice changes nothing."""
    rows = Onboarding.objects.filter(deal_id=deal_id, created_at__lt=before, state__in=OPEN)
    ids = list(rows.values_list("pk", flat=True))
    for each in ids:
        cancel_onboarding(each, _("The deal was reopened."), by=by)
    return len(ids)


def follow_handoff(deal_id: UUID, csm_email: str, *, by: Actor = SYSTEM) -> None:
    """Have whoever accepted the deal's handoff run the onboarding, unless it has begun."""
    with transaction.atomic():
        for each in list(Onboarding.objects.filter(deal_id=deal_id, state="proposed")):
            row = locked(each.pk)
            if csm_email and row.owner_email != csm_email.lower():
                put_owner(row, csm_email)
                stepped(row, OnboardingReplanned, by=by)


def _proposed(
    account_id: UUID,
    *,
    name: str,
    contract_on: date,
    product: UUID | None,
    products: frozenset[UUID],
    owner_email: str,
    by: Actor,
    deal: UUID | None = None,
    template: UUID | None = None,
    external_id: str = "",
) -> Onboarding:
    chosen = template_by_id(template) if template else template_for(account_id, products)
    row = Onboarding(
        id=new_id(), workspace_id=current_workspace_id(), account_id=account_id, deal_id=deal,
        template=chosen, name=name[:200], product_id=product, contract_on=contract_on, created_at=now(),
        external_id=external_id,
    )  # fmt: skip
    put_owner(row, owner_email or people_of(account_id).get("csm", ("", ""))[0])
    return stepped(row, OnboardingProposed, by=by)


def _product(given: object) -> UUID | None:
    if given:
        return product_by_id(UUID(str(given))).pk
    standard = products().filter(standard=True).first()
    return standard.pk if standard else None
