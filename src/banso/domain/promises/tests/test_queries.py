"""The ledger of today and of a past moment, what is at risk, and merged accounts."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import msgspec
import pytest

from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import row
from banso.domain.promises import actions
from banso.domain.promises.models import Promise, PromiseState
from banso.domain.promises.queries import (
    at_risk,
    listed,
    over_or_renewed,
    page_of_ledger,
    promises,
    read_listing,
    risks_of,
    standing_of,
    tab_counts,
)
from banso.domain.promises.queries.asked import Asked, asked_then
from banso.domain.promises.queries.ledger import NONE, Reader, listed_then, names_of, without_keeper
from banso.domain.promises.queries.past import as_promise, known_promises, promise_id_of, standing_then
from banso.domain.promises.rules.states import Risk
from banso.domain.promises.tests.factories import SATO, TODAY, account, on, promise, shown
from banso.domain.workspaces.tests.factories import member
from banso.engine.journal.reactions import react
from banso.kit.clock import freeze, now

pytestmark = pytest.mark.usefixtures("workspace")


def ledger() -> bytes:
    """The whole ledger of today, as bytes."""
    rows = sorted(promises(), key=lambda row: str(row.pk))
    return msgspec.json.encode([(str(row.pk), str(row.account_id), standing_of(row)) for row in rows])


def ledger_then(day: str) -> bytes:
    entries = sorted(known_promises(on(day, 14)), key=lambda entry: entry.subject)
    return msgspec.json.encode(
        [(str(promise_id_of(entry)), str(entry.account), standing_then(entry)) for entry in entries]
    )


def test_the_ledger_of_any_past_day_is_built_again_to_the_byte() -> None:
    of, made = account(), {}
    with freeze(on("2026-09-30")):
        made["mistake"] = promise(of, made_on="2026-01-01", wording="最初の約束をした")

    def first() -> None:
        made["first"] = promise(of, due_on="2026-10-09", external_id="P-1")

    def second() -> None:
        made["second"] = promise(of, wording="夜勤向けの説明会を開く", due_on="2026-10-05", kind="support")

    def ninth() -> None:
        actions.keep_promise(made["first"].pk, shown(), by=SATO)
        actions.put_back(made["mistake"].pk, by=SATO)

    story: list[Callable[[], object]] = [
        first,
        second,
        lambda: actions.confirm_promise(made["first"].pk, shown("メールで了承"), by=SATO),
        lambda: actions.amend_promise(made["first"].pk, {"due_on": "2026-10-07"}, reason="早まった", by=SATO),
        lambda: actions.keep_promise(made["second"].pk, shown(), on=date(2026, 10, 4), by=SATO),
        lambda: actions.hand_over([made["first"].pk], name="伊藤 翔", by=SATO),
        lambda: actions.take_back(made["mistake"].pk, "聞き違いだった", by=SATO),
        lambda: actions.reopen_promise(made["second"].pk, "資料が違った", by=SATO),
        ninth,
        lambda: actions.break_promise(made["mistake"].pk, shown("できなかった"), by=SATO),
    ]
    kept: dict[str, bytes] = {}
    days = [f"2026-10-{number:02d}" for number in range(1, len(story) + 1)]
    for day, act in zip(days, story, strict=True):
        with freeze(on(day)):
            act()
            kept[day] = ledger()
    assert len(set(kept.values())) == len(days)
    assert {day: ledger_then(day) for day in days} == kept


def test_what_is_asked_of_the_past_is_filtered_as_today() -> None:
    misaki = member("misaki@harunire.example", "csm", name="佐藤 美咲").person
    of, other = account(owner_email=misaki.email, owner_name="佐藤 美咲"), account("千歳電装株式会社")
    with freeze(on("2026-11-20")):
        promise(of, wording="帳票の列順を合わせる", owner_email=misaki.email)
        promise(
            of,
            wording="値引きを続ける",
            kind="price",
            due_on="2026-11-19",
            said_by="",
            said_by_email=misaki.email,
        )
        promise(other, wording="写真を3秒で保存する", due_on="2027-06-01", deliverable="approval")
        done = promise(other, wording="帳票を用意する", due_on="2026-11-18", owner="岡本 亮")
        actions.keep_promise(done.pk, shown(), by=SATO)
        reader = Reader(misaki.pk, misaki.email)
        asked: list[dict[str, str]] = [
            {}, {"tab": "all"}, {"tab": "risk"}, {"tab": "overdue"}, {"tab": "late"}, {"tab": "kept"},
            {"tab": "all", "q": "帳票"}, {"kind": "price"}, {"deliverable": "approval"}, {"due": "7"},
            {"by": "佐藤 美咲"}, {"keeper": NONE}, {"tab": "all", "keeper": "岡本 亮"}, {"whose": "keep"},
            {"whose": "made"}, {"whose": "accounts"}, {"account": str(other.pk), "tab": "all"},
            {"tab": "all", "sort": "-made"}, {"tab": "all", "sort": "by"}, {"kind": "no such"},
        ]  # fmt: skip
        found = []
        for given in asked:
            today = read_listing(given, on=TODAY, reader=reader)
            then = read_listing(given, on=TODAY, reader=reader, as_of=now())
            rows = [row.pk for row in page_of_ledger(today).data]
            assert [row.pk for row in page_of_ledger(then).data] == rows
            assert tab_counts(then) == tab_counts(today)
            assert len(rows) == listed(today).count() == listed_then(then, now()).count()
            found.append(len(rows))
        assert found == [3, 4, 2, 1, 1, 0, 2, 1, 1, 1, 1, 2, 1, 1, 1, 2, 2, 4, 4, 3]
        assert names_of("by", None) == names_of("by", now()) == ["佐藤 美咲", "高橋 健太"]
        assert without_keeper(today) == without_keeper(then) == 2


def test_the_ledger_is_paged_alike() -> None:
    of = account()
    with freeze(on("2026-11-20")):
        made = [promise(of, due_on="2026-11-25", wording=f"約束その{number}") for number in range(3)]
    for as_of in (None, on("2026-11-21")):
        listing = read_listing({}, on=TODAY, as_of=as_of)
        first = page_of_ledger(listing, limit=2)
        second = page_of_ledger(listing, limit=2, cursor=first.next_cursor)
        assert [row.pk for row in (*first.data, *second.data)] == [row.pk for row in made]
        assert second.next_cursor is None


def test_a_record_of_the_past_is_the_promise_as_it_was() -> None:
    with freeze(on("2026-11-20")):
        made = promise(account(), external_id="P-1", source_text="議事録 3ページ")
    (entry,) = known_promises(on("2026-11-21"))
    assert standing_of(as_promise(entry)) == standing_of(made)


def test_risk_comes_of_dates_and_renewals() -> None:
    of, other = account(), account("千歳電装株式会社")
    far = promise(other, due_on="2027-06-01", made_on="2026-01-01")
    near, over = promise(of, due_on="2026-12-04"), promise(of, due_on="2026-11-01")
    promise(of, due_on="2026-12-05")
    closed = promise(other, due_on="2026-11-01")
    actions.break_promise(closed.pk, shown(), by=SATO)
    assert list(at_risk(TODAY)) == [over, near]
    assert [list(over_or_renewed(TODAY, since=date(2026, 11, day))) for day in (1, 2)] == [[over], []]
    assert risks_of(promises(), TODAY) == {over.pk: Risk(-19), near.pk: Risk(14)}
    upsert_lines(
        [
            row("L-1", other.pk, "100", "2026-01-01", "2026-12-20"),
            row("L-2", other.pk, "100", "2026-01-01", "2026-12-10"),
            row("L-3", of.pk, "100", "2026-01-01", "2026-12-21"),
        ],
        by=SATO,
    )
    assert list(at_risk(TODAY)) == [over, near, far]
    assert list(over_or_renewed(TODAY, since=TODAY)) == [far]
    assert risks_of(promises().filter(account=other), TODAY) == {far.pk: Risk(193, date(2026, 12, 10))}


def test_what_was_at_risk_is_told_by_the_ends_of_contracts_known_then() -> None:
    of = account()
    with freeze(on("2026-11-01")):
        far = promise(of, due_on="2027-06-01", made_on="2026-01-01")
        upsert_lines([row("L-1", of.pk, "100", "2026-01-01")], by=SATO)
    ends = {"2026-11-10": "2026-12-01", "2026-11-15": "2027-12-01"}
    for day, end in ends.items():
        with freeze(on(day)):
            upsert_lines([row("L-1", of.pk, "100", "2026-01-01", end)], by=SATO)
    told = {}
    for day in ("2026-11-05", "2026-11-12", "2026-11-16"):
        past, as_of = date.fromisoformat(day), on(day)
        listing = read_listing({"tab": "risk"}, on=past, as_of=as_of)
        rows = page_of_ledger(listing).data
        asked = asked_then(Asked(at_risk=past), as_of)
        assert len(rows) == tab_counts(listing)["risk"] == asked.count()
        told[day] = risks_of(rows, past, as_of=as_of)
    assert told == {
        "2026-11-05": {}, "2026-11-12": {far.pk: Risk(201, date(2026, 12, 1))}, "2026-11-16": {},
    }  # fmt: skip


def followed(of: UUID) -> tuple[int, int, int]:
    react()
    models = (Promise, PromiseState)
    counts = [model.objects.filter(account=of).count() for model in models]
    return counts[0], counts[1], known_promises(now()).filter(account=of).count()


def test_promises_follow_merged_accounts_and_come_back() -> None:
    of, other = account(), account("北浜製作所")
    promise(of)
    made = promise(other)
    actions.keep_promise(made.pk, shown(), by=SATO)
    merge = merge_accounts(of.pk, other.pk, by=SATO)
    assert (followed(of.pk), followed(other.pk)) == ((2, 3, 2), (0, 0, 0))
    undo_merge(merge.pk, by=SATO)
    assert (followed(of.pk), followed(other.pk)) == ((1, 1, 1), (1, 2, 1))
