"""Usage: from its log into the column store's `usage` and `sessions`.

A batch is planned (how far it reaches and which instructions it carries out, committed), worked out, inserted
with the plan's token, and then everything that was learned on the way is committed together with the new
position. Whoever dies in between leaves the plan; the next one works out the same rows from the same memory
and sends them with the same token, which the column store drops if it has them.
"""

import gc
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from banso.engine.journal.column import schema, store
from banso.engine.journal.loader.source import Difference, Status, tell
from banso.engine.journal.loader.usage_check import differences
from banso.engine.journal.usage import corrections
from banso.engine.journal.usage.days import UTC_DAY, Days
from banso.engine.journal.usage.instructions import Planned, corrected_by, mark_applied, reopen, undone
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.reading import Reading
from banso.engine.journal.usage.rows import SessionsRow, UsageRow, encoded
from banso.engine.journal.usage.sessions import Key
from banso.engine.journal.usage.state import VERSION, State
from banso.engine.journal.usage.tidying import begin_day, was_cut
from banso.engine.journal.usage.times import moment
from banso.engine.journal.usage.zones import Zones
from banso.kit.errors import Conflict

log = structlog.get_logger(__name__)

BATCH_EVENTS = 50_000
# Instructions that speak of what stands in the log before them, and of nothing behind.
_PLACED = frozenset({"cancel", "withdraw", "zone"})
# As-of is exact to this for sessions; every zone's midnights fall on it.
_SLICE = 900 * 1_000_000
# Versions of a batch's sessions: those that were made anew win over those that were added to.
_ANEW = 1 << 19


