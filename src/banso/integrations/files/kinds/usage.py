"""Usage: one event each, known by its id, appended to the usage log like what products send.

Which ids came in, and with what, is kept here. The log is only ever added to: a row that comes again with
other values is a further version, and the one before is withdrawn from then on.
"""

import hashlib
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from banso.domain.contracts.queries import subscriptions
from banso.domain.privacy.queries import demand_welcome, suppression
from banso.engine.journal.usage.imports import ImportedUse, append_imported, withdraw_imported
from banso.engine.journal.usage.suppressing import Suppression
from banso.integrations.files.kinds.accounts_of_rows import find_accounts
from banso.integrations.files.kinds.base import (
    Field,
    Job,
    Kind,
    Outcome,
    Row,
    Touched,
    of_type,
    rejected,
    text_of,
)
from banso.integrations.files.kinds.contacts import ACCOUNT_FIELDS
from banso.integrations.files.models import ImportedEvent
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id, day_of
from banso.kit.words import Text

_CHUNK = 500
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?")
_LONGEST = 200
FIELDS = (
    Field(
        "id", "text", Text(en="Event ID", ja="イベントID"),
        ("event_id", "usage_id", "message_id", "messageid", "ログID"), required=True,
    ),
    *ACCOUNT_FIELDS,
    Field(
        "subscription_external_id", "text", Text(en="Subscription’s external ID", ja="契約の外部ID"),
        ("subscription_id", "契約ID", "契約番号"),
    ),
    Field(
        "person_id", "text", Text(en="Person", ja="利用者"),
        ("user_id", "userid", "user", "person", "利用者ID", "ユーザーID"),
    ),
    Field(
        "name", "text", Text(en="Event", ja="イベント名"),
        ("event", "event_name", "feature_name", "feature", "action", "イベント", "機能", "機能名", "操作"),
        required=True,
    ),
    Field(
        "occurred_at", "moment", Text(en="Happened at", ja="発生日時"),
        ("timestamp", "time", "date", "usage_date", "occurred_on", "created_at", "日時", "利用日", "発生日"),
        required=True,
    ),
    Field("properties", "json", Text(en="Properties (JSON)", ja="プロパティ（JSON）"), ("props",
     "attributes", "属性")),
)  # fmt: skip


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    subscribed = _subscribed(rows)
    found = _accounts(rows, subscribed, job)
    known = _known([text_of(row.values, "id") for row in rows])
    outcomes: list[Outcome] = []
    uses: list[ImportedUse] = []
    kept: list[ImportedEvent] = []
    corrected: list[str] = []
    away = suppression()
    for row, (account, touched) in zip(rows, found, strict=True):
        outcome = rejected(account) if isinstance(account, InputError) else Outcome("new")
        outcome.touched = touched
        outcomes.append(outcome)
        if isinstance(account, InputError):
            continue
        use = _use(row.values, account)
        if error := _too_long(use) or _erased(use, away):
            outcome.decision, outcome.errors = "rejected", [error]
            continue
        if span := subscribed.get(_subscription(row)):
            outcome.remarks += _outside(use, _subscription(row), span)
        digest, content = _digest(use.id), _content(use, row)
        before = known.get(digest)
        if before is not None and before.content == content:
            outcome.decision = "same"
            continue
        if before is not None and before.run == job.run:
            outcome.decision, outcome.errors = "rejected", [_stands_before(use)]
            continue
        version = 1
        if before is not None:
            outcome.decision, version = "changed", before.version + 1
            corrected.append(use.id)
        uses.append(replace(use, version=version))
        kept.append(
            ImportedEvent(
                workspace_id=current_workspace_id(), run_id=job.run, digest=digest, content=content,
                version=version,
            )
        )  # fmt: skip
    ImportedEvent.objects.bulk_create(kept, batch_size=_CHUNK)
    if not job.dry:
        if corrected:
            withdraw_imported(corrected, job.run)
        # Should the transaction be lost after this, the rows are sent again and the log's reader passes over
        # them: a version of a row counts once.
        append_imported(uses, job.run)
    return outcomes


class _Subscribed(NamedTuple):
    """A subscription that rows name: whose it is, its first day and the first day after it (None = open)."""

    account: UUID
    starts_on: date
    ends_on: date | None


def _subscribed(rows: Sequence[Row]) -> dict[str, _Subscribed]:
    wanted = sorted({_subscription(row) for row in rows} - {""})
    found: dict[str, _Subscribed] = {}
    for start in range(0, len(wanted), _CHUNK):
        known = subscriptions().filter(external_id__in=wanted[start : start + _CHUNK])
        for name, account, starts, ends in known.values_list(
            "external_id", "account_id", "starts_on", "ends_on"
        ):
            found[name] = _Subscribed(account, starts, ends)
    return found


