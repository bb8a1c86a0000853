"""A person leaves the journal, the usage log and the column store; everything that counts stays."""

import json
import re
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction

from banso.engine.journal.column import store
from banso.engine.journal.erasing import run as erasing
from banso.engine.journal.erasing.run import erase_person
from banso.engine.journal.erasing.terms import Terms, new_mark
from banso.engine.journal.fact import Fact
from banso.engine.journal.loader.run import catch_up, rebuild, verify
from banso.engine.journal.loader.whole import demand_whole
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.record import record
from banso.engine.journal.tests.holding import loading_elsewhere
from banso.engine.journal.usage.imports import ImportedUse, append_imported
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.tests.loading import ACME, NOON, Loading
from banso.kit.actor import SYSTEM
from banso.kit.errors import TooBusy

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "yui.kanaria@example.jp"
CANARY = b"kanaria"


def terms(**more: Any) -> Terms:
    return Terms(
        new_mark(), mails=[MAIL], keys=["u-kanaria-1", "anon-kanaria", MAIL], names=["金糸雀 結衣"], **more
    )


def call(kind: str, person: str, number: int, **more: object) -> dict[str, Any]:
    return {"type": kind, "userId": person, "messageId": f"m{number}", "timestamp": NOON.isoformat(), **more}


def told(loading: Loading) -> None:
    """The person in every place that a product can put them, beside somebody with nearly the same id."""
    loading.bind("acme", ACME)
    around = {"context": {"groupId": "acme", "ip": "203.0.113.9", "traits": {"email": MAIL}}}
    loading.send(
        {**call("track", "", 1, event="anonymous", **around), "userId": None, "anonymousId": "anon-kanaria"},
        call("identify", "u-kanaria-1", 2, anonymousId="anon-kanaria",
             traits={"name": "金糸雀 結衣", "email": MAIL}),
        call("group", "u-kanaria-1", 3, groupId="acme", traits={"name": "ACME", "buyer": MAIL}),
        call("track", "u-kanaria-1", 4, event="opened", properties={"by": "金糸雀結衣", "n": 3}),
        call("track", MAIL, 5, event="opened", **around),
        call("track", "u-kanaria-10", 6, event="opened", properties={"to": MAIL, "cc": f"x{MAIL}"}, **around),
        call("track", "u-kanaria-1", 7, event="waits", context={"groupId": "unknown"}),
        call("track", "u2", 8, event="opened", **around),
        call("track", "u2", 9, event=f"mailed {MAIL}", **around),
        {"type": "nonsense", "userId": "u-kanaria-1", "event": MAIL},
    )  # fmt: skip
    append_imported(
        [ImportedUse(f"{MAIL}/1", ACME, "u-kanaria-1", "imported", NOON, {"mail": MAIL}),
         ImportedUse("row 2", ACME, "u2", "imported", NOON, {"n": 1})], "one",
    )  # fmt: skip
    with transaction.atomic():
        record(
            _Spoke(account=ACME, occurred_at=NOON, person="u-kanaria-1", subject="c1", words="金糸雀 結衣"),
            by=SYSTEM,
        )
        record(_Spoke(account=ACME, occurred_at=NOON, words=f"ask {MAIL.upper()} of it", amount=7), by=SYSTEM)
        record(_Spoke(account=UUID(int=9), occurred_at=NOON, words="somebody else"), by=SYSTEM)
    catch_up()


class _Spoke(Fact, frozen=True, kw_only=True):
    type: ClassVar[str] = "testing.spoke"
    words: str
    amount: int = 0


def numbers(loading: Loading) -> list[object]:
    """What every number is made of, without anybody's name."""
    ask = store().inspect
    name = f"replaceRegexpAll(name, '{re.escape(MAIL)}|erased-[0-9a-f-]+', '')"
    return [
        ask(f"SELECT day, account, {name} AS what, uniqExact(person), sum(sign), count() FROM banso.usage"
            " GROUP BY ALL ORDER BY ALL").rows,
        ask("SELECT day, account, what, count(), sum(n) FROM"
            f" (SELECT day, account, {name} AS what, person, sum(events) AS n FROM banso.usage_daily"
            " GROUP BY ALL HAVING n != 0) GROUP BY ALL ORDER BY ALL").rows,
        sorted((seconds, events) for _, seconds, events in loading.sessions()),
        ask("SELECT type, account, count(), sum(JSONExtractInt(payload, 'amount')) FROM banso.facts"
            " GROUP BY ALL ORDER BY ALL").rows,
    ]  # fmt: skip


