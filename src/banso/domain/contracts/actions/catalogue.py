"""Products and plans."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.actions.ledger import refresh_ledgers
from banso.domain.contracts.models import Plan, Product, Subscription
from banso.domain.contracts.rules.money import checked_amount, checked_currency, checked_interval
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id


@dataclass(frozen=True, slots=True)
class PlanValues:
    """What a plan is; `list_price` per `interval`, None where none is stated."""

    name: str
    rank: int = 0
    list_price: Decimal | None = None
    currency: str = ""
    interval: str = "month"


def save_product(product_id: UUID | None, *, name: str, standard: bool = False, by: Actor) -> Product:
    """Make a product, or change one; facts that name it follow.

    `product_id` is None for a new one. The standard product is meant where a row names none; there is at
    most one such.

    Raises:
        InputError: the name is empty or taken.
        NotFound: there is no such product.
    """
    plain = name.strip()
    with transaction.atomic():
        row = Product() if product_id is None else _product(product_id)
        _demand_free(plain, Product.objects.filter(name=plain).exclude(pk=row.pk).exists())
        renamed = product_id is not None and row.name != plain
        if standard:
            Product.objects.filter(standard=True).exclude(pk=row.pk).update(standard=False)
        row.workspace_id = current_workspace_id()
        row.name, row.standard = plain, standard
        row.save()
        note("product.saved", target=plain, by=by, standard=standard)
        if renamed:
            refresh_ledgers(_accounts(row), by=by)
    return row


def delete_product(product_id: UUID, *, by: Actor) -> None:
    """Remove a product that no line names.

    Raises:
        NotFound: there is no such product.
        Conflict: lines name it.
    """
    with transaction.atomic():
        row = _product(product_id)
        if row.subscriptions.exists():
            raise Conflict(_("Subscriptions name this product."))
        row.delete()
        note("product.removed", target=row.name, by=by)


def save_plan(plan_id: UUID | None, *, product_id: UUID, values: PlanValues, by: Actor) -> Plan:
    """Make a plan of a product, or change one; facts that name it follow.

    Raises:
        InputError: the name is empty or taken, or a value cannot be used.
        NotFound: there is no such product or plan.
    """
    plain = values.name.strip()
    with transaction.atomic():
        product = _product(product_id)
        row = Plan(product=product) if plan_id is None else product.plans.filter(pk=plan_id).first()
        if row is None:
            raise NotFound(_("There is no such plan."))
        _demand_free(plain, product.plans.filter(name=plain).exclude(pk=row.pk).exists())
        renamed = plan_id is not None and row.name != plain
        price = values.list_price
        row.workspace_id = current_workspace_id()
        row.name, row.rank = plain, values.rank
        row.list_price = None if price is None else checked_amount(price, field="list_price")
        row.currency = checked_currency(values.currency or current_workspace().currency)
        row.interval = checked_interval(values.interval)
        row.save()
        note("plan.saved", target=f"{product.name} {plain}", by=by)
        if renamed:
            refresh_ledgers(_accounts(product), by=by)
    return row


def _product(product_id: UUID) -> Product:
    row = Product.objects.filter(pk=product_id).first()
    if row is None:
        raise NotFound(_("There is no such product."))
    return row


def _accounts(product: Product) -> list[UUID]:
    return list(Subscription.objects.filter(product=product).values_list("account_id", flat=True))


def _demand_free(name: str, taken: bool) -> None:  # noqa: FBT001 - a fact, not a switch
    if not name:
        raise InputError(_("A name is missing."), field="name", wanted=_("1 to 120 characters"))
    if taken:
        raise InputError(
            _("The name %(name)s is taken.") % {"name": name},
            field="name",
            came=name,
            wanted=_("another name"),
        )
