"""HubSpot: companies and contacts, their properties with or without the prefix that warehouses add."""

from banso.integrations.files.presets.base import DELETED, Check, Part, Preset
from banso.kit.words import Text

PRESETS = (
    Preset(
        slug="hubspot-companies",
        title=Text(en="HubSpot companies", ja="HubSpot 会社"),
        kind="accounts",
        headers=frozenset({"id", "property_name", "property_createdate", "property_industry"}),
        mapping={
            "id": "external_id", "property_name": "name", "property_industry": "industry",
            "property_numberofemployees": "employees", "property_country": "country",
            "property_state": "region",
            "property_createdate": "created_on", "property_domain": "website",
            "property_description": "description",
        },
        leave=(Check({"is_deleted": "true"}, DELETED),),
    ),
    Preset(
        slug="hubspot-contacts",
        title=Text(en="HubSpot contacts", ja="HubSpot 関係者"),
        kind="contacts",
        headers=frozenset({"id", "property_email", "property_firstname", "property_lastname"}),
        mapping={
            "id": "external_id", "property_associatedcompanyid": "account_external_id",
            "property_company": "account_name", "property_email": "email", "property_firstname": "first_name",
            "property_lastname": "last_name", "property_phone": "phone", "property_jobtitle": "title",
        },
        leave=(Check({"_fivetran_deleted": "true"}, DELETED),),
    ),
    Preset(
        slug="hubspot-deals",
        title=Text(en="HubSpot deals", ja="HubSpot 取引"),
        kind="deals",
        headers=frozenset({"deal_id", "deal_pipeline_stage_id", "property_dealname", "property_amount"}),
        mapping={
            "deal_id": "external_id", "property_dealname": "name", "owner_id": "owner",
            "deal_pipeline_stage_id": "stage", "property_amount": "amount",
            "property_closedate": "closed_on", "property_createdate": "created_on",
            "company.company_id": "account_external_id", "owner.email": "owner",
        },
        # The stages of HubSpot's own pipeline; those of others are ids, and are said once for all rows.
        words={
            "stage": {
                "appointmentscheduled": "approach", "qualifiedtobuy": "hearing",
                "presentationscheduled": "proposal", "decisionmakerboughtin": "closing",
                "contractsent": "closing", "closedwon": "won", "closedlost": "lost",
            }
        },
        history=True,
        leave=(Check({"is_deleted": "true"}, DELETED),),
        parts=(
            Part(
                "company", frozenset({"company_id", "deal_id", "category"}), key="deal_id", by="deal_id",
                needed=False,
            ),
            Part(
                "owner", frozenset({"owner_id", "email", "portal_id", "type"}), key="owner_id",
                by="owner_id", needed=False, otherwise="email",
            ),
        ),
    ),
)  # fmt: skip
