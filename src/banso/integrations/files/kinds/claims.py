"""What one file claims of an account and another contradicts: told with the row, and nothing is changed.

A list of customers may say of one that it has left, or that it only tries the product. What that means is
not decided here: the MRR ledger follows the subscriptions alone. The claim is kept, so that the file of
subscriptions, which comes later, can be held against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.contracts.actions import Line
from banso.domain.contracts.queries import lines_of_accounts
from banso.integrations.files.kinds.base import Row, of_type
from banso.integrations.files.models import AccountClaim
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id, today

CLAIMS = ("gone", "on_trial")
_CHUNK = 500
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Attributes: lines: the external ids of the subscriptions that say otherwise."""

    error: InputError
    lines: frozenset[str]


def keep_claims(claims: Mapping[UUID, Row], run: UUID) -> None:
    """Keep what rows claim of their accounts; what was claimed before by an older file no longer counts."""
    told = [
        AccountClaim(
            workspace_id=current_workspace_id(), run_id=run, account=account, row=row.number,
            gone=of_type(row.values.get("gone"), bool), on_trial=of_type(row.values.get("on_trial"), bool),
        )
        for account, row in claims.items()
        if any(of_type(row.values.get(name), bool) is not None for name in CLAIMS)
    ]  # fmt: skip
    AccountClaim.objects.bulk_create(
        told,
        update_conflicts=True,
        unique_fields=["workspace", "account"],
        update_fields=["run", "row", "gone", "on_trial"],
        batch_size=100,
    )


def contradictions_of(accounts: Sequence[UUID]) -> dict[UUID, list[Contradiction]]:
    """What the subscriptions of these accounts say against the claims that are kept of them."""
    found: dict[UUID, list[Contradiction]] = {}
    for start in range(0, len(accounts), _CHUNK):
        chunk = accounts[start : start + _CHUNK]
        claims = AccountClaim.objects.filter(account__in=chunk).select_related("run")
        claimed = {claim.account: claim for claim in claims}
        lines = lines_of_accounts(list(claimed)) if claimed else {}
        for account, claim in claimed.items():
            told = list(_against(claim, lines[account]))
            if told:
                found[account] = told
    return found


def _against(claim: AccountClaim, lines: Sequence[Line]) -> Iterator[Contradiction]:
    day = today()
    in_force = [(line, version) for line in lines if (version := line.version_on(day)) is not None]
    paying = [line for line, version in in_force if version.monthly > 0 and not version.trial]
    if claim.gone and in_force:
        said = _("%(claim)s says that the account is gone, but subscriptions are open: %(lines)s.")
        yield _said(claim, "gone", said, [line for line, _version in in_force])
    if claim.on_trial and paying:
        said = _("%(claim)s says that the account is on trial, but it pays for subscriptions: %(lines)s.")
        yield _said(claim, "on_trial", said, paying)
    ended = [line for line in lines if line.ends_on is not None and line.ends_on <= day]
    if claim.gone is False and lines and len(ended) == len(lines):
        said = _("%(claim)s says that the account is there, but its subscriptions have ended: %(lines)s.")
        yield _said(claim, "gone", said, ended)


def _said(claim: AccountClaim, field: str, said: str, lines: Sequence[Line]) -> Contradiction:
    names = [line.external_id for line in lines]
    shown = ", ".join(names[:_NAMED]) + ("" if len(names) <= _NAMED else f" … ({len(names)})")
    source = _("Row %(row)s of %(file)s") % {"row": claim.row, "file": claim.run.file_name}
    error = InputError(said % {"claim": source, "lines": shown}, field=field, came=shown)
    return Contradiction(error, frozenset(names))
