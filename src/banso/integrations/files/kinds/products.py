"""Products, with a plan and its list price where a row names them."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal

from banso.domain.contracts.actions import PlanValues, save_plan, save_product
from banso.domain.contracts.queries import products
from banso.integrations.files.kinds.base import Field, Job, Kind, Outcome, Row, Touched, of_type, text_of
from banso.kit.errors import BansoError, InputError
from banso.kit.words import Text

FIELDS = (
    Field(
        "name",
        "text",
        Text(en="Product", ja="製品"),
        ("product", "product_name", "製品名", "商品", "商品名"),
        required=True,
    ),
    Field("plan", "text", Text(en="Plan", ja="プラン"), ("plan_name", "プラン名")),
    Field(
        "list_price",
        "number",
        Text(en="List price", ja="定価"),
        ("price", "sales_price", "unit_price", "価格", "単価"),
    ),
    Field("currency", "text", Text(en="Currency", ja="通貨"), ("currency_code", "通貨コード")),
    Field("interval", "text", Text(en="Paid", ja="支払間隔"), ("billing_interval",)),
)


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    outcomes = []
    for row in rows:
        try:
            outcomes.append(_one(row.values, job))
        except BansoError as error:
            told = error if isinstance(error, InputError) else InputError(error.message)
            outcomes.append(Outcome("rejected", [told]))
    return outcomes


def _one(values: Mapping[str, object], job: Job) -> Outcome:
    name = text_of(values, "name").strip()
    found = products().filter(name=name).first()
    outcome = Outcome("same" if found else "new")
    if found is None:
        found = save_product(None, name=name, by=job.by)
        outcome.touched.append(Touched("product", str(found.pk), name, None, name))
    price = of_type(values.get("list_price"), Decimal)
    plan = text_of(values, "plan").strip() or (name if price is not None else "")
    if not plan:
        return outcome
    known = found.plans.filter(name=plan).first()
    given = PlanValues(
        plan,
        known.rank if known else 0,
        price,
        text_of(values, "currency") or (known.currency if known else ""),
        text_of(values, "interval") or (known.interval if known else "month"),
    )
    if known is None:
        save_plan(None, product_id=found.pk, values=given, by=job.by)
        return outcome if outcome.touched else Outcome("changed")
    if price is not None and known.list_price != price:
        save_plan(known.pk, product_id=found.pk, values=given, by=job.by)
        return Outcome("changed")
    return outcome


def key(values: Mapping[str, object]) -> Hashable | None:
    return (text_of(values, "name"), text_of(values, "plan")) if text_of(values, "name") else None


PRODUCTS = Kind("products", Text(en="Products", ja="製品"), FIELDS, write, key)
