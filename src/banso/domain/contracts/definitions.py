"""What contracts tell of an account, for conditions and lists."""

from banso.domain.accounts.queries.segments import Measure, register_measure
from banso.domain.contracts.facts import MrrMoved, SubscriptionLineSet
from banso.kit.words import Text

register_measure(
    Measure(
        "mrr",
        Text(en="MRR", ja="MRR"),
        "number",
        """
        SELECT account, toNullable(sum(toFloat64OrZero(simpleJSONExtractString(payload, 'amount')))) AS value
        FROM facts WHERE simpleJSONExtractString(payload, 'day') <= toString({today:Date})
        GROUP BY account""",
        facts=(MrrMoved,),
        default=0,
        money=True,
    )
)
register_measure(
    Measure(
        "seats",
        # Of paid lines, as seat utilisation counts them.
        Text(en="Seats", ja="席"),
        "number",
        """
        SELECT account, toNullable(toFloat64(sum(simpleJSONExtractInt(payload, 'seats')))) AS value
        FROM facts
        WHERE simpleJSONExtractString(payload, 'valid_from') <= toString({today:Date})
            AND (simpleJSONExtractString(payload, 'valid_until') = ''
                OR simpleJSONExtractString(payload, 'valid_until') > toString({today:Date}))
            AND toDecimal128OrZero(simpleJSONExtractString(payload, 'mrr'), 6) > 0
        GROUP BY account""",
        facts=(SubscriptionLineSet,),
    )
)
