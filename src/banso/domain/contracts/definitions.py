"""What contracts tell of an account: for conditions and lists, and when it comes up for renewal."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from banso.domain.accounts.queries.segments import Measure, register_measure
from banso.domain.contracts.facts import MrrMoved, SubscriptionEnded, SubscriptionLineSet
from banso.domain.contracts.models import Subscription
from banso.domain.promises.queries import know_renewals
from banso.engine.journal.queries import current_facts
from banso.kit.words import Text


def renewals_between(first: date, last: date, as_of: datetime | None = None) -> QuerySet[Any]:
    """The lines whose first day unpaid lies from `first` to `last`, both included, as known at `as_of`.

    Of now they are subscriptions; of a past moment what the journal held then, `ends_on` as a text.
    """
    if as_of is None:
        return Subscription.objects.filter(ends_on__range=(first, last))
    rows = current_facts(as_of=as_of).filter(type=SubscriptionEnded.type)
    # As plain text, or SQLite would read what it is compared with as JSON.
    rows = rows.annotate(ends_on=Cast(KeyTextTransform("ends_on", "payload"), TextField()))
    return rows.filter(ends_on__range=(first.isoformat(), last.isoformat()))


know_renewals(renewals_between)

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
