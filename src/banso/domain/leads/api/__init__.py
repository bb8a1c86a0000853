"""Leads over the API: leads and campaigns, and the calls and meetings on the way to a deal."""

from banso.domain.leads.api.calls import appointments_router, lists_router
from banso.domain.leads.api.leads import campaigns_router, router

__all__ = ["appointments_router", "campaigns_router", "lists_router", "router"]
