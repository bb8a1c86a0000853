"""What can be imported, one module a kind."""

from django.utils.translation import gettext as _

from banso.integrations.files.kinds.accounts import ACCOUNTS
from banso.integrations.files.kinds.base import Kind
from banso.integrations.files.kinds.contacts import CONTACTS
from banso.integrations.files.kinds.costs import COSTS
from banso.integrations.files.kinds.deals import DEALS
from banso.integrations.files.kinds.leads import LEADS
from banso.integrations.files.kinds.people import PEOPLE, TEAMS
from banso.integrations.files.kinds.products import PRODUCTS
from banso.integrations.files.kinds.subscriptions import SUBSCRIPTIONS
from banso.integrations.files.kinds.targets import TARGETS
from banso.integrations.files.kinds.usage import USAGE
from banso.kit.errors import InputError

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        *(ACCOUNTS, CONTACTS, SUBSCRIPTIONS, USAGE, COSTS, PRODUCTS, LEADS, DEALS),
        *(PEOPLE, TEAMS, TARGETS),
    )
}

__all__ = ["KINDS", "kind_of"]


def kind_of(slug: str) -> Kind:
    """The kind of that name.

    Raises:
        InputError: there is none.
    """
    if slug not in KINDS:
        raise InputError(
            _("“%(kind)s” cannot be imported") % {"kind": slug[:60]},
            field="kind", came=slug, wanted=", ".join(KINDS),
        )  # fmt: skip
    return KINDS[slug]
