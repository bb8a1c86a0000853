"""Which account a row belongs to: found by external id or by name, or made where that is wanted."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.accounts.actions import upsert_accounts
from banso.domain.accounts.queries import account_ids_by_external_id, accounts
from banso.integrations.files.kinds.base import Job, Row, Touched, text_of, unknown_account
from banso.kit.errors import InputError

_CHUNK = 500


def find_accounts(rows: Sequence[Row], job: Job) -> tuple[list[UUID | InputError], list[list[Touched]]]:
    """For each row its account, or why there is none; and the accounts that were made for it."""
    wanted = {text_of(row.values, "account_external_id") for row in rows} - {""}
    known = account_ids_by_external_id(wanted)
    made: dict[str, Touched] = {}
    if job.create_accounts:
        made = _made(rows, wanted - set(known), job, known)
    named = _by_name({text_of(row.values, "account_name") for row in rows if _asks_by_name(row.values)})
    found: list[UUID | InputError] = []
    touched: list[list[Touched]] = []
    for row in rows:
        external_id = text_of(row.values, "account_external_id")
        if external_id:
            found.append(known.get(external_id) or unknown_account(external_id))
        else:
            found.append(_named(row.values, named))
        # The account belongs to the first row that needs it.
        first = made.pop(external_id, None)
        touched.append([first] if first else [])
    return found, touched


def _asks_by_name(values: Mapping[str, object]) -> bool:
    return not text_of(values, "account_external_id") and bool(text_of(values, "account_name"))


def _made(rows: Sequence[Row], missing: set[str], job: Job, known: dict[str, UUID]) -> dict[str, Touched]:
    names: dict[str, str] = {}
    for row in rows:
        external_id = text_of(row.values, "account_external_id")
        if external_id in missing:
            names.setdefault(external_id, text_of(row.values, "account_name") or external_id)
    results = upsert_accounts(
        [{"external_id": key, "name": name} for key, name in names.items()], by=job.by, source=job.source
    )
    made = {}
    for (external_id, name), result in zip(names.items(), results, strict=True):
        if result.account_id is not None:
            known[external_id] = result.account_id
        if result.account_id is not None and result.outcome == "created":
            made[external_id] = Touched("account", str(result.account_id), name, None, 1)
    return made


def _by_name(names: set[str]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    wanted = sorted(names)
    for start in range(0, len(wanted), _CHUNK):
        rows = accounts().filter(name__in=wanted[start : start + _CHUNK]).values_list("name", "pk")
        for name, pk in rows:
            found.setdefault(name, []).append(pk)
    return found


def _named(values: Mapping[str, object], named: Mapping[str, list[UUID]]) -> UUID | InputError:
    name = text_of(values, "account_name")
    if not name:
        return InputError(
            _("The row names no account."), field="account_external_id",
            wanted=_("the external id of an account"),
        )  # fmt: skip
    several = named.get(name, [])
    if len(several) == 1:
        return several[0]
    said = (
        _("Several accounts are called “%(name)s”.") if several else _("No account is called “%(name)s”.")
    ) % {"name": name}
    return InputError(said, field="account_name", came=name, wanted=_("the external id of an account"))
