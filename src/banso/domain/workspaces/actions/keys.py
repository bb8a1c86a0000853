"""Making, rotating and revoking keys."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.models import Key
from banso.domain.workspaces.rules import (
    EVERYTHING,
    LAST_USED_GRAIN,
    LONGEST_OVERLAP,
    checked_name,
    checked_scopes,
    hashed,
    new_secret,
)
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace_id, scopes_disabled


def create_key(
    kind: str,
    *,
    name: str,
    scopes: Iterable[str] = (),
    expires_at: datetime | None = None,
    held: frozenset[str] = EVERYTHING,
    by: Actor,
) -> tuple[Key, str]:
    """Make a key in the open workspace; the secret is returned once and never again.

    Args:
        kind: "write" (tracking only, has no scopes) or "api".
        name: what people call it.
        scopes: permissions of an API key, at least one.
        expires_at: the moment from which it opens nothing; None for never.
        held: permissions of whoever makes it: nobody hands out more than they hold.
        by: whoever makes it.

    Raises:
        InputError: a scope does not exist, or the expiry lies in the past.
        NotAllowed: a scope goes beyond `held`.
    """
    chosen = checked_scopes(kind, scopes, held=held)
    if expires_at is not None and expires_at <= now():
        raise InputError(
            _("The key would have expired already."),
            field="expires_at", came=expires_at.isoformat(), wanted=_("a moment in the future, or none"),
        )  # fmt: skip
    with transaction.atomic():
        key, secret = _made(kind, checked_name(name), chosen, expires_at=expires_at, by=by)
        note("key.created", target=_label(key), by=by, kind=kind, scopes=key.scopes)
    return key, secret


def rotate_key(
    key_id: UUID, *, overlap: timedelta, held: frozenset[str] = EVERYTHING, by: Actor
) -> tuple[Key, str]:
    """Make a key's successor; the older one goes on opening doors for `overlap`, at most 30 days.

    Raises:
        NotAllowed: the key's scopes go beyond `held`: its successor's secret would open more than they hold.
        NotFound: no such key in the open workspace.
        Conflict: it is revoked, expired, or has a successor already.
        InputError: the overlap is out of range.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise InputError(
            _("The overlap is out of range."),
            field="overlap_hours", came=overlap.total_seconds() / 3600, wanted=_("0 to 720 hours"),
        )  # fmt: skip
    with transaction.atomic():
        key = _locked(key_id)
        if not key.usable(now()):
            raise Conflict(_("A revoked or expired key cannot be rotated."))
        if Key.objects.filter(replaces=key).exists():
            raise Conflict(_("The key has a successor already."))
        checked_scopes(key.kind, key.scopes, held=held)
        successor, secret = _made(
            key.kind, key.name, key.scopes, expires_at=key.expires_at, by=by, replaces=key
        )
        end = now() + overlap
        key.expires_at = min(key.expires_at, end) if key.expires_at else end
        key.save(update_fields=["expires_at"])
        note("key.rotated", target=_label(key), by=by, successor=successor.prefix, until=end.isoformat())
    return successor, secret


def revoke_key(key_id: UUID, *, by: Actor) -> Key:
    """Make a key open nothing from now on. Revoking it twice changes nothing.

    Raises:
        NotFound: no such key in the open workspace.
    """
    with transaction.atomic():
        key = _locked(key_id)
        if key.revoked_at is None:
            key.revoked_at = now()
            key.save(update_fields=["revoked_at"])
            note("key.revoked", target=_label(key), by=by)
    return key


def mark_used(key: Key) -> None:
    """Remember that a key was used, to the minute: not every call shall cost a write."""
    moment = now()
    if key.last_used_at is None or moment - key.last_used_at >= LAST_USED_GRAIN:
        with scopes_disabled():
            Key.objects.filter(pk=key.pk).update(last_used_at=moment)


def _made(
    kind: str,
    name: str,
    scopes: list[str],
    *,
    expires_at: datetime | None,
    by: Actor,
    replaces: Key | None = None,
) -> tuple[Key, str]:
    secret = new_secret(kind)
    key = Key.objects.create(
        workspace_id=current_workspace_id(),
        kind=kind,
        name=name,
        prefix=secret[:8],
        secret_hash=hashed(secret),
        scopes=scopes,
        created_by=by.label[:200],
        expires_at=expires_at,
        replaces=replaces,
    )
    return key, secret


def _locked(key_id: UUID) -> Key:
    key = Key.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound(_("There is no such key."))
    return key


def _label(key: Key) -> str:
    return f"{key.name} ({key.prefix}…)"
