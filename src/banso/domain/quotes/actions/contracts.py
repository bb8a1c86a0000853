"""Contracts that were sent to a customer, and that came back signed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries.records import files_of
from banso.domain.quotes.actions.writing import checked_past, contact_of, moment_of
from banso.domain.quotes.facts import NO_ACCOUNT, ContractSent, ContractSigned
from banso.domain.quotes.models import SentContract
from banso.domain.quotes.queries.records import contract_by_id, contract_subject, quotes_of_deal
from banso.domain.quotes.rules.content import CONTRACT_CLEANERS, cleaned
from banso.domain.sales.queries import deal_by_id
from banso.domain.workspaces.actions import note
from banso.engine.journal.fact import Fact
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id, today
from banso.kit.texts import line


def record_contract(
    deal_id: UUID,
    values: Mapping[str, object],
    *,
    by: Actor,
    contract_id: UUID | None = None,
    expected: int | None = None,
) -> SentContract:
    """Write down that a contract document went to the customer; or correct what was written.

    Args:
        deal_id: the deal that it closes; a correction keeps its own.
        values: title, sent_on, how (mail, esign, post, hand), contact_id or to_name, quote_id, and the
            document: file_id of the account, or a link.
        by: who writes it down.
        contract_id: what is corrected; None for a new one.
        expected: the revision that the caller saw.

    Raises:
        NotFound: no such deal or contract.
        Stale: it is no longer at revision `expected`.
        Conflict: the deal is archived.
        InputError: a value cannot be used, nobody is named, or there is neither file nor link.
    """
    given = cleaned(values, CONTRACT_CLEANERS)
    with transaction.atomic():
        deal = deal_by_id(deal_id)
        if deal.archived_at is not None:
            raise Conflict(_("The deal is archived: restore it first."))
        row = _locked(contract_id, expected) if contract_id else _new(deal, by)
        _apply(row, deal, given)
        row.updated_at = now()
        row.save()
        _tell(row, _sent(row), by=by)
        if row.signed_on is not None:
            _tell_signed(row, row.signed_on, by=by)
        note("contract.sent", target=row.title, by=by, contract=str(row.pk))
    return contract_by_id(row.pk)


def sign_contract(contract_id: UUID, *, by: Actor, on: date | None = None, who: str = "") -> SentContract:
    """It came back signed; said again, with another day or name.

    Raises:
        NotFound: no such contract.
        InputError: the day lies before the sending, or is to come.
    """
    with transaction.atomic():
        row = _locked(contract_id, None)
        row.signed_on = checked_past("signed_on", on, since=row.sent_on)
        row.signed_by = line("who", who, most=120) or row.to_name
        _save(row)
        _tell_signed(row, row.signed_on, by=by)
        note("contract.signed", target=row.title, by=by, contract=str(row.pk))
    return contract_by_id(contract_id)


def unsign_contract(contract_id: UUID, *, by: Actor) -> SentContract:
    """It was not signed; doing it twice is no error.

    Raises:
        NotFound: no such contract.
    """
    with transaction.atomic():
        row = _locked(contract_id, None)
        if row.signed_on is not None:
            row.signed_on, row.signed_by = None, ""
            _save(row)
            retract([_fact_id(row, ContractSigned)], by=by, reason="taken back")
    return contract_by_id(contract_id)


def remove_contract(contract_id: UUID, *, by: Actor) -> SentContract:
    """It was written down by mistake.

    Raises:
        NotFound: no such contract.
    """
    with transaction.atomic():
        row = _locked(contract_id, None)
        row.removed_at = now()
        _save(row)
        kinds: list[type[Fact]] = [ContractSent, *([ContractSigned] if row.signed_on else [])]
        retract([_fact_id(row, kind) for kind in kinds], by=by, reason="written by mistake")
        note("contract.removed", target=row.title, by=by, contract=str(row.pk))
    return row


def restore_contract(contract_id: UUID, *, by: Actor) -> SentContract:
    """Take back that it was a mistake; doing it twice is no error.

    Raises:
        NotFound: no such contract.
    """
    with transaction.atomic():
        row = _locked(contract_id, None, removed=True)
        if row.removed_at is not None:
            row.removed_at = None
            _save(row)
            _tell(row, _sent(row), by=by)
            if row.signed_on is not None:
                _tell_signed(row, row.signed_on, by=by)
    return contract_by_id(contract_id)


def _new(deal: Any, by: Actor) -> SentContract:  # noqa: ANN401 - a deal of sales
    return SentContract(
        workspace_id=current_workspace_id(), deal=deal, title=_("Contract"), sent_on=today(), how="mail",
        made_by=by.label[:200],
    )  # fmt: skip


def _locked(contract_id: UUID, expected: int | None, *, removed: bool = False) -> SentContract:
    SentContract.objects.select_for_update().filter(pk=contract_id).first()
    row = contract_by_id(contract_id, removed=removed)
    if expected is not None and row.revision != expected:
        raise Stale(_("The contract has been changed since you read it."))
    row.revision += 1
    return row


def _save(row: SentContract) -> None:
    row.updated_at = now()
    row.save()


def _apply(row: SentContract, deal: Any, given: Mapping[str, Any]) -> None:  # noqa: ANN401 - a deal of sales
    for name in ("title", "how", "to_name", "link"):
        if name in given:
            setattr(row, name, given[name])
    if "sent_on" in given:
        row.sent_on = checked_past("sent_on", given["sent_on"], since=min(deal.created_on, row.sent_on))
    if row.signed_on is not None and row.signed_on < row.sent_on:
        raise InputError(
            _("It was signed before that day."), field="sent_on", came=row.sent_on,
            wanted=_("a day until %(day)s") % {"day": row.signed_on},
        )  # fmt: skip
    if "contact_id" in given:
        row.contact = contact_of(deal, given["contact_id"])
        row.to_name = row.contact.name if row.contact else row.to_name
    if "quote_id" in given:
        row.quote = _one(quotes_of_deal(deal.pk), given["quote_id"], "quote_id")
    if "file_id" in given:
        row.file = _one(files_of(deal.account_id), given["file_id"], "file_id")
        row.file_name, row.sha256 = (row.file.name, row.file.sha256) if row.file else ("", "")
    if not row.to_name:
        raise InputError(_("This is missing."), field="to_name", wanted=_("to whom it went"))
    if not (row.link or row.sha256):
        raise InputError(
            _("Say where the document is."), field="file_id", wanted=_("a file of the account, or a link")
        )


def _one(rows: Any, wanted: UUID | None, field: str) -> Any:  # noqa: ANN401 - rows of any table
    if wanted is None:
        return None
    found = rows.filter(pk=wanted).first()
    if found is None:
        raise InputError(
            _("There is no such record."), field=field, came=wanted, wanted=_("one of this deal")
        )
    return found


def _named(row: SentContract) -> dict[str, Any]:
    return {
        "account": row.deal.account_id or NO_ACCOUNT, "subject": contract_subject(row.pk),
        "name": row.deal.name, "deal": str(row.deal_id), "owner": row.deal.owner_name, "document": row.title,
    }  # fmt: skip


def _sent(row: SentContract) -> ContractSent:
    return ContractSent(
        **_named(row), occurred_at=moment_of(row.sent_on), day=row.sent_on, how=row.how, to=row.to_name,
        quote=row.quote.number if row.quote else "", file=row.file_name, sha256=row.sha256, link=row.link,
    )  # fmt: skip


def _tell(row: SentContract, fact: Fact, *, by: Actor) -> None:
    record(fact, by=by, id=_fact_id(row, type(fact)))


def _tell_signed(row: SentContract, on: date, *, by: Actor) -> None:
    fact = ContractSigned(
        **_named(row), occurred_at=moment_of(on), day=on, who=row.signed_by, days=(on - row.sent_on).days
    )
    _tell(row, fact, by=by)


def _fact_id(row: SentContract, kind: type[Fact]) -> UUID:
    return stable_id(current_workspace_id(), "sent_contract", row.pk, kind.type)