def every_byte() -> bytes:
    """The log, the loader's memory, the journal and the column store, as bytes that can be searched."""
    from banso.engine.journal.usage.state import TABLES, State  # noqa: PLC0415

    state = State()
    found = [entry.body for entry in UsageLog().read(0)]
    for table in TABLES:
        found += [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in state.database.rows(f"SELECT * FROM usage_{table}")
            for value in row
        ]
    found += [
        json.dumps(row, default=str, ensure_ascii=False).encode() for row in JournalEntry.objects.values()
    ]
    for table in ("facts", "usage", "usage_daily", "sessions"):
        rows = store().inspect(f"SELECT * FROM banso.{table}").rows
        found += [repr(row).encode() for row in rows]
    return b"\n".join(found)


def theirs(text: bytes) -> list[bytes]:
    """Lines that name the person; the other person's id and address are not theirs."""
    rest = text.replace(b"u-kanaria-10", b"").replace(f"x{MAIL}".encode(), b"")
    return [line for line in rest.lower().split(b"\n") if CANARY in line or "金糸雀".encode() in line]


def test_t72_every_place_is_rid_of_the_person_and_every_number_stays(loading: Loading) -> None:
    told(loading)
    assert len(theirs(every_byte())) > 15
    before = numbers(loading)
    done = erase_person(terms(), subjects=["c1"], accounts=[ACME])
    assert theirs(every_byte()) == []
    assert numbers(loading) == before
    assert verify() == []
    assert (done.facts, done.events) == (2, 11)
    rebuild()
    assert numbers(loading) == before
    assert verify() == []
    assert theirs(every_byte()) == []


@pytest.mark.parametrize(
    "step", ["erase_in_log", "erase_usage", "erase_in_store", "erase_in_memory", "scrub"]
)
def test_t72_an_erasure_that_dies_at_a_step_goes_on(
    loading: Loading, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    told(loading)
    before, who = numbers(loading), terms()
    with monkeypatch.context() as patch:
        patch.setattr(erasing, step, _die)
        with pytest.raises(KeyboardInterrupt):
            erase_person(who, subjects=["c1"], accounts=[ACME])
    with pytest.raises(TooBusy):
        demand_whole()
    loading.send(call("track", "u2", 90, event="late", context={"groupId": "acme"}))
    assert catch_up() == 0
    erase_person(who, subjects=["c1"], accounts=[ACME])
    demand_whole()
    assert theirs(every_byte()) == []
    assert numbers(loading) == before
    assert verify() == []


@pytest.mark.parametrize("after", [1, 2, 3, 4, 5, 6, 7, 8])
def test_t72_between_two_statements_of_the_column_store_too(
    loading: Loading, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    from banso.engine.journal.erasing import usage_store  # noqa: PLC0415

    told(loading)
    before, who, run = numbers(loading), terms(), usage_store._run
    left = [after]

    def dying(sql: str, bound: dict[str, Any]) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        run(sql, bound)

    with monkeypatch.context() as patch:
        patch.setattr(usage_store, "_run", dying)
        try:
            erase_person(who, subjects=["c1"], accounts=[ACME])
        except KeyboardInterrupt:
            erased = False
        else:
            erased = True
    if not erased:
        erase_person(who, subjects=["c1"], accounts=[ACME])
    assert (theirs(every_byte()), numbers(loading), verify()) == ([], before, [])


def test_twice_changes_nothing_more(loading: Loading) -> None:
    told(loading)
    who = terms()
    erase_person(who, subjects=["c1"], accounts=[ACME])
    after = every_byte()
    again = erase_person(who, subjects=["c1"], accounts=[ACME])
    assert (again.events, again.rows) == (0, 0)
    assert theirs(every_byte()) == theirs(after) == []


def test_while_somebody_loads_it_waits_its_turn(loading: Loading) -> None:
    told(loading)
    with loading_elsewhere(), pytest.raises(TooBusy):
        erase_person(terms(), patience=0.1)


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
