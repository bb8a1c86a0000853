"""The one hand that writes deals: rows and facts together."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import held_all
from banso.domain.accounts.queries import account_by_id, accounts
from banso.domain.contracts.queries import product_by_id, products
from banso.domain.sales.actions.telling import Teller
from banso.domain.sales.facts import NO_ACCOUNT, AmountChanged, StageChanged
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import CHUNK, deal_by_id, subject_of
from banso.domain.sales.rules.stages import place_of
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.ids import read_id
from banso.kit.money import plain
from banso.kit.tenancy import today
from banso.kit.texts import search_text

# What of a deal is written as it came; stage, status and what closes it have acts of their own.
PLAIN = (
    "name", "external_id", "currency", "forecast", "expected_close_on", "created_on", "engaged_on", "source",
    "amount", "reason_note", "owner_email", "owner_name",
)  # fmt: skip


def locked(deal_id: UUID, *, expected_version: int | None = None) -> Deal:
    """The deal with its lines, held for this transaction.

    Raises:
        NotFound: there is none.
        Stale: it is no longer at `expected_version`.
    """
    # The row alone is locked; what is read beside it may be missing on the other side of an outer join.
    Deal.objects.select_for_update().filter(pk=deal_id).first()
    found = deal_by_id(deal_id)
    if expected_version is not None and found.version != expected_version:
        raise Stale(_("The deal has been changed since you read it."))
    return found


def demand_open(deal: Deal) -> None:
    """Raise Conflict unless the deal is open."""
    if deal.status == "won":
        raise Conflict(_("The deal was won already, by %(who)s.") % {"who": deal.closed_by or "–"})
    if deal.status == "lost":
        raise Conflict(_("The deal was lost: reopen it first."))
    if deal.archived_at is not None:
        raise Conflict(_("The deal is archived: restore it first."))


class Known:
    """What rows of a bulk write name, read once: accounts, products and members."""

    def __init__(self, rows: Iterable[Mapping[str, object]]) -> None:
        given = list(rows)
        self._asked = {str(row.get("owner_email") or "").strip().lower() for row in given}
        self._members = members_by_email(self._asked)
        self._products = {row.pk: row for row in products()}
        ids = {each for row in given for name in _ACCOUNTS if (each := read_id(row.get(name))) is not None}
        self._accounts: dict[UUID, Any] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            self._accounts |= {row.pk: row for row in accounts().filter(pk__in=chunk)}

    def account(self, field: str, account_id: UUID) -> Any:  # noqa: ANN401 - accounts keep their model
        """An account; one that is archived or part of another is looked for again."""
        return self._accounts.get(account_id) or _account(field, account_id)

    def member(self, email: str) -> Any:  # noqa: ANN401 - workspaces keep theirs
        if email not in self._asked:
            # The address that a deal has already, where a row tells only a name.
            self._asked.add(email)
            self._members |= members_by_email([email])
        return self._members.get(email)

    def product(self, product_id: UUID) -> Any:  # noqa: ANN401 - contracts keep theirs
        return self._products.get(product_id) or product_by_id(product_id)


_ACCOUNTS = ("account_id", "referral_account_id")


def put_fields(deal: Deal, clean: Mapping[str, Any], known: Known | None = None) -> None:
    """Put cleaned values into a deal; the caller saves it.

    Args:
        deal: what they are put into.
        clean: the cleaned values.
        known: what a bulk write has read; whoever gives it has seen that the external id is free.

    Raises:
        InputError: an account does not exist, or an amount is given for a deal that has lines.
        Conflict: the external id is taken.
    """
    if "owner_name" not in clean and clean.get("owner_email", deal.owner_email) != deal.owner_email:
        # Another address is another person: the name of the one before goes with theirs.
        deal.owner_name = ""
    for name in PLAIN:
        if name in clean:
            setattr(deal, name, clean[name])
    if deal.created_on is None:
        deal.created_on = today()
    # What stays as it is may stay, though its account has been archived since.
    if "account_id" in clean and clean["account_id"] != deal.account_id:
        deal.account = _named("account_id", clean["account_id"], known)
    if "referral_account_id" in clean and clean["referral_account_id"] != deal.referral_account_id:
        deal.referral_account = _named("referral_account_id", clean["referral_account_id"], known)
    if "product_id" in clean and clean["product_id"] != deal.product_id:
        key = clean["product_id"]
        deal.product = None if key is None else known.product(key) if known else product_by_id(key)
    if "owner_email" in clean or "owner_name" in clean:
        _put_owner(deal, known)
    if known is None:
        _demand_free(deal)


def _named(field: str, account_id: UUID | None, known: Known | None) -> Any:  # noqa: ANN401
    if account_id is None or known is None:
        return _account(field, account_id)
    return known.account(field, account_id)


def _put_owner(deal: Deal, known: Known | None) -> None:
    member = None
    if deal.owner_email:
        email = deal.owner_email
        member = known.member(email) if known else members_by_email([email]).get(email)
    deal.owner = member
    if member is not None:
        deal.owner_name = member.get_full_name()
    elif deal.owner_email and not deal.owner_name:
        deal.owner_name = deal.owner_email.partition("@")[0]


def _account(field: str, account_id: UUID | None) -> Any:  # noqa: ANN401 - accounts keep their model
    if account_id is None:
        return None
    account = account_by_id(held_all([account_id]).get(account_id, account_id))
    if account.archived_at is not None:
        raise InputError(
            _("The account is archived."),
            field=field,
            came=account.name,
            wanted=_("an account that is in use"),
        )
    return account


def _demand_free(deal: Deal) -> None:
    others = Deal.objects.filter(external_id=deal.external_id).exclude(pk=deal.pk)
    if deal.external_id and others.exists():
        raise _taken(deal)


def _taken(deal: Deal) -> Conflict:
    return Conflict(_("Another deal has the external ID %(id)s.") % {"id": deal.external_id})


def settle(deal: Deal, teller: Teller) -> None:
    """Bring what follows from a deal's fields up to date; the caller saves it."""
    deal.size = teller.size(deal)
    account = deal.account
    deal.search = search_text(
        deal.name, account.name if account else "", account.name_kana if account else ""
    )
    deal.updated_at = now()


