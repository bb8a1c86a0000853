"""Deals and their sheets, over the API."""

from banso.domain.sales.api.deals import router as deals
from banso.domain.sales.api.sheet import router as sheets

__all__ = ["deals", "sheets"]
