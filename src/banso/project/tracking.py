"""The tracking endpoints, wired: write keys are found in the database, the log in the data folder."""

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from banso.domain.privacy.queries import suppression_of
from banso.domain.usage.queries import origins_of
from banso.domain.workspaces.queries import write_key_workspace
from banso.domain.workspaces.rules import looks_like_key
from banso.engine.journal.usage.door import TrackingDoor
from banso.engine.journal.usage.keys import Grant
from banso.project import env

_UNKNOWN = Grant("unknown")


def grant_of_write_key(secret: str) -> Grant:
    """What a write key opens; a key that once was one is told from a stranger's."""
    found = write_key_workspace(secret)
    if found.workspace_id is None:
        return _UNKNOWN
    if found.ended:
        return Grant("revoked")
    until = found.until.timestamp() if found.until else None
    return Grant("known", found.workspace_id, origins_of(found.workspace_id), until,
                 suppression_of(found.workspace_id))  # fmt: skip


def _in_thread(secret: str) -> Grant:
    close_old_connections()
    return grant_of_write_key(secret)


async def lookup(secret: str) -> Grant:
    # The checksum in a key tells chance strings apart without the database.
    if not looks_like_key(secret):
        return _UNKNOWN
    return await sync_to_async(_in_thread, thread_sensitive=False)(secret)


def tracking_door() -> TrackingDoor:
    return TrackingDoor(lookup, public_address=env.text("BASE_URL"))
