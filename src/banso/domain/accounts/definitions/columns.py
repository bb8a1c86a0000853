"""How the record fields of accounts are asked of the database."""

from datetime import date
from decimal import Decimal

from django.db.models import Q

from banso.domain.accounts.models import AccountTag, RoleAssignment
from banso.domain.accounts.rules.custom import FieldValue
from banso.domain.accounts.rules.values import TEAM_ROLES, Vocabulary
from banso.kit.conditions import Column
from banso.kit.conditions.database import FlagColumn, NamesColumn, OrderedColumn, TextColumn
from banso.kit.money import exponent

_TEXTS = (
    "name", "name_kana", "external_id", "corporate_number", "industry", "country", "region", "plan", "stage",
)  # fmt: skip


def account_columns(words: Vocabulary, today: date) -> dict[str, Column]:
    """A column for every record field, role and custom field; measures are not among them."""
    columns: dict[str, Column] = {name: TextColumn(name) for name in _TEXTS}
    columns["employees"] = OrderedColumn("employees", whole=True)
    columns["created_on"] = OrderedColumn("created_on")
    columns["internal"] = FlagColumn("internal")
    columns["tags"] = NamesColumn(_tagged)
    for role in TEAM_ROLES:
        columns[f"role.{role}"] = _RoleColumn(role, today)
    for field in words.fields:
        columns[f"custom.{field.key}"] = _custom(field)
    return columns


def _tagged(names: list[str] | None) -> Q:
    rows = AccountTag.objects.all() if names is None else AccountTag.objects.filter(name__in=names)
    return Q(pk__in=rows.values("account"))


class _RoleColumn(NamesColumn):
    """Who holds a role today, by mail address or by name."""

    def __init__(self, role: str, today: date) -> None:
        super().__init__(lambda names: self._held(role, today, names))

    @staticmethod
    def _held(role: str, today: date, names: list[str] | None) -> Q:
        rows = RoleAssignment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=today), role=role, starts_on__lte=today
        )
        if names is not None:
            rows = rows.filter(Q(email__in=[name.lower() for name in names]) | Q(name__in=names))
        return Q(pk__in=rows.values("account"))


def _custom(field: FieldValue) -> Column:
    if field.kind in {"text", "choice", "person"}:
        return TextColumn("custom", json_key=field.key)
    if field.kind == "money":
        digits = exponent(field.currency)
        return OrderedColumn(f"custom__{field.key}", lambda value: _plain(Decimal(str(value)).scaleb(digits)))
    return OrderedColumn(f"custom__{field.key}")


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
