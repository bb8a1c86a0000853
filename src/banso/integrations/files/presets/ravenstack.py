"""RavenStack: a published data set of a software company, whose flags contradict one another."""

from banso.integrations.files.presets.base import Check, Preset
from banso.kit.words import Text

PRESETS = (
    Preset(
        slug="ravenstack-accounts",
        title=Text(en="RavenStack accounts", ja="RavenStack 顧客"),
        kind="accounts",
        headers=frozenset({"account_id", "account_name", "signup_date", "plan_tier", "referral_source"}),
        mapping={
            "account_id": "external_id", "account_name": "name", "industry": "industry", "country": "country",
            "signup_date": "created_on", "plan_tier": "plan", "churn_flag": "gone", "is_trial": "on_trial",
        },
        checks=(
            Check(
                {"churn_flag": "true", "is_trial": "true"},
                Text(en="churn_flag says that the account left, is_trial that it never paid.",
                     ja="churn_flagは解約、is_trialは未契約（試用中）を示しています。"),
            ),
        ),
    ),
    Preset(
        slug="ravenstack-subscriptions",
        title=Text(en="RavenStack subscriptions", ja="RavenStack 契約"),
        kind="subscriptions",
        headers=frozenset({"subscription_id", "account_id", "mrr_amount", "churn_flag", "billing_frequency"}),
        mapping={
            "subscription_id": "external_id", "account_id": "account_external_id", "plan_tier": "plan",
            "start_date": "starts_on", "end_date": "ends_on", "mrr_amount": "mrr", "seats": "seats",
            "is_trial": "trial", "billing_frequency": "interval",
        },
        checks=(
            Check(
                {"churn_flag": "true", "end_date": "empty"},
                Text(en="churn_flag says that it ended, but there is no end_date.",
                     ja="churn_flagは解約を示していますが、end_dateがありません。"),
            ),
            Check(
                {"churn_flag": "false", "end_date": "filled"},
                Text(en="There is an end_date, but churn_flag says that it did not end.",
                     ja="end_dateがありますが、churn_flagは解約なしを示しています。"),
            ),
            Check(
                {"is_trial": "true", "mrr_amount": "not zero"},
                Text(en="is_trial says that nothing is paid, but mrr_amount is not zero.",
                     ja="is_trialは試用を示していますが、mrr_amountが0ではありません。"),
            ),
            Check(
                {"is_trial": "false", "mrr_amount": "zero"},
                Text(en="It is no trial, but mrr_amount is zero.", ja="試用ではないのにmrr_amountが0です。"),
            ),
            Check(
                {"upgrade_flag": "true", "downgrade_flag": "true"},
                Text(en="upgrade_flag and downgrade_flag are both set.",
                     ja="upgrade_flagとdowngrade_flagの両方が立っています。"),
            ),
        ),
    ),
    Preset(
        slug="ravenstack-usage",
        title=Text(en="RavenStack feature usage", ja="RavenStack 機能利用"),
        kind="usage",
        headers=frozenset({"usage_id", "subscription_id", "usage_date", "feature_name", "usage_count"}),
        mapping={
            "usage_id": "id", "subscription_id": "subscription_external_id", "usage_date": "occurred_at",
            "feature_name": "name", "usage_count": "properties.usage_count",
            "usage_duration_secs": "properties.usage_duration_secs", "error_count": "properties.error_count",
            "is_beta_feature": "properties.is_beta_feature",
        },
    ),
)  # fmt: skip
