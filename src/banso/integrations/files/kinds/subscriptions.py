"""Subscription lines: what an account pays for, per month or per interval."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from banso.domain.contracts.actions import LineRow, Upserted, upsert_lines
from banso.domain.contracts.queries import lines_by_external_id
from banso.integrations.files.kinds.accounts_of_rows import find_accounts
from banso.integrations.files.kinds.base import (
    Decision,
    Field,
    Job,
    Kind,
    Outcome,
    Row,
    Touched,
    of_type,
    text_of,
)
from banso.integrations.files.kinds.claims import contradictions_of
from banso.integrations.files.kinds.contacts import ACCOUNT_FIELDS
from banso.kit.errors import InputError
from banso.kit.money import exponent
from banso.kit.tenancy import current_workspace
from banso.kit.words import Text

FIELDS = (
    Field(
        "external_id", "text", Text(en="External ID", ja="外部ID"),
        ("id", "subscription_id", "line_id", "contract_id", "契約ID", "契約番号", "サブスクリプションID",
         "明細ID"),
        required=True,
    ),
    *ACCOUNT_FIELDS,
    Field("product", "text", Text(en="Product", ja="製品"), ("product_name", "product_id", "商品", "商品名",
     "製品名", "サービス名")),
    Field("plan", "text", Text(en="Plan", ja="プラン"), ("plan_tier", "plan_name", "plan_id", "tier",
     "契約プラン")),
    Field(
        "starts_on", "date", Text(en="Starts on", ja="開始日"),
        ("start_date", "start", "started_at", "begins_on", "契約開始日", "利用開始日", "適用開始日"),
         required=True,
    ),
    Field(
        "ends_on", "date", Text(en="First day no longer paid", ja="支払いが終わる最初の日"),
        ("end_date", "end", "ended_at", "churn_date", "解約日", "契約終了日", "終了日"),
    ),
    Field(
        "mrr", "number", Text(en="MRR", ja="月額（MRR）"),
        ("mrr_amount", "monthly", "monthly_amount", "monthly_fee", "月額", "月額料金", "月額単価"),
    ),
    Field("amount", "number", Text(en="Amount per interval", ja="期間ごとの金額"), ("price", "金額",
     "契約金額", "料金")),
    Field(
        "interval", "text", Text(en="Interval", ja="支払い間隔"),
        ("billing_interval", "billing_frequency", "billing_period", "支払間隔", "請求周期", "支払サイクル"),
    ),
    Field("interval_count", "whole", Text(en="Intervals per payment", ja="支払い間隔の数")),
    Field(
        "unit_amount_minor", "number",
        Text(en="Unit price in the smallest unit (cents)", ja="単価（最小通貨単位）"), ("unit_amount",),
    ),
    Field("currency", "text", Text(en="Currency", ja="通貨"), ("currency_code", "通貨コード")),
    Field("seats", "whole", Text(en="Seats", ja="席数"), ("quantity", "licenses", "licences",
     "ライセンス数", "契約数", "数量", "シート数")),
    Field("trial", "bool", Text(en="Trial", ja="試用"), ("is_trial", "トライアル", "無料トライアル")),
    Field("status", "text", Text(en="Status", ja="状態"), ("subscription_status", "ステータス")),
)  # fmt: skip
# How often a year such an interval comes, as billing systems count them.
_A_YEAR = {"day": 365, "week": 52, "month": 12, "year": 1}
_NAMED = {("day", 7): "week", ("month", 3): "quarter", ("month", 6): "half", ("month", 12): "year"}
# What Stripe calls a subscription whose first payment never came: it was never paid for.
_NEVER_PAID = frozenset({"incomplete", "incomplete_expired"})


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    found, made = find_accounts(rows, job)
    outcomes: list[Outcome] = []
    lines: list[LineRow] = []
    places: list[int] = []
    for place, (row, account, touched) in enumerate(zip(rows, found, made, strict=True)):
        try:
            if not isinstance(account, UUID):
                raise account
            lines.append(line_row(row.values, account))
        except InputError as error:
            outcomes.append(Outcome("rejected", [error], touched))
        else:
            places.append(place)
            outcomes.append(Outcome("same", touched=touched))
    result = upsert_lines(lines, by=job.by, source=job.source, strict=False)
    _tell(outcomes, places, lines, result)
    _remark(outcomes, places, lines)
    return outcomes


def _remark(outcomes: list[Outcome], places: list[int], lines: list[LineRow]) -> None:
    """What the lists of customers claim against these lines, with the first row that says otherwise."""
    taken: dict[UUID, list[tuple[str, Outcome]]] = {}
    for place, line in zip(places, lines, strict=True):
        if outcomes[place].decision != "rejected":
            taken.setdefault(line.account, []).append((line.external_id.strip(), outcomes[place]))
    for account, against in contradictions_of(list(taken)).items():
        for each in against:
            rows = [outcome for name, outcome in taken[account] if name in each.lines]
            if rows:
                rows[0].remarks.append(each.error)


def _tell(outcomes: list[Outcome], places: list[int], lines: list[LineRow], result: Upserted) -> None:
    decisions: dict[str, Decision] = dict.fromkeys(result.created, "new")
    decisions.update(dict.fromkeys(result.changed, "changed"))
    by_position = {each.position: each.error for each in result.rejected}
    accepted = {*result.created, *result.changed, *result.same}
    by_id = {each.external_id.strip(): each.error for each in result.rejected}
    first: dict[str, int] = {}
    for position, (place, line) in enumerate(zip(places, lines, strict=True)):
        external_id = line.external_id.strip()
        error = by_position.get(position) or (by_id.get(external_id) if external_id not in accepted else None)
        if error is not None:
            outcomes[place] = Outcome("rejected", [error], outcomes[place].touched)
            continue
        outcomes[place].decision = decisions.get(external_id, "same")
        first.setdefault(external_id, place)
    written = lines_by_external_id([*result.created, *result.changed])
    before = {line.external_id: msgspec.to_builtins(line, enc_hook=str) for line in result.before}
    for external_id, place in first.items():
        if external_id in written:
            outcomes[place].touched.append(
                Touched(
                    "line", external_id, external_id, before.get(external_id), written[external_id].version
                )
            )


def line_row(values: Mapping[str, object], account: UUID) -> LineRow:
    """The line that a row describes, with its amount worked out from unit price, seats and interval.

    Raises:
        InputError: the amount cannot be worked out, or the line was never paid for.
    """
    status = text_of(values, "status").strip().lower()
    if status in _NEVER_PAID:
        raise InputError(
            _("The subscription was never paid for."), field="status", came=status,
            wanted=_("a subscription that began"),
        )  # fmt: skip
    starts_on = of_type(values.get("starts_on"), date)
    if starts_on is None:
        raise InputError(_("A start is needed."), field="starts_on", wanted=_("a date"))
    currency = text_of(values, "currency").strip().upper()
    interval, scale = _interval(values)
    amount = of_type(values.get("amount"), Decimal)
    if amount is None:
        amount = _from_unit_price(values, currency)
    mrr = of_type(values.get("mrr"), Decimal)
    if scale is not None and amount is not None:
        mrr, amount = amount * scale, None
    return LineRow(
        external_id=text_of(values, "external_id"),
        account=account,
        starts_on=starts_on,
        product=text_of(values, "product"),
        plan=text_of(values, "plan"),
        ends_on=of_type(values.get("ends_on"), date),
        mrr=mrr,
        # What is billed yearly may still be told per month: `mrr` says so, and the interval is only kept.
        amount=amount if mrr is None else None,
        interval=interval or "month",
        currency=currency,
        seats=of_type(values.get("seats"), int),
        trial=bool(values.get("trial")) or status == "trialing",
    )


def _interval(values: Mapping[str, object]) -> tuple[str, Decimal | None]:
    """The interval's name, and payments per month where no name fits: a year has 365 days or 52 weeks."""
    interval = text_of(values, "interval").strip().lower()
    count = of_type(values.get("interval_count"), int)
    if not interval or (count in {None, 1} and interval != "day"):
        return interval, None
    count = 1 if count is None else count
    if interval not in _A_YEAR or count < 1:
        raise InputError(
            _("The billing interval cannot be counted in months."), field="interval",
            came=f"{count} × {interval}", wanted=", ".join(_A_YEAR),
        )  # fmt: skip
    named = _NAMED.get((interval, count))
    return (named, None) if named else ("month", Decimal(_A_YEAR[interval]) / (12 * count))


def _from_unit_price(values: Mapping[str, object], currency: str) -> Decimal | None:
    """Unit price in the smallest unit times seats, as Stripe bills `per_unit` prices."""
    if "unit_amount_minor" not in values:
        return None
    unit = of_type(values["unit_amount_minor"], Decimal)
    if unit is None:
        raise InputError(
            _("The price has no single amount, so the MRR is not known."), field="unit_amount_minor",
            wanted=_("a price per unit; tiered and metered prices have none"),
        )  # fmt: skip
    seats = of_type(values.get("seats"), int)
    return (unit * (1 if seats is None else seats)).scaleb(
        -exponent(currency or current_workspace().currency)
    )


def key(values: Mapping[str, object]) -> Hashable | None:
    return text_of(values, "external_id").strip() or None


def together(values: Mapping[str, object]) -> tuple[str, ...]:
    # By account: its ledger is worked out anew once, and not for every batch that one of its lines is in.
    account = text_of(values, "account_external_id") or text_of(values, "account_name")
    return account, text_of(values, "external_id").strip()


SUBSCRIPTIONS = Kind(
    "subscriptions", Text(en="Subscriptions", ja="契約"), FIELDS, write, key, together=together
)
