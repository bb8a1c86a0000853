"""Deals: one row each, known by their external id.

Names that match nothing (a product, an account, a stage) are refused with the value that came, so that it
can be said once for all rows what it means. A deal that is closed passes the gate as everywhere, unless
the import says that it brings history.
"""

from collections.abc import Hashable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.contracts.queries import products
from banso.domain.sales.actions import UpsertedDeal, upsert_deals
from banso.domain.sales.queries import deal_stages
from banso.integrations.files.kinds.accounts_of_rows import find_accounts
from banso.integrations.files.kinds.base import Field, Job, Kind, Outcome, Row, Touched, of_type, text_of
from banso.integrations.files.kinds.contacts import ACCOUNT_FIELDS
from banso.integrations.files.kinds.owners import Owners
from banso.kit.errors import BansoError, InputError
from banso.kit.words import Text

FIELDS = (
    Field(
        "external_id",
        "text",
        Text(en="External ID", ja="外部ID"),
        ("id", "deal_id", "dealid", "opportunity_id", "opportunityid", "商談ID", "案件ID"),
    ),
    Field(
        "name",
        "text",
        Text(en="Name", ja="名前"),
        ("deal_name", "dealname", "opportunity_name", "商談名", "案件名"),
    ),
    *ACCOUNT_FIELDS,
    Field(
        "owner",
        "text",
        Text(en="Salesperson", ja="営業担当者"),
        ("owner_email", "owner_name", "sales_agent", "sales_rep", "担当者", "営業担当", "担当営業"),
    ),
    Field("product", "text", Text(en="Product", ja="製品"), ("product_name", "製品名", "商品", "商品名")),
    Field(
        "stage",
        "text",
        Text(en="Stage", ja="段階"),
        ("deal_stage", "stage_name", "dealstage", "フェーズ", "ステージ"),
    ),
    Field("status", "text", Text(en="State", ja="状態"), ("deal_status", "ステータス")),
    Field(
        "amount",
        "number",
        Text(en="Amount", ja="金額"),
        ("close_value", "value", "deal_amount", "受注金額", "商談金額"),
    ),
    Field(
        "currency",
        "text",
        Text(en="Currency", ja="通貨"),
        ("currency_code", "currency_iso_code", "通貨コード"),
    ),
    Field("forecast", "text", Text(en="Forecast", ja="フォーキャスト"), ("forecast_category",)),
    Field(
        "expected_close_on",
        "date",
        Text(en="Expected to close on", ja="完了予定日"),
        ("expected_close_date",),
    ),
    Field(
        "created_on",
        "date",
        Text(en="Began on", ja="開始日"),
        ("created", "created_at", "created_date", "createdate", "作成日"),
    ),
    Field("engaged_on", "date", Text(en="Engaged on", ja="顧客の関与日"), ("engage_date",)),
    Field("closed_on", "date", Text(en="Closed on", ja="完了日"), ("close_date", "closedate", "受注日")),
    Field(
        "loss_reason", "text", Text(en="Reason", ja="理由"), ("reason", "lost_reason", "失注理由", "受注理由")
    ),
    Field("source", "text", Text(en="Source", ja="流入元"), ("lead_source", "leadsource", "リードソース")),
    Field(
        "is_won",
        "bool",
        Text(en="Won, says the source", ja="受注（元データ）"),
        ("iswon", "won", "受注フラグ"),
    ),
    Field(
        "is_closed",
        "bool",
        Text(en="Closed, says the source", ja="完了（元データ）"),
        ("isclosed", "完了フラグ"),
    ),
    Field(
        "closed_before_banso",
        "bool",
        Text(en="Closed before Banso", ja="Banso以前に完了"),
        ("history", "過去分"),
    ),
)
# Their values may be given another meaning once for all rows.
NAMED = (
    *("account_external_id", "account_name", "owner", "product", "stage", "status", "loss_reason"),
    *("created_on", "engaged_on"),
)


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    found, made = find_accounts(rows, job)
    words = _Words()
    results: list[Outcome | None] = []
    wanted: list[dict[str, object]] = []
    for row, account, touched in zip(rows, found, made, strict=True):
        errors: list[InputError] = []
        values = _values(row.values, account, words, errors, history=job.history)
        if errors:
            results.append(Outcome("rejected", errors, touched))
        else:
            wanted.append(values)
            results.append(None)
    told = iter(upsert_deals(wanted, by=job.by, source=job.source))
    outcomes = []
    for row, result, touched in zip(rows, results, made, strict=True):
        outcome = result or _outcome(row, next(told), touched)
        if outcome.decision != "rejected":
            outcome.remarks += words.owners.remarks(text_of(row.values, "owner"))
        outcomes.append(outcome)
    return outcomes


