"""Campaigns, and what they cost: a cost entry of the category marketing for each month, which CAC reads."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.actions import CostRow, delete_costs, upsert_costs
from banso.domain.contracts.queries import costs
from banso.domain.leads.models import Campaign
from banso.domain.leads.queries.campaigns import campaign_by_id, cost_id
from banso.domain.leads.rules.values import clean_campaign
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.tenancy import current_workspace, current_workspace_id


def save_campaign(campaign_id: UUID | None, values: Mapping[str, object], *, by: Actor) -> Campaign:
    """Make (None) or change a campaign.

    Raises:
        NotFound: no such campaign.
        InputError: no name, or a value that cannot be used.
        Conflict: another one is called so.
    """
    clean = clean_campaign(values)
    with transaction.atomic():
        row = campaign_by_id(campaign_id) if campaign_id else Campaign(workspace_id=current_workspace_id())
        if Campaign.objects.filter(name=clean["name"]).exclude(pk=row.pk).exists():
            raise Conflict(_("Another campaign is called %(name)s.") % {"name": clean["name"]})
        for name, value in clean.items():
            setattr(row, name, value)
        row.save()
        _rename_costs(row, by=by)
        note("campaign.saved", target=row.name, by=by)
    return row


def archive_campaign(campaign_id: UUID, *, by: Actor, restore: bool = False) -> Campaign:
    """Put a campaign away, or (`restore`) take it out again; its leads and costs stay. Raises NotFound."""
    with transaction.atomic():
        row = campaign_by_id(campaign_id)
        row.archived_at = None if restore else row.archived_at or now()
        row.save(update_fields=["archived_at"])
        note("campaign.restored" if restore else "campaign.archived", target=row.name, by=by)
    return row


def set_campaign_cost(
    campaign_id: UUID, month: date, amount: Decimal, *, by: Actor, currency: str = ""
) -> None:
    """Say what a campaign cost in a month; nothing (0) takes the entry away.

    Args:
        campaign_id: which.
        month: any day of it.
        amount: in `currency`.
        by: who says so.
        currency: the reporting currency where left out.

    Raises:
        NotFound: no such campaign.
        InputError: the amount or currency cannot be used, or its rate is not known.
    """
    with transaction.atomic():
        row = campaign_by_id(campaign_id)
        if not amount:
            delete_costs([cost_id(row.pk, month)], by=by)
            return
        entry = CostRow(
            month, "marketing", amount, currency or current_workspace().currency, cost_id(row.pk, month),
            row.name,
        )  # fmt: skip
        upsert_costs([entry], by=by)


def _rename_costs(row: Campaign, *, by: Actor) -> None:
    """The cost entries bear the campaign's name."""
    old = [
        CostRow(each.month, each.category, each.amount, each.currency, each.external_id, row.name)
        for each in costs().filter(external_id__startswith=f"campaign:{row.pk}:").exclude(note=row.name[:200])
    ]
    if old:
        upsert_costs(old, by=by)
