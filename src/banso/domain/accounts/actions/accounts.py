"""Making, changing and archiving accounts."""

from collections.abc import Collection, Mapping
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.writing import Draft, write
from banso.domain.accounts.facts import AccountArchived, AccountRestored
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import (
    account_by_id,
    account_ids_by_external_id,
    parents_of_all,
    tags_of,
    vocabulary,
)
from banso.domain.accounts.rules.custom import store_all
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.rules.values import ACCOUNT_CLEANERS, Vocabulary, clean_account, demand_name
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError


def create_account(values: Mapping[str, object], *, by: Actor, source: str = "") -> Account:
    """Make an account.

    Args:
        values: fields as `rules.values` names them: those of ACCOUNT_CLEANERS and ACCOUNT_EXTRAS.
        by: who makes it.
        source: where it comes from, such as "import:<id>".

    Raises:
        InputError: a field that does not exist or cannot be used, or no name.
        Conflict: the external id is taken.
    """
    with transaction.atomic():
        words = vocabulary()
        clean = clean_account(values, words)
        demand_name(clean, new=True)
        _demand_free(str(clean.get("external_id", "")), besides=None)
        draft = Draft(Account(), new=True)
        apply(draft, clean, words, names_for([clean]))
        _put_parent(draft, clean)
        write([draft], by=by, source=source, words=words)
    return draft.account


def update_account(
    account_id: UUID,
    values: Mapping[str, object],
    *,
    by: Actor,
    expected_version: int | None = None,
    source: str = "",
) -> Account:
    """Change the given fields of an account and leave the others.

    Raises:
        NotFound: no such account in this workspace.
        InputError: a field that does not exist or cannot be used.
        ChangedMeanwhile: the account is no longer at `expected_version`; carries both versions of the fields.
        Conflict: the external id is taken, or the account was merged into another.
    """
    with transaction.atomic():
        words = vocabulary()
        clean = clean_account(values, words)
        demand_name(clean, new=False)
        account = locked(account_id)
        if expected_version is not None and account.version != expected_version:
            raise ChangedMeanwhile(
                {name: getattr(account, name, None) for name in clean}, clean, account.version
            )
        if "external_id" in clean:
            _demand_free(str(clean["external_id"]), besides=account.pk)
        draft = Draft(account)
        apply(draft, clean, words, names_for([clean]), tags_of([account.pk])[account.pk])
        _put_parent(draft, clean)
        write([draft], by=by, source=source, words=words)
    return account


def archive_account(account_id: UUID, *, by: Actor, expected_version: int | None = None) -> Account:
    """Put an account away: lists leave it out, nothing is lost. Doing it twice is no error.

    Numbers go on counting it: what was reported must not change because somebody tidied up. An account that
    should never have counted is marked internal instead.

    Raises:
        NotFound: no such account in this workspace.
        ChangedMeanwhile: the account is no longer at `expected_version`.
        Conflict: it was merged into another.
    """
    with transaction.atomic():
        account = locked(account_id)
        if expected_version is not None and account.version != expected_version:
            raise ChangedMeanwhile({}, {}, account.version)
        if account.archived_at is None:
            draft = Draft(account)
            draft.put("archived_at", now())
            write([draft], by=by)
            record(AccountArchived(account=account.pk, occurred_at=now(), name=account.name), by=by)
    return account


def restore_account(account_id: UUID, *, by: Actor) -> Account:
    """Take an archived account out again."""
    with transaction.atomic():
        account = locked(account_id)
        if account.archived_at is not None:
            draft = Draft(account)
            draft.put("archived_at", None)
            write([draft], by=by)
            record(AccountRestored(account=account.pk, occurred_at=now(), name=account.name), by=by)
    return account


def locked(account_id: UUID) -> Account:
    """The account, held for this transaction. Raises Conflict for one that was merged into another."""
    found = Account.objects.select_for_update().filter(pk=account_id).first() or account_by_id(account_id)
    if found.merged_into_id is not None:
        raise Conflict(_("%(name)s has become part of another account") % {"name": found.name})
    return found


def names_for(rows: list[dict[str, object]]) -> dict[str, str]:
    """The names of the members whom the rows name as owners by mail address, in one query."""
    emails = {str(row["owner_email"]) for row in rows if row.get("owner_email")}
    if not emails:
        return {}
    return {email: person.get_full_name() for email, person in members_by_email(emails).items()}


def apply(
    draft: Draft,
    clean: Mapping[str, object],
    words: Vocabulary,
    names: Mapping[str, str],
    has: Collection[str] = (),
) -> None:
    """Put cleaned values into a draft; the parent is not among them.

    Args:
        draft: the account as it shall be.
        clean: what `clean_account` gave.
        words: the workspace's stages and fields.
        names: the members' names by mail address.
        has: the tags that the account has now.
    """
    account = draft.account
    for name in (*ACCOUNT_CLEANERS, "stage"):
        if name in clean:
            draft.put(name, clean[name])
    if "custom" in clean:
        draft.put("custom", store_all(clean["custom"], words.fields, account.custom))  # type: ignore[arg-type]
    if "tags" in clean:
        wanted = frozenset(clean["tags"])  # type: ignore[call-overload]
        if wanted != frozenset(has):
            draft.tags = wanted
    email, name = str(clean.get("owner_email") or ""), str(clean.get("owner_name") or "")
    if not email and not name:
        return
    name = names.get(email) or name or email.partition("@")[0]
    differs = email != account.owner_email if email else name != account.owner_name
    if differs:
        draft.owner = (name, email)


def _put_parent(draft: Draft, clean: Mapping[str, object]) -> None:
    parent_id = asked_parent(clean)
    if parent_id is not False:
        if parent_id is not None:
            demand_no_circle(draft.account.pk, parent_id, parents_of_all())
        draft.put("parent_id", parent_id)


def asked_parent(clean: Mapping[str, object]) -> UUID | Literal[False] | None:
    """The parent's id that the values ask for; None to take it away, False where they say nothing."""
    if "parent" in clean:
        text = str(clean["parent"])
        if not text:
            return None
        try:
            return account_by_id(UUID(text), archived=False).pk
        except ValueError:
            raise InputError(
                _("not an account"), field="parent", came=text, wanted=_("an account's id")
            ) from None
    if "parent_external_id" in clean:
        text = str(clean["parent_external_id"])
        found = account_ids_by_external_id([text])
        if text:
            demand_known_parent(text, found)
        return found.get(text)
    return False


def demand_known_parent(external_id: str, known: Collection[str]) -> None:
    if external_id not in known:
        raise InputError(
            _("no account has this external id"),
            field="parent_external_id",
            came=external_id,
            wanted=_("the external id of an account"),
        )


def demand_no_circle(child: UUID, parent: UUID, parents: Mapping[UUID, UUID]) -> None:
    """Raise InputError where `parent` is `child` itself or lies below it."""
    above: UUID | None = parent
    seen: set[UUID] = set()
    while above is not None and above not in seen:
        if above == child:
            raise InputError(
                _("an account cannot lie below itself"),
                field="parent",
                came=str(parent),
                wanted=_("an account that is not one of its own parts"),
            )
        seen.add(above)
        above = parents.get(above)


def _demand_free(external_id: str, *, besides: UUID | None) -> None:
    others = Account.objects.filter(external_id=external_id)
    if besides is not None:
        others = others.exclude(pk=besides)
    if external_id and others.exists():
        raise Conflict(_("another account has the external ID %(id)s") % {"id": external_id})