class UsageSource:
    """The usage log's way into the column store; see `Source`."""

    name = "usage"

    def __init__(self, batch_events: int = BATCH_EVENTS) -> None:
        self._batch_events = batch_events
        self._opened: tuple[UsageLog, State, Reading] | None = None
        self._last: int | None = None

    def load_batch(self) -> int:
        usage_log, state, reading = self._open()
        number = int(state.get("number", 0))
        if number != self._last:
            # Another process has loaded since, or this is the first batch of this one.
            reading.forget()
            self._mend(usage_log, state)
            self._last = int(state.get("number", 0))
            self._tell(state)
        plan = self._plan(usage_log, state)
        if plan is None:
            return 0
        # A batch is hundreds of thousands of small objects, none of them in a circle.
        collecting = gc.isenabled()
        gc.disable()
        try:
            with state.database.transaction():
                self._carry_out(plan, usage_log, state, reading)
                state.put("position", plan["upto"])
                state.put("plan", None)
        except BaseException:
            reading.forget()
            raise
        finally:
            if collecting:
                gc.enable()
        self._last = int(plan["number"])
        self._tell(state)
        mark_applied(plan["instructions"])
        return max(1, int(plan["upto"]) - int(plan["after"]))

    def _tell(self, state: State) -> None:
        """Let everybody know that rows have come or changed; a new life begins above the old one's end."""
        tell(self.name, int(state.get("life", 0)) + int(state.get("number", 0)))

    def _open(self) -> tuple[UsageLog, State, Reading]:
        if self._opened is not None and not (self._opened[0].is_open and self._opened[1].is_open):
            # The server has been away: what is kept beside its connections may be older than what it has.
            self.close()
        if self._opened is None:
            usage_log, state = UsageLog(), State()
            self._opened = usage_log, state, Reading(state.database, Zones(state))
        return self._opened

    def close(self) -> None:
        """Let go of the databases."""
        if self._opened is not None:
            self._opened[0].close()
            self._opened[1].close()
            self._opened = None
            self._last = None

    def _mend(self, usage_log: UsageLog, state: State) -> None:
        """Memory and column store must be of one age: when either was lost or is older, begin anew."""
        if state.get("plan") is not None or not usage_log.bounds()[1]:
            return
        held = store().inspect("SELECT count() FROM banso.usage WHERE seq > 0").one()[0]
        loaded = state.database.rows("SELECT COALESCE(SUM(events), 0) FROM usage_loaded")[0][0]
        outdated = state.get("version", VERSION) != VERSION
        if outdated and held and was_cut(usage_log, state):
            # What came before the cut is in the column store alone: better an older memory than a lost past.
            log.warning("usage.kept", reason="the log was cut, so that nothing can be read again")
        elif outdated or bool(held) != bool(loaded):
            if state.position or held:
                log.warning("usage.rebuilding", held=held, remembered=int(loaded))
            self._start_over(state)
        state.put("version", VERSION)

    def _plan(self, usage_log: UsageLog, state: State) -> dict[str, Any] | None:
        plan: dict[str, Any] | None = state.get("plan")
        if plan is not None:
            return plan
        after = state.position
        waiting = undone(state.database)
        due = [each for each in waiting if each.kind in _PLACED and each.after_seq <= after]
        if due:
            upto, chosen = after, due[:1]
        else:
            upto = usage_log.reach(after, events=self._batch_events)
            chosen = [each for each in waiting if each.kind == "bind"]
            # Whoever takes back an import speaks of what came before: no batch reaches past that.
            for each in waiting:
                if each.kind in _PLACED and after < each.after_seq < upto:
                    upto = each.after_seq
            if upto == after and not chosen:
                return None
        number = int(state.get("number", 0)) + 1
        plan = {
            "number": number, "after": after, "upto": upto, "instructions": [each.id for each in chosen],
            "life": state.get("life", 0),
        }  # fmt: skip
        with state.database.transaction():
            state.put("number", number)
            state.put("plan", plan)
        return plan

    def _carry_out(self, plan: dict[str, Any], usage_log: UsageLog, state: State, reading: Reading) -> None:
        token = f"usage:{plan['life']}:{plan['number']}"
        for each in Planned.of(plan["instructions"]):
            if each.kind == "bind":
                reading.name_account(each)
            elif each.kind == "zone":
                self._change_zone(each, plan, reading, token)
            elif each.kind == "withdraw":
                self._withdraw(each, plan, reading, token)
            else:
                self._cancel(each, plan, reading, token)
            state.database.execute("INSERT INTO usage_applied (instruction) VALUES (?)", (each.id,))
        if plan["upto"] > plan["after"]:
            self._gather(plan, usage_log, state, reading)
        rows = reading.take()
        # The engine takes the rows in while this process reckons: each has a processor of its own.
        with ThreadPoolExecutor(1, "usage-insert") as sender:
            sent = sender.submit(_insert, rows, token)
            reading.count(rows)
            sessions = self._sessions_of(rows, plan, reading)
            sent.result()
        corrections.insert_sessions(sessions, f"{token}:sessions")
        self._move(plan, reading, token)
        reading.write()

    @staticmethod
    def _gather(plan: dict[str, Any], usage_log: UsageLog, state: State, reading: Reading) -> None:
        before, day = int(plan["after"]), -1
        for entry in usage_log.read(before, upto=int(plan["upto"])):
            if entry.received_at // UTC_DAY != day:
                day = entry.received_at // UTC_DAY
                forgotten = begin_day(state, entry, before)
                if forgotten is not None:
                    reading.begin_day(forgotten)
            reading.gather(entry)
            before = entry.seq

    def _move(self, plan: dict[str, Any], reading: Reading, token: str) -> None:
        moves: defaultdict[bytes, dict[str, tuple[str, int]]] = defaultdict(dict)
        for move in reading.take_moves():
            moves[move.workspace][move.old] = (move.new, move.at)
        for number, (workspace, people) in enumerate(moves.items()):
            corrections.move_people(workspace, people)
            keys = corrections.keys_of_people(workspace, [*people, *(new for new, _ in people.values())])
            latest = max(at for _, at in people.values())
            self._make_sessions_anew(keys, latest, plan, reading, f"{token}:moved:{number}")

    def _cancel(self, each: Planned, plan: dict[str, Any], reading: Reading, token: str) -> None:
        keys = corrections.keys_of_source(each.workspace, each.source)
        corrections.cancel_source(each.workspace, each.source, each.at)
        reading.forget_source(each.workspace, each.source)
        zone = reading.zones(each.workspace).name
        for corrected in corrected_by(each.workspace, each.source, each.id):
            corrections.reinstate(each.workspace, corrected.ids, corrected.at, zone, each.at)
            keys += corrections.keys_of_ids(each.workspace, corrected.ids)
        self._make_sessions_anew(sorted(set(keys)), each.at, plan, reading, f"{token}:cancelled")

    def _withdraw(self, each: Planned, plan: dict[str, Any], reading: Reading, token: str) -> None:
        corrections.withdraw(each.workspace, each.ids, each.source, each.at)
        keys = corrections.keys_of_ids(each.workspace, each.ids)
        self._make_sessions_anew(keys, each.at, plan, reading, f"{token}:withdrawn")

    def _change_zone(self, each: Planned, plan: dict[str, Any], reading: Reading, token: str) -> None:
        before, after = reading.zones(each.workspace), Days(each.external_id)
        corrections.move_days(each.workspace, each.external_id, each.at)
        version = (int(plan["number"]) << 20) + _ANEW
        for number, part in enumerate(reading.sessions.moved(each.workspace, before, after)):
            written = [SessionsRow(*key, day, version, spans, each.at) for key, day, spans in part]
            corrections.insert_sessions(written, f"{token}:zone:{number}")
        reading.zones.move(each.workspace, each.external_id)

    @staticmethod
    def _sessions_of(rows: list[UsageRow], plan: dict[str, Any], reading: Reading) -> list[SessionsRow]:
        slices: defaultdict[int, defaultdict[Key, list[int]]] = defaultdict(lambda: defaultdict(list))
        latest: dict[int, int] = {}
        for row in rows:
            part = row.recorded_at // _SLICE
            slices[part][row.workspace, row.account, row.person].append(row.occurred_at)
            latest[part] = max(latest.get(part, 0), row.recorded_at)
        written: list[SessionsRow] = []
        for number, part in enumerate(sorted(slices)):
            version = (int(plan["number"]) << 20) + number
            known_at = latest[part]
            for key, times in slices[part].items():
                for day, spans in reading.sessions.add(key, times):
                    written.append(SessionsRow(*key, day, version, spans, known_at))
        return written

    def _make_sessions_anew(
        self, keys: list[Key], at: int, plan: dict[str, Any], reading: Reading, token: str
    ) -> None:
        version = (int(plan["number"]) << 20) + _ANEW
        written = [
            SessionsRow(*key, day, version, spans, at)
            for key, times in corrections.times_of(keys)
            for day, spans in reading.sessions.replace(key, times)
        ]
        corrections.insert_sessions(written, token)

    def status(self) -> Status:
        usage_log, state, _ = self._open()
        position = state.position
        newest = usage_log.bounds()[1]
        count, oldest = usage_log.behind(position)
        return Status(self.name, position, newest, count, moment(oldest) if oldest is not None else None)

    def verify(self) -> list[Difference]:
        usage_log, state, _ = self._open()
        return differences(usage_log, state)

    def rebuild(self, *, partly: bool = False) -> None:
        usage_log, state, _ = self._open()
        if not partly and was_cut(usage_log, state):
            raise Conflict(
                "the usage log was pruned: what came before is in the column store alone, and a rebuild would"
                " lose it (it is kept whole when BANSO_USAGE_LOG_DAYS is not set)"
            )
        self._start_over(state)

    def _start_over(self, state: State) -> None:
        for table in (schema.USAGE, schema.USAGE_DAILY, schema.SESSIONS):
            store().truncate(table.name)
        state.wipe()
        # Tokens of an earlier life must not silence the rows of this one.
        state.put("life", time.time_ns() // 1000)
        self._tell(state)
        reopen()
        if self._opened is not None:
            self._opened[2].forget()


def _insert(rows: list[UsageRow], token: str) -> None:
    if rows:
        table = schema.USAGE
        store().insert_lines(table.name, table.names, encoded(rows), form="RowBinary", token=token)
