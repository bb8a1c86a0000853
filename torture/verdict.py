"""What the server holds, to be compared with what it acknowledged: run as a program on a stopped data folder.

Prints one JSON object; reads what was acknowledged from standard input.
"""

import json
import sys
from collections import Counter

import django

_USAGE = "SELECT message_id, count() FROM banso.usage WHERE seq > 0 GROUP BY message_id"
_FACTS = "SELECT seq, count() FROM banso.facts GROUP BY seq"


def _in_the_log() -> set[str]:
    from banso.engine.journal.usage.log import UsageLog  # noqa: PLC0415 - needs the app registry
    from banso.engine.journal.usage.protocol import Event, understood  # noqa: PLC0415

    log = UsageLog()
    found: set[str] = set()
    after = 0
    while entries := log.read(after):
        after = entries[-1].seq
        for entry in entries:
            for each in understood(entry.body, seq=entry.seq, received_at=entry.received_at):
                if isinstance(each, Event):
                    found.add(each.message_id)
    return found


def verdict(events: set[str], accounts: set[str]) -> dict[str, object]:
    """What is missing and what is there twice, in the logs and in the column store."""
    from banso.domain.accounts.models import Account  # noqa: PLC0415 - needs the app registry
    from banso.engine.journal.column import store  # noqa: PLC0415
    from banso.engine.journal.loader import run  # noqa: PLC0415
    from banso.engine.journal.models import JournalEntry  # noqa: PLC0415
    from banso.kit.tenancy import scopes_disabled  # noqa: PLC0415

    run.catch_up()
    logged = _in_the_log()
    held = dict(store().inspect(_USAGE).rows)
    facts = dict(store().inspect(_FACTS).rows)
    with scopes_disabled():
        kept = Counter(Account.objects.values_list("external_id", flat=True))
        ids = dict(Account.objects.values_list("external_id", "id"))
        journal = set(JournalEntry.objects.values_list("seq", flat=True))
        told = set(JournalEntry.objects.values_list("account", flat=True))
    return {
        "events lost from the log": len(events - logged),
        "events lost from the column store": len(events - held.keys()),
        "events doubled": sum(count > 1 for count in held.values()),
        "accounts lost": len(accounts - kept.keys()),
        "accounts doubled": sum(count > 1 for count in kept.values()),
        "accounts without their fact": sum(ids.get(each) not in told for each in accounts),
        "facts lost": len(journal - facts.keys()),
        "facts doubled": sum(count > 1 for count in facts.values()) + len(facts.keys() - journal),
        "days that differ": len(run.verify()),
        "stored": len(held), "facts": len(facts),
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    given = json.load(sys.stdin)
    print(json.dumps(verdict(set(given["events"]), set(given["accounts"]))))
