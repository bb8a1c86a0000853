"""The fields of an account as conditions and lists call them."""

from django.utils.translation import get_language

from banso.domain.accounts.definitions.measures import measures
from banso.domain.accounts.rules.custom import FieldValue
from banso.domain.accounts.rules.values import Vocabulary
from banso.kit.conditions import Field, Kind
from banso.kit.words import Text

_RECORD = Text(en="Account", ja="顧客")
_TEAM = Text(en="People in charge", ja="担当者")
_CUSTOM = Text(en="Custom fields", ja="カスタム項目")
_USE = Text(en="Numbers", ja="数字")
_CUSTOM_KINDS: dict[str, Kind] = {
    "text": "text", "number": "number", "money": "number", "date": "date", "choice": "choice",
    "person": "text",
}  # fmt: skip
RECORD_FIELDS: dict[str, tuple[Text, Kind]] = {
    "name": (Text(en="Name", ja="名前"), "text"),
    "name_kana": (Text(en="Kana", ja="かな"), "text"),
    "external_id": (Text(en="External ID", ja="外部ID"), "text"),
    "corporate_number": (Text(en="Corporate number", ja="法人番号"), "text"),
    "industry": (Text(en="Industry", ja="業種"), "text"),
    "employees": (Text(en="Employees", ja="従業員数"), "number"),
    "country": (Text(en="Country", ja="国"), "text"),
    "region": (Text(en="Region", ja="地域"), "text"),
    "plan": (Text(en="Plan", ja="プラン"), "text"),
    "stage": (Text(en="Stage", ja="段階"), "choice"),
    "created_on": (Text(en="Customer since", ja="取引開始日"), "date"),
    "tags": (Text(en="Tags", ja="タグ"), "names"),
    "internal": (Text(en="Internal or test", ja="社内・テスト用"), "flag"),
}
ROLE_FIELDS: dict[str, Text] = {
    "csm": Text(en="Customer success manager", ja="CSM"),
    "account_executive": Text(en="Account executive", ja="営業担当"),
    "support_lead": Text(en="Support lead", ja="サポート担当"),
    "executive_sponsor": Text(en="Executive sponsor", ja="役員スポンサー"),
}


def account_fields(words: Vocabulary) -> dict[str, Field]:
    """Every field that a condition may name, in the order in which a builder lists them."""
    stages = tuple((stage.key, str(stage)) for stage in words.stages)
    fields = [
        Field(name, text, kind, stages if name == "stage" else (), group=str(_RECORD))
        for name, (text, kind) in RECORD_FIELDS.items()
    ]
    fields += [Field(f"role.{role}", text, "names", group=str(_TEAM)) for role, text in ROLE_FIELDS.items()]
    fields += [_custom(field) for field in words.fields]
    fields += [
        Field(f"measure.{slug}", measure.words, measure.kind, unit=measure.unit, group=str(_USE))
        for slug, measure in measures().items()
    ]
    return {field.name: field for field in fields}


def _custom(field: FieldValue) -> Field:
    choices = tuple((choice, choice) for choice in field.choices)
    unit = field.currency if field.kind == "money" else ""
    kind = _CUSTOM_KINDS[field.kind]
    return Field(f"custom.{field.key}", field.label, kind, choices, unit=unit, group=str(_CUSTOM))


def field_name(name: str, words: Vocabulary) -> str:
    """What people call a column of the list, in the active language."""
    if name in RECORD_FIELDS:
        return RECORD_FIELDS[name][0].in_language(get_language())
    custom = next((field.label for field in words.fields if f"custom.{field.key}" == name), None)
    return custom or name
