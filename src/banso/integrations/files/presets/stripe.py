"""Stripe: one line for each subscription item, priced by its plan.

A subscription alone says neither what is bought nor for how much: that stands with its items and their
plans. So three files belong together. Amounts are in the currency's smallest unit, per unit and interval.
"""

from banso.integrations.files.presets.base import DELETED, Check, Part, Preset
from banso.kit.words import Text

PRESETS = (
    Preset(
        slug="stripe-subscriptions",
        title=Text(en="Stripe subscriptions", ja="Stripe サブスクリプション"),
        kind="subscriptions",
        headers=frozenset({"id", "subscription_id", "plan_id", "quantity"}),
        mapping={
            "id": "external_id", "quantity": "seats", "subscription.customer_id": "account_external_id",
            "subscription.start_date": "starts_on", "subscription.ended_at": "ends_on",
            "subscription.status": "status", "plan.product_id": "product", "plan.nickname": "plan",
            "plan.amount": "unit_amount_minor", "plan.currency": "currency", "plan.interval": "interval",
            "plan.interval_count": "interval_count",
        },
        leave=(
            Check(
                {"subscription.id": "empty"},
                Text(en="The file of subscriptions does not have this one.",
                     ja="サブスクリプションのファイルにこの契約がありません。"),
            ),
            Check(
                {"plan.id": "empty"},
                Text(en="The file of plans does not have this one.",
                 ja="プランのファイルにこのプランがありません。"),
            ),
            Check({"plan.is_deleted": "true", "plan.amount": "empty"}, DELETED),
        ),
        checks=(
            Check(
                {"subscription.ended_at": "filled", "subscription.cancel_at_period_end": "false",
                 "subscription.canceled_at": "empty"},
                Text(en="It ended, but was never cancelled.",
                 ja="終了日がありますが、解約の記録がありません。"),
            ),
        ),
        parts=(
            Part("subscription", frozenset({"id", "customer_id", "status", "start_date"}), "id",
             "subscription_id"),
            Part("plan", frozenset({"id", "amount", "interval", "interval_count", "product_id"}), "id",
             "plan_id"),
        ),
    ),
)  # fmt: skip
