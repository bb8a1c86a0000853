"""Maven CRM: the published sales data of a hardware seller. Its accounts have no id; their name is one."""

from banso.integrations.files.presets.base import Preset
from banso.kit.words import Text

PRESETS = (
    Preset(
        slug="maven-accounts",
        title=Text(en="Maven CRM accounts", ja="Maven CRM 顧客"),
        kind="accounts",
        headers=frozenset({"account", "sector", "year_established", "office_location", "subsidiary_of"}),
        mapping={
            "account": "name", "sector": "industry", "employees": "employees", "office_location": "country",
            "subsidiary_of": "parent_external_id",
        },
    ),
    Preset(
        slug="maven-products",
        title=Text(en="Maven CRM products", ja="Maven CRM 製品"),
        kind="products",
        headers=frozenset({"product", "series", "sales_price"}),
        mapping={"product": "name", "sales_price": "list_price"},
    ),
    Preset(
        slug="maven-people",
        title=Text(en="Maven CRM sales teams", ja="Maven CRM 営業チーム"),
        kind="people",
        headers=frozenset({"sales_agent", "manager", "regional_office"}),
        # A manager leads a team, which is part of the regional office.
        mapping={"sales_agent": "name", "manager": "manager", "regional_office": "parent_team"},
    ),
    Preset(
        slug="maven-pipeline",
        title=Text(en="Maven CRM sales pipeline", ja="Maven CRM 商談"),
        kind="deals",
        headers=frozenset({"opportunity_id", "sales_agent", "deal_stage", "engage_date", "close_value"}),
        mapping={
            "opportunity_id": "external_id", "sales_agent": "owner", "product": "product",
            "account": "account_external_id", "deal_stage": "stage", "engage_date": "engaged_on",
            "close_date": "closed_on", "close_value": "amount",
        },
        words={"stage": {"Prospecting": "prospecting", "Engaging": "approach"}},
        history=True,
    ),
)  # fmt: skip