def save_new(deal: Deal, teller: Teller, *, by: Actor, source: str = "") -> None:
    """Store a deal that nobody knew, and tell of it."""
    _demand_transaction()
    settle(deal, teller)
    try:
        with transaction.atomic():
            deal.save(force_insert=True)
    except IntegrityError as error:
        # Somebody else made one of that id between our looking and our writing.
        raise _taken(deal) from error
    fact_id, created = teller.created(deal)
    record(created, by=by, id=fact_id, source=source)
    stood = teller.stood(deal, at=created.occurred_at, status="open")
    record(stood, by=by, id=teller.id_of(deal, "stood", "first"), source=source)


def save_changed(
    deal: Deal, teller: Teller, *, before: Mapping[str, Any], by: Actor, source: str = ""
) -> None:
    """Store what has changed of a deal, with the facts that follow.

    Args:
        deal: as it shall be.
        teller: the workspace's words and rates.
        before: `seen(deal)` as it was.
        by: who changes.
        source: kept with the facts.
    """
    _demand_transaction()
    settle(deal, teller)
    after = seen(deal)
    if after == before:
        return
    deal.version += 1
    deal.save()
    if (before["amount"], before["currency"]) != (after["amount"], after["currency"]):
        record(_amount_changed(deal, teller, before), by=by, source=source)
    if before["stage"] != after["stage"]:
        record(_stage_changed(deal, teller, before), by=by, source=source)
    fact_id, created = teller.created(deal)
    record(created, by=by, id=fact_id, source=source)
    if deal.status != "open" and before["status"] == "open":
        # On the day of the closing, and under an id of that closing, so that reopening takes it back.
        stood = teller.stood(deal, at=teller.closed(deal)[1].occurred_at)
        record(stood, by=by, id=closing_id(deal, teller), source=source)
    else:
        record(teller.stood(deal, at=now()), by=by, source=source)


def closing_id(deal: Deal, teller: Teller) -> UUID:
    """The id of the fact that tells where the deal stood when it was closed last."""
    return teller.id_of(deal, "stood", f"closing {deal.closings}")


def seen(deal: Deal) -> dict[str, Any]:
    """What of a deal makes a change."""
    names = (
        *(
            *PLAIN,
            "product_id",
            "account_id",
            "referral_account_id",
            "owner_id",
            "stage",
            "status",
            "closed_on",
            "reason",
        ),
        *("monthly", "archived_at", "closed_before_banso", "proposed_on", "stage_since"),
    )
    return {name: getattr(deal, name) for name in names}


def enter_stage(deal: Deal, key: str, teller: Teller, *, on: date | None = None) -> None:
    """Put the deal into a stage; the caller has asked whether it may."""
    deal.stage, deal.stage_since = key, now()
    stage = teller.stages[place_of(key, teller.stages)]
    first = next((place for place, each in enumerate(teller.stages) if each.proposal), None)
    beyond = first is not None and place_of(key, teller.stages) >= first
    if deal.proposed_on is None and (beyond or stage.won):
        deal.proposed_on = on or today()


def _amount_changed(deal: Deal, teller: Teller, before: Mapping[str, Any]) -> AmountChanged:
    return AmountChanged(
        account=deal.account_id or NO_ACCOUNT,
        occurred_at=now(),
        subject=subject_of(deal.pk),
        name=deal.name,
        before=teller.amount(before["amount"], before["currency"], today()),
        after=teller.amount(deal.amount, deal.currency, today()),
        entered=plain(deal.amount),
        currency=deal.currency,
    )


def _stage_changed(deal: Deal, teller: Teller, before: Mapping[str, Any]) -> StageChanged:
    return StageChanged(
        account=deal.account_id or NO_ACCOUNT,
        occurred_at=now(),
        subject=subject_of(deal.pk),
        name=deal.name,
        before=teller.stage_name(before["stage"]),
        after=teller.stage_name(deal.stage),
        before_key=before["stage"],
        after_key=deal.stage,
        before_at=place_of(before["stage"], teller.stages),
        after_at=place_of(deal.stage, teller.stages),
        owner=deal.owner_name,
        days=(now() - before["stage_since"]).days,
    )


def _demand_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(
            "deals are written in the transaction of the act they belong to: open atomic() first"
        )
