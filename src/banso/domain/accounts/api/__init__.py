"""Accounts, contacts, segments and facts, over the API."""

from banso.domain.accounts.api.accounts import router as accounts
from banso.domain.accounts.api.contacts import router as contacts
from banso.domain.accounts.api.facts import router as facts
from banso.domain.accounts.api.segments import router as segments

__all__ = ["accounts", "contacts", "facts", "segments"]
