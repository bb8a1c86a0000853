"""Subscription lines as the rules read them, and as pages show them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.contracts.models import LineVersion, Subscription
from banso.domain.contracts.rules.lines import Line, Version
from banso.kit.errors import NotFound

CHUNK = 500


def chunks(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The ids each once, at most 500 at a time: SQLite binds no more than 999 variables."""
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]


def subscriptions() -> QuerySet[Subscription]:
    """Lines with their product, and their versions with plans, in order of days."""
    versions = LineVersion.objects.select_related("plan").order_by("valid_from")
    return Subscription.objects.select_related("product").prefetch_related(Prefetch("versions", versions))


def subscription(external_id: str) -> Subscription:
    """The line of that external id.

    Raises:
        NotFound: there is none.
    """
    found = subscriptions().filter(external_id=external_id).first()
    if found is None:
        raise NotFound(_("There is no subscription %(id)s.") % {"id": external_id})
    return found


def subscription_by_id(subscription_id: UUID) -> Subscription:
    """One line of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = subscriptions().filter(pk=subscription_id).first()
    if found is None:
        raise NotFound(_("There is no such subscription."))
    return found


def in_force(rows: QuerySet[Subscription], day: date) -> QuerySet[Subscription]:
    """Those that began by `day` and have not ended by then; trials too."""
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


def in_state(rows: QuerySet[Subscription], state: str, day: date) -> QuerySet[Subscription]:
    """Those that are in_force, future or ended on that day; any other word leaves them all."""
    if state == "in_force":
        return in_force(rows, day)
    if state == "future":
        return rows.filter(starts_on__gt=day)
    if state == "ended":
        return rows.filter(ends_on__lte=day)
    return rows


def spans_of(line: Line) -> list[tuple[Version, date, date | None]]:
    """Each version with its first and its last day, both included (None = open), the newest first."""
    return [
        (version, start, end - timedelta(days=1) if end else None) for version, start, end in line.spans()
    ][::-1]


def as_line(row: Subscription) -> Line:
    """The record as the rules read it. Wants `subscriptions()`, or it asks again for each line."""
    return Line(
        external_id=row.external_id,
        account=row.account_id,
        product=row.product.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        currency=row.currency,
        interval=row.interval,
        restart=row.restart,
        versions=tuple(
            Version(
                each.valid_from, each.monthly, each.plan.name if each.plan else "", each.seats, each.trial
            )
            for each in row.versions.all()
        ),
    )


def lines_by_external_id(external_ids: Iterable[str]) -> dict[str, Subscription]:
    """The known lines among those ids."""
    return {
        row.external_id: row
        for chunk in chunks(external_ids)
        for row in subscriptions().filter(external_id__in=chunk)
    }


def lines_of_accounts(accounts: Sequence[UUID]) -> dict[UUID, list[Line]]:
    """The lines of each of those accounts (at most 500), by start."""
    found: dict[UUID, list[Line]] = {account: [] for account in accounts}
    for row in subscriptions().filter(account__in=accounts).order_by("starts_on", "external_id"):
        found[row.account_id].append(as_line(row))
    return found


def known_accounts(ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids that are accounts of this workspace."""
    accounts = apps.get_model("accounts", "Account").objects
    return {pk for chunk in chunks(ids) for pk in accounts.filter(pk__in=chunk).values_list("pk", flat=True)}
