"""What contracts tell of an account: for conditions and lists, and when it comes up for renewal."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from banso.domain.accounts.queries.segments import Aggregated, Measure, register_measure
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

_DAY = "toString({today:Date})"
_MOVED = f"type = '{MrrMoved.type}' AND simpleJSONExtractString(payload, 'day') <= {_DAY}"
# Of paid lines, as seat utilisation counts them.
_RUNNING = f"""
    type = '{SubscriptionLineSet.type}'
    AND simpleJSONExtractString(payload, 'valid_from') <= {_DAY}
    AND (simpleJSONExtractString(payload, 'valid_until') = ''
        OR simpleJSONExtractString(payload, 'valid_until') > {_DAY})
    AND toDecimal128OrZero(simpleJSONExtractString(payload, 'mrr'), 6) > 0"""

register_measure(
    Measure(
        "mrr",
        Text(en="MRR", ja="MRR"),
        "number",
        Aggregated(
            f"toNullable(sumIf(toFloat64OrZero(simpleJSONExtractString(payload, 'amount')), {_MOVED}))",
            (MrrMoved,),
        ),
        default=0,
        money=True,
    )
)
register_measure(
    Measure(
        "seats",
        Text(en="Seats", ja="席"),
        "number",
        Aggregated(
            f"toFloat64(sumOrNullIf(simpleJSONExtractInt(payload, 'seats'), {_RUNNING}))",
            (SubscriptionLineSet,),
        ),
    )
)
