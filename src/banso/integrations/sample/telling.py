"""What becomes known on which day: the sample company's courses, turned into rows for the areas. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from banso.integrations.sample.customers import BY_KEY, Contact
from banso.integrations.sample.days import Years
from banso.integrations.sample.lives import Life, Subscription, Version

Values = dict[str, object]
# Labels of the workspace's own fields.
SITES, CHANNEL = "拠点数", "きっかけ"
_ROLES = {"decision_maker": "decider", "champion": "champion", "user": "user", "technical": "administrator"}
# The seller writes the customer down before the first talk that is kept.
_FIRST_KNOWN = timedelta(days=18)


@dataclass(slots=True)
class Paid:
    """A subscription as it is known on one day."""

    customer: str
    subscription: Subscription
    versions: list[Version]
    ends_on: date | None


@dataclass(slots=True)
class Day:
    """Everything that is written down on one day, before work begins.

    Attributes:
        accounts: values by the account's external id.
        sellers: (external id, who) for new accounts.
        left: (contact's external id, first day without them).
        paid: by the subscription's key; what is known of it from this day on.
    """

    accounts: dict[str, Values] = field(default_factory=dict)
    contacts: list[Values] = field(default_factory=list)
    sellers: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, date]] = field(default_factory=list)
    paid: dict[str, Paid] = field(default_factory=dict)


def days_of(lives: Iterable[Life], years: Years) -> dict[date, Day]:
    """Every day on which something becomes known, in order; none of them today or later."""
    days: defaultdict[date, Day] = defaultdict(Day)
    for life in lives:
        _tell_account(life, days)
        _tell_contacts(life, days)
        for subscription in life.subscriptions:
            _tell_subscription(life, subscription, days)
    return {day: days[day] for day in sorted(days) if years.past(day)}


def _tell_account(life: Life, days: defaultdict[date, Day]) -> None:
    customer = life.customer
    known = customer.start - _FIRST_KNOWN
    days[known].accounts[customer.external_id] = {
        "external_id": customer.external_id,
        "name": customer.name,
        "name_kana": customer.kana,
        "corporate_number": customer.corporate_number,
        "industry": customer.industry,
        "employees": customer.employees,
        "country": "JP",
        "region": customer.prefecture,
        "plan": customer.plan,
        "stage": "considering",
        "custom": {SITES: max(1, customer.employees // 140), CHANNEL: customer.source},
        "website": f"https://{customer.domain}/",
        "created_on": customer.start,
        "owner_email": BY_KEY[customer.csm].email,
    }
    days[known].sellers.append((customer.external_id, customer.seller))
    for day, stage in life.stages:
        told = max(day, life.main.end_known or day) if stage == "churned" else day
        _change(days[told], customer.external_id, "stage", stage)
    for day, who in life.csms[1:]:
        _change(days[day], customer.external_id, "owner_email", BY_KEY[who].email)
    for before, after in zip(life.main.versions, life.main.versions[1:], strict=False):
        if before.plan != after.plan:
            _change(days[after.on], customer.external_id, "plan", after.plan)


def _change(day: Day, external_id: str, name: str, value: object) -> None:
    day.accounts.setdefault(external_id, {"external_id": external_id})[name] = value


def _contact(life: Life, contact: Contact) -> Values:
    return {
        "external_id": contact.key,
        "account_external_id": life.customer.external_id,
        "name": contact.name,
        "name_kana": contact.kana,
        "email": contact.email,
        "phone": contact.phone,
        "title": contact.title,
        "department": contact.department,
        "role": _ROLES[contact.role],
    }


def _tell_contacts(life: Life, days: defaultdict[date, Day]) -> None:
    for contact in life.contacts:
        days[life.customer.start - _FIRST_KNOWN].contacts.append(_contact(life, contact))
        if contact.left and contact.left_known:
            days[contact.left_known].left.append((contact.key, contact.left))


def _tell_subscription(life: Life, subscription: Subscription, days: defaultdict[date, Day]) -> None:
    moments = {each.known for each in subscription.versions}
    if subscription.end_known is not None:
        moments.add(subscription.end_known)
    for moment in moments:
        is_over = subscription.end_known is not None and subscription.end_known <= moment
        days[moment].paid[subscription.key] = Paid(
            customer=life.customer.external_id,
            subscription=subscription,
            versions=[each for each in subscription.versions if each.known <= moment],
            ends_on=subscription.ends_on if is_over else None,
        )
