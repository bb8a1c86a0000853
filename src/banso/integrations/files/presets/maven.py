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
)  # fmt: skip
