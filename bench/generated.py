"""Facts and usage made by the column engine itself from row numbers and hashes: the same in every run."""

from uuid import UUID

from banso.engine.journal.column import ColumnStore, schema

LEARNED = "toDateTime64('2025-01-01 00:00:00', 6, 'UTC')"
ACCOUNT = "reinterpretAsUUID(toUInt128(sipHash64({0}) + 1))"
# One call of the client lasts five minutes at the most.
_AT_ONCE = 10_000_000
_FACTS, _USAGE = ", ".join(schema.FACTS.names), ", ".join(schema.USAGE.names)


def fill(target: ColumnStore, workspace: UUID, *, facts: int, events: int, accounts: int) -> None:
    """Accounts described once; a third of the facts are movements, the rest notes; two years of usage.

    Each account begins with 10,000 in 2023, then rises by 1,000 and falls by 500 in turn; every fifth one
    leaves with its last movement.
    """
    each = max(2, facts // 3 // accounts)
    target.command(
        f"INSERT INTO banso.facts ({_FACTS}) SELECT toUUID('{workspace}'), 'accounts.account_described', "
        f"reinterpretAsUUID(toUInt128(number + 1)), 1, number, {ACCOUNT.format('number')}, '', '', 'x', "
        f"{LEARNED}, {LEARNED}, 0, concat('{{\"internal\":', if(number % 100 = 0, 'true', 'false'), "
        f"',\"name\":\"', toString(number), '\"}}') FROM numbers({accounts})"
    )
    # Movement j of account a falls on day 7 + a % 30 + j × 700 / each after 2023-01-01.
    amount = (
        f"multiIf(j = 0, 10000, j = {each - 1} AND a % 5 = 0, "
        f"-(10000 + 1000 * intDiv({each - 1}, 2) - 500 * intDiv({each - 2}, 2)), j % 2 = 1, 1000, -500)"
    )
    kind = "multiIf(j = 0, 'new', amount < -500, 'churn', amount > 0, 'upsell', 'contraction')"
    target.command(
        f"INSERT INTO banso.facts ({_FACTS}) SELECT toUUID('{workspace}'), 'contracts.mrr_moved', "
        f"reinterpretAsUUID(toUInt128(number + 1000000000)), 1, number + 1000000000, {ACCOUNT.format('a')}, "
        f"'', '', 'x', toDateTime64(day, 6, 'UTC'), {LEARNED}, 0, "
        'concat(\'{"amount":"\', toString(amount), \'","currency":"JPY","day":"\', toString(day), '
        '\'","kind":"\', kind, \'","mrr_after":"0","mrr_before":"0","products":[],'
        '"subscriptions":["S-\', toString(a), \'"]}\') '
        f"FROM (SELECT number, intDiv(number, {each}) AS a, number % {each} AS j, {amount} AS amount, "
        f"{kind} AS kind, toDate('2023-01-08') + a % 30 + intDiv(j * 700, {each}) AS day "
        f"FROM numbers({accounts * each}))"
    )
    rest = max(0, facts - accounts - accounts * each)
    target.command(
        f"INSERT INTO banso.facts ({_FACTS}) SELECT toUUID('{workspace}'), 'accounts.note_written', "
        f"reinterpretAsUUID(toUInt128(number + 2000000000)), 1, number + 2000000000, "
        f"{ACCOUNT.format(f'toUInt64(number % {accounts})')}, '', '', 'x', {LEARNED}, {LEARNED}, 0, "
        f'\'{{"text":"a note of some length, as people write them after a call"}}\' FROM numbers({rest})'
    )
    use(target, workspace, ACCOUNT.format(f"toUInt64(who % {accounts})"), people=accounts * 5, events=events)


def use(
    target: ColumnStore, workspace: UUID, account: str, *, people: int, events: int, first: int = 0,
    days: str = "sipHash64(number, 1) % 731",
) -> None:  # fmt: skip
    """Two years of usage by so many people, twenty kinds of events, on 731 days or as `days` says.

    `account` is an expression of `who`, and `first` the number of the first event.
    """
    for start in range(first, first + events, _AT_ONCE):
        target.command(
            f"INSERT INTO banso.usage ({_USAGE}) SELECT toUUID('{workspace}'), "
            f"{account}, concat('p', toString(who)), 'track', "
            "concat('feature ', toString(sipHash64(number, 2) % 20)), toString(number), "
            f"toDateTime64(day, 6, 'UTC') + toIntervalSecond(number % 80000), {LEARNED}, "
            "day, 1, '', 'x', number "
            f"FROM (SELECT number, sipHash64(number) % {people} AS who, toDate('2023-01-01') + {days} AS day "
            f"FROM numbers({start}, {min(_AT_ONCE, first + events - start)})) "
            "SETTINGS max_partitions_per_insert_block = 100"
        )
