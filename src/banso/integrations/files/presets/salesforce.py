"""Salesforce: the objects Account and Contact, as Data Loader and warehouses write them."""

from banso.integrations.files.presets.base import DELETED, Check, Part, Preset
from banso.kit.words import Text

_DELETED = (Check({"is_deleted": "true"}, DELETED),)

PRESETS = (
    Preset(
        slug="salesforce-accounts",
        title=Text(en="Salesforce accounts", ja="Salesforce 顧客"),
        kind="accounts",
        headers=frozenset({"id", "name", "billing_country", "number_of_employees", "account_source"}),
        mapping={
            "id": "external_id", "name": "name", "industry": "industry", "number_of_employees": "employees",
            "billing_country": "country", "billing_state": "region", "created_date": "created_on",
            "parent_id": "parent_external_id", "website": "website", "description": "description",
        },
        leave=_DELETED,
    ),
    Preset(
        slug="salesforce-contacts",
        title=Text(en="Salesforce contacts", ja="Salesforce 関係者"),
        kind="contacts",
        headers=frozenset({"id", "account_id", "last_name", "mailing_city", "reports_to_id"}),
        mapping={
            "id": "external_id", "account_id": "account_external_id", "name": "name",
            "last_name": "last_name",
            "first_name": "first_name", "email": "email", "phone": "phone", "title": "title",
            "department": "department",
        },
        leave=_DELETED,
    ),
    Preset(
        slug="salesforce-opportunities",
        title=Text(en="Salesforce opportunities", ja="Salesforce 商談"),
        kind="deals",
        headers=frozenset({"id", "account_id", "stage_name", "close_date", "is_won", "forecast_category"}),
        mapping={
            "id": "external_id", "name": "name", "account_id": "account_external_id", "owner_id": "owner",
            "owner.email": "owner",
            "stage_name": "stage", "amount": "amount", "close_date": "closed_on",
            "created_date": "created_on", "lead_source": "source", "is_won": "is_won",
            "is_closed": "is_closed",
        },
        words={
            "stage": {
                "Prospecting": "prospecting", "Qualification": "approach", "Needs Analysis": "hearing",
                "Value Proposition": "proposal", "Id. Decision Makers": "proposal",
                "Perception Analysis": "proposal", "Proposal/Price Quote": "proposal",
                "Negotiation/Review": "closing",
            }
        },
        history=True,
        leave=_DELETED,
        parts=(
            Part(
                "owner", frozenset({"id", "username", "user_role_id", "email"}), key="id", by="owner_id",
                otherwise="email",
            ),
        ),
    ),
    Preset(
        slug="salesforce-users",
        title=Text(en="Salesforce users", ja="Salesforce ユーザー"),
        kind="people",
        headers=frozenset({"id", "username", "user_role_id", "email", "is_active"}),
        mapping={"name": "name", "email": "email"},
        leave=(
            Check(
                {"is_active": "false"},
                Text(en="The source says that the person no longer works there.",
                     ja="元のシステムで無効なユーザーです。"),
            ),
        ),
    ),
)  # fmt: skip
