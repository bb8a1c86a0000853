"""When the workspace reports in another currency, or its days begin at another midnight."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.actions.ledger import refresh_ledgers
from banso.domain.contracts.actions.money import record_costs
from banso.domain.contracts.facts import NO_ACCOUNT, LedgersRestated
from banso.domain.contracts.models import CostEntry, Subscription
from banso.domain.contracts.queries.money import missing_rates
from banso.domain.contracts.rules.money import Missing
from banso.domain.workspaces.actions import WorkspaceSettings
from banso.engine.journal.record import record_all
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace


def demand_rates(settings: WorkspaceSettings) -> None:
    """Raise InputError unless everything that is paid can be told in the currency that is to come."""
    if settings.currency == current_workspace().currency:
        return
    missing = missing_rates(settings.currency)
    if missing:
        raise InputError(
            _("Exchange rates into %(into)s are missing: %(missing)s. Set them among the contracts first.")
            % {"into": settings.currency, "missing": ", ".join(_said(each) for each in missing)},
            field="currency",
            came=settings.currency,
            wanted=_("a currency into which the rates are known"),
        )


def _said(missing: Missing) -> str:
    return _("%(currency)s from %(day)s") % {"currency": missing.currency, "day": missing.day}


def restate_ledgers(cause: UUID, *, since: datetime, by: Actor) -> int:
    """Compute every ledger and cost anew; doing it twice for one cause changes nothing.

    All of it becomes known at one moment, so that every `as_of` meets either the old numbers or the new.

    Args:
        cause: the fact that the workspace changed.
        since: when it did.
        by: who did.

    Returns:
        How many facts are new, changed or gone.
    """
    with transaction.atomic():
        at, workspace = now(), current_workspace()
        accounts = Subscription.objects.order_by("account_id").values_list("account_id", flat=True).distinct()
        moved = refresh_ledgers(list(accounts), by=by, at=at)
        costs = record_costs(CostEntry.objects.all(), by=by, at=at)
        fact = LedgersRestated(
            account=NO_ACCOUNT, occurred_at=since, currency=workspace.currency, timezone=workspace.timezone
        )
        record_all([(stable_id(workspace.pk, "restated", cause), fact)], by=by, at=at)
    return len(moved.new) + len(moved.changed) + len(costs.changed)
