"""Deals and their sheets, over the API."""

from banso.domain.sales.api.approvals import router as approvals
from banso.domain.sales.api.deals import router as deals
from banso.domain.sales.api.sheet import router as sheets

__all__ = ["approvals", "deals", "sheets"]
