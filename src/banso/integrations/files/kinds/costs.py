"""Cost entries: what a month cost, by category."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from banso.domain.contracts.actions import CostRow, upsert_costs
from banso.domain.contracts.queries import costs
from banso.integrations.files.kinds.base import Field, Job, Kind, Outcome, Row, Touched, of_type, text_of
from banso.kit.words import Text

_CHUNK = 500
FIELDS = (
    Field("external_id", "text", Text(en="External ID", ja="外部ID"), ("id", "entry_id", "伝票番号",
     "仕訳番号")),
    Field("month", "month", Text(en="Month", ja="月"), ("period", "date", "年月", "計上月", "対象月"),
     required=True),
    Field("category", "text", Text(en="Category", ja="区分"), ("kind", "type", "account", "費目", "科目",
     "勘定科目", "分類"), required=True),
    Field("amount", "number", Text(en="Amount", ja="金額"), ("cost", "value", "費用", "コスト"),
     required=True),
    Field("currency", "text", Text(en="Currency", ja="通貨"), ("currency_code", "通貨コード")),
    Field("note", "text", Text(en="Note", ja="摘要"), ("memo", "description", "メモ", "備考")),
)  # fmt: skip


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    places: Counter[tuple[str, str, str]] = Counter()
    entries = [_entry(row.values, places) for row in rows]
    known = _content([entry.external_id for entry in entries])
    result = upsert_costs(entries, by=job.by, source=job.source, strict=False)
    errors = {each.position: each.error for each in result.rejected}
    outcomes = []
    for position, (row, entry) in enumerate(zip(rows, entries, strict=True)):
        if position in errors:
            outcomes.append(Outcome("rejected", [errors[position]]))
        elif entry.external_id in result.same:
            outcomes.append(Outcome("same"))
        else:
            before = known.get(entry.external_id)
            label = f"{row.values['month']:%Y-%m} {entry.category}"
            touched = Touched("cost", entry.external_id, label, before, None)
            outcomes.append(Outcome("changed" if before else "new", touched=[touched]))
    after = _content([each.target for outcome in outcomes for each in outcome.touched])
    for outcome in outcomes:
        for each in outcome.touched:
            each.after = after.get(each.target)
    return outcomes


def _entry(values: Mapping[str, object], places: Counter[tuple[str, str, str]]) -> CostRow:
    month, amount = of_type(values.get("month"), date), of_type(values.get("amount"), Decimal)
    external_id = text_of(values, "external_id")
    if not external_id and month is not None:
        # Known by its place among the rows that look alike, so that the same file can be read twice.
        alike = (f"{month:%Y-%m}", text_of(values, "category").lower(), text_of(values, "currency").upper())
        places[alike] += 1
        external_id = ":".join((*alike, str(places[alike])))
    return CostRow(
        month=month or date.min,
        category=text_of(values, "category"),
        amount=Decimal("NaN") if amount is None else amount,
        currency=text_of(values, "currency"),
        external_id=external_id,
        note=text_of(values, "note"),
    )


def _content(external_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """The entries as an undo needs them, by external id."""
    found: dict[str, dict[str, str]] = {}
    for start in range(0, len(external_ids), _CHUNK):
        for row in costs().filter(external_id__in=external_ids[start : start + _CHUNK]):
            found[row.external_id] = {
                "month": row.month.isoformat(),
                "category": row.category,
                "amount": format(row.amount.normalize(), "f"),
                "currency": row.currency,
                "note": row.note,
            }
    return found


content = _content


def key(values: Mapping[str, object]) -> Hashable | None:
    return text_of(values, "external_id") or None


# In one batch: rows without id are told apart by their place in the file.
COSTS = Kind("costs", Text(en="Costs", ja="コスト"), FIELDS, write, key, batch=1_000_000)