def _outcome(row: Row, result: UpsertedDeal, touched: list[Touched]) -> Outcome:
    if result.outcome == "refused":
        return Outcome("rejected", [_told(result.error)] if result.error else [], touched)
    outcome = Outcome("new" if result.outcome == "created" else result.outcome, touched=touched)
    if result.outcome != "same":
        before = None if result.outcome == "created" else result.before
        label = text_of(row.values, "name") or result.external_id
        outcome.touched.append(Touched("deal", str(result.deal_id), label, before, result.version))
    if result.outcome == "created" and not row.values.get("created_on") and not row.values.get("engaged_on"):
        dated = (
            "engaged_on" if "engaged_on" in row.values and "created_on" not in row.values else "created_on"
        )
        outcome.remarks.append(
            InputError(
                _("The row says no day on which the deal began."), field=dated,
                wanted=_("it counts as begun on the day it was closed, or today"),
            )
        )  # fmt: skip
    return outcome


def _told(error: BansoError) -> InputError:
    return error if isinstance(error, InputError) else InputError(error.message)


class _Words:
    """What the workspace calls its products, stages and reasons, read once for a batch."""

    def __init__(self) -> None:
        self.products = {row.name.casefold(): row.pk for row in products()}
        self.stages = {
            word.casefold(): each
            for each in deal_stages()
            for word in (each.key, each.words.en, each.words.ja)
        }
        self.owners = Owners()


def _values(
    values: Mapping[str, object],
    account: UUID | InputError,
    words: _Words,
    errors: list[InputError],
    *,
    history: bool,
) -> dict[str, object]:
    """A row as the action takes it. Every name in it that matches nothing goes into `errors`."""
    status, stage = "open", ""
    try:
        status, stage = _status(values, words)
    except InputError as error:
        errors.append(error)
    past = status != "open" and (history or bool(values.get("closed_before_banso")))
    if isinstance(account, InputError) and (not past or _names_account(values)):
        errors.append(account if _names_account(values) else _no_account(values))
    product = text_of(values, "product")
    if product and product.casefold() not in words.products:
        errors.append(_no_product(product))
    name = text_of(values, "name") or " ".join(filter(None, (text_of(values, "account_name"), product)))
    kept: dict[str, object] = {
        "external_id": text_of(values, "external_id"),
        "name": name or text_of(values, "external_id"),
        "status": status,
    }
    if not isinstance(account, InputError):
        kept["account_id"] = account
    if product.casefold() in words.products:
        kept["product_id"] = words.products[product.casefold()]
    kept |= {each: values[each] for each in _SAME if values.get(each) not in {None, ""}}
    began = values.get("created_on") or values.get("engaged_on")
    if began:
        kept["created_on"] = began
    kept |= words.owners.values(text_of(values, "owner"))
    if stage:
        kept["stage"] = stage
    if status != "open":
        kept |= {"closed_on": values.get("closed_on"), "reason": text_of(values, "loss_reason")}
    elif values.get("closed_on") and "expected_close_on" not in kept:
        # What other systems call the closing date of an open deal is the day on which it is expected.
        kept["expected_close_on"] = values["closed_on"]
    return {**kept, "closed_before_banso": True} if past else kept


_SAME = ("amount", "currency", "forecast", "expected_close_on", "engaged_on", "source")
_STATUS = {
    "open": "open", "進行中": "open", "won": "won", "closed won": "won", "受注": "won", "成約": "won",
    "closedwon": "won", "lost": "lost", "closed lost": "lost", "closedlost": "lost", "失注": "lost",
}  # fmt: skip


def _status(values: Mapping[str, object], words: _Words) -> tuple[str, str]:
    """Whether the deal is open, won or lost, and in which stage it stands ("" where that is not told).

    A column for the stage may say that it is closed, as many systems have it.
    """
    said, stage = text_of(values, "status").casefold(), text_of(values, "stage").casefold()
    if said and said not in _STATUS:
        raise InputError(
            _("This is no state of a deal."), field="status", came=text_of(values, "status"),
            wanted="open, won, lost",
        )  # fmt: skip
    found = words.stages.get(stage)
    if (
        stage
        and found is None
        and stage not in _STATUS
        and of_type(values.get("is_closed"), bool) is not True
    ):
        raise InputError(
            _("There is no such stage."), field="stage", came=text_of(values, "stage"),
            wanted=", ".join(str(each) for each in deal_stages()),
        )  # fmt: skip
    if values.get("is_closed") is True:
        status = "won" if values.get("is_won") is True else "lost"
    else:
        status = (
            _STATUS.get(said) or _STATUS.get(stage) or ("won" if found is not None and found.won else "open")
        )
    return status, found.key if found is not None and not found.won else ""


def _no_product(name: str) -> InputError:
    return InputError(
        _("No product is called “%(name)s”.") % {"name": name}, field="product", came=name,
        wanted=_("a product’s name, or what it means once for all rows"),
    )  # fmt: skip


def _no_account(values: Mapping[str, object]) -> InputError:
    named = "account_name" if "account_name" in values else "account_external_id"
    return InputError(
        _("The row names no account."), field=named, came="",
        wanted=_("an account; say once for all rows which one is meant by nothing"),
    )  # fmt: skip


def _names_account(values: Mapping[str, object]) -> bool:
    return bool(text_of(values, "account_external_id") or text_of(values, "account_name"))


def key(values: Mapping[str, object]) -> Hashable | None:
    return text_of(values, "external_id") or None


DEALS = Kind("deals", Text(en="Deals", ja="商談"), FIELDS, write, key, named=NAMED)
