"""What follows from an account's lines: the facts that the journal should hold."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from banso.domain.contracts.facts import MrrMoved, ProductMoved, SubscriptionEnded, SubscriptionLineSet
from banso.domain.contracts.rules.ledger import Movement, movements
from banso.domain.contracts.rules.lines import Line, stretches, successors
from banso.domain.contracts.rules.money import Rates
from banso.engine.journal.fact import Fact
from banso.engine.journal.queries import current_facts
from banso.kit.ids import stable_id
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace

FOLLOWING = (SubscriptionLineSet.type, SubscriptionEnded.type, MrrMoved.type)


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the workspace's zone."""
    return datetime.combine(day, time.min, ZoneInfo(current_workspace().timezone))


def facts_of_accounts(lines: Mapping[UUID, Sequence[Line]], rates: Rates) -> dict[UUID, Fact]:
    """Every fact that follows from the lines, by its stable id.

    Raises:
        InputError: a line's currency has no rate on the day one of its versions begins.
    """
    found: dict[UUID, Fact] = {}
    for account, own in lines.items():
        for line in own:
            found |= _line_facts(line, own, rates)
        moved = movements(stretch for line in own for stretch in stretches(line, rates))
        for each in moved:
            found[_id("mrr", account, each.day, each.kind)] = _moved(account, each, rates.reporting)
    return found


def recorded_facts(accounts: Sequence[UUID]) -> list[UUID]:
    """The ids of such facts that the journal holds now for those accounts (at most 500)."""
    rows = current_facts().filter(account__in=accounts, type__in=FOLLOWING)
    return list(rows.values_list("fact_id", flat=True))


def _line_facts(line: Line, own: Sequence[Line], rates: Rates) -> dict[UUID, Fact]:
    found: dict[UUID, Fact] = {}
    for (version, start, end), stretch in zip(line.spans(), stretches(line, rates), strict=True):
        found[_id("line", line.external_id, start)] = SubscriptionLineSet(
            account=line.account,
            occurred_at=midnight(start),
            subject=line.external_id,
            product=line.product,
            plan=version.plan,
            valid_from=start,
            valid_until=end,
            amount=plain(version.monthly),
            currency=line.currency,
            mrr=plain(stretch.pays),
            interval=line.interval,
            seats=version.seats,
            trial=version.trial,
            first=start == line.starts_on,
        )
    if line.ends_on is not None:
        last = line.versions[-1]
        found[_id("line", line.external_id, "ended")] = SubscriptionEnded(
            account=line.account,
            occurred_at=midnight(line.ends_on),
            subject=line.external_id,
            product=line.product,
            plan=last.plan,
            ends_on=line.ends_on,
            mrr=plain(stretches(line, rates)[-1].pays),
            trial=last.trial,
            successors=tuple(sorted(other.external_id for other in successors(line, own))),
        )
    return found


def _moved(account: UUID, each: Movement, currency: str) -> MrrMoved:
    return MrrMoved(
        account=account,
        occurred_at=midnight(each.day),
        subject=each.lines[0] if len(each.lines) == 1 else "",
        kind=each.kind,
        day=each.day,
        amount=plain(each.amount),
        mrr_before=plain(each.before),
        mrr_after=plain(each.after),
        currency=currency,
        products=tuple(
            ProductMoved(product=part.product, before=plain(part.before), after=plain(part.after))
            for part in each.products
        ),
        subscriptions=each.lines,
    )


def _id(*parts: object) -> UUID:
    return stable_id(current_workspace().pk, *parts)