def _outside(use: ImportedUse, name: str, span: _Subscribed) -> list[InputError]:
    """What is wrong with use on a day on which its subscription was not in force; it counts all the same."""
    day = day_of(use.occurred_at)
    said = ""
    if day < span.starts_on:
        said = _("It was used on %(day)s, before the subscription %(id)s began on %(other)s.")
    elif span.ends_on is not None and day >= span.ends_on:
        said = _("It was used on %(day)s, but the subscription %(id)s was not paid from %(other)s on.")
    if not said:
        return []
    other = span.starts_on if day < span.starts_on else span.ends_on
    return [
        InputError(said % {"day": day, "id": name, "other": other}, field="occurred_at", came=str(day)),
    ]


def _accounts(
    rows: Sequence[Row], subscribed: Mapping[str, _Subscribed], job: Job
) -> list[tuple[UUID | InputError, list[Touched]]]:
    """Each row's account: named by the row, or the one that its subscription belongs to."""
    named, made = find_accounts(rows, job)
    answer: list[tuple[UUID | InputError, list[Touched]]] = []
    for row, account, touched in zip(rows, named, made, strict=True):
        subscription = _subscription(row)
        if _names_account(row) or not subscription:
            answer.append((account, touched))
        else:
            owner = subscribed.get(subscription)
            answer.append((owner.account if owner else _unknown_subscription(subscription), touched))
    return answer


def _subscription(row: Row) -> str:
    return text_of(row.values, "subscription_external_id").strip()


def _names_account(row: Row) -> bool:
    return bool(text_of(row.values, "account_external_id") or text_of(row.values, "account_name"))


def _unknown_subscription(external_id: str) -> InputError:
    return InputError(
        _("There is no subscription with the external id “%(id)s”.") % {"id": external_id},
        field="subscription_external_id", came=external_id, wanted=_("the external id of a subscription"),
    )  # fmt: skip


def _use(values: Mapping[str, object], account: UUID) -> ImportedUse:
    given = values.get("properties")
    properties = dict(given) if isinstance(given, dict) else {}
    for name, value in values.items():
        if name.startswith("properties.") and value not in {None, ""}:
            properties[name.removeprefix("properties.")] = _typed(str(value))
    moment = of_type(values.get("occurred_at"), datetime)
    if moment is None:
        raise TypeError("occurred_at is read as a moment before a row comes here")
    return ImportedUse(
        text_of(values, "id"),
        account,
        text_of(values, "person_id"),
        text_of(values, "name"),
        moment,
        properties,
    )


def _typed(text: str) -> object:
    """A cell's number or truth as JSON has it."""
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return {"true": True, "false": False}.get(text.lower(), text)


def _too_long(use: ImportedUse) -> InputError | None:
    for field, text in (("id", use.id), ("name", use.name), ("person_id", use.person)):
        if len(text) > _LONGEST:
            wanted = _("at most %(most)s characters") % {"most": _LONGEST}
            return InputError(_("The text is too long."), field=field, came=text, wanted=wanted)
    return None


def _erased(use: ImportedUse, away: Suppression) -> InputError | None:
    try:
        demand_welcome(key=use.person, known=away)
        demand_welcome(mail=use.person if "@" in use.person else "", known=away)
    except InputError as error:
        return InputError(error.message, field="person_id", wanted=error.wanted)
    return None


def _stands_before(use: ImportedUse) -> InputError:
    said = _("“%(id)s” stands in this file before, with other values.")
    return InputError(said % {"id": use.id}, field="id", came=use.id, wanted=_("an id for each row"))


def _digest(event_id: str) -> bytes:
    return hashlib.blake2b(event_id.encode("utf-8", "replace"), digest_size=16).digest()


def _content(use: ImportedUse, row: Row) -> bytes:
    """The event as its row tells it: the account as it is written there, whatever it is part of by now."""
    account = [
        text_of(row.values, name).strip()
        for name in ("account_external_id", "account_name", "subscription_external_id")
    ]
    # A name beside an id says nothing more, and may change.
    named = account[0] or account[1:]
    told = (named, use.person, use.name, use.occurred_at, use.properties)
    return hashlib.blake2b(msgspec.json.encode(told, order="sorted"), digest_size=8).digest()


class _Before(NamedTuple):
    """What was told last under an id, and by which run."""

    content: bytes
    version: int
    run: UUID


def _known(ids: Sequence[str]) -> dict[bytes, _Before]:
    found: dict[bytes, _Before] = {}
    digests = [_digest(each) for each in ids]
    for start in range(0, len(digests), _CHUNK):
        rows = ImportedEvent.objects.filter(digest__in=digests[start : start + _CHUNK]).order_by("version")
        found.update(
            (bytes(digest), _Before(bytes(content), version, run))
            for digest, content, version, run in rows.values_list("digest", "content", "version", "run_id")
        )
    return found


def key(values: Mapping[str, object]) -> Hashable | None:
    return text_of(values, "id") or None


USAGE = Kind("usage", Text(en="Usage", ja="利用"), FIELDS, write, key, batch=5_000, open_prefix="properties")
