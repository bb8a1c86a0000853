"""`banso serve`: starts everything, restarts the dead, stops cleanly, loses nothing that it acknowledged."""

import json
import os
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from banso.engine.journal.column.home import EngineHome
from banso.engine.journal.column.local import find
from banso.engine.journal.usage.database import SqliteDatabase
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.protocol import Event, understood
from tests.serving import Server, eventually, serving


def names(home: Path) -> set[str]:
    log = UsageLog(SqliteDatabase(home / "usage.sqlite3"))
    found = {
        event.name
        for entry in log.read(0, upto=log.bounds()[1])
        for event in understood(entry.body, seq=entry.seq, received_at=entry.received_at)
        if isinstance(event, Event)
    }
    log.close()
    return found


def track(server: Server, name: str) -> int:
    event = {"type": "track", "event": name, "userId": "u", "messageId": name}
    return server.post("/v1/batch", {"batch": [event], "writeKey": server.key})


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True


def all_gone(pids: list[int]) -> bool:
    return all(map(gone, pids))


def test_t58_what_was_acknowledged_survives_kill_9_and_the_dead_come_back(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    with serving(tmp_path) as server:
        assert eventually(lambda: set(server.children()) == {"web", "worker", "engine"})
        for turn in range(3):
            for number in range(30):
                if track(server, f"{turn}-{number}") == 200:
                    acknowledged.add(f"{turn}-{number}")
            children = server.children()
            killed = [*children.values(), *grandchildren(children["web"])]
            for pid in children.values():
                os.kill(pid, signal.SIGKILL)
            # One that dies with its parent may answer once more, and hang up on the next call.
            assert eventually(partial(all_gone, killed))
            assert eventually(server.answers)
        before = server.children()
        assert eventually(lambda: set(server.children()) == {"web", "worker", "engine"})
    assert server.process.returncode == 0
    assert len(acknowledged) == 90
    assert acknowledged <= names(tmp_path)
    assert all(gone(pid) for pid in before.values())


def test_a_killed_server_leaves_nobody_behind(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert eventually(lambda: len(server.children()) == 3)
        children = server.children()
        server.process.kill()
        server.process.wait()
        assert eventually(lambda: all(gone(pid) for pid in children.values()))


def grandchildren(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_killed_web_server_leaves_no_worker_that_holds_its_port(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert eventually(lambda: "web" in server.children())
        web = server.children()["web"]
        workers = grandchildren(web)
        assert workers
        os.kill(web, signal.SIGKILL)
        assert eventually(lambda: all(gone(pid) for pid in workers))
        assert eventually(lambda: server.children().get("web", web) != web and server.answers())


def test_the_server_alone_starts_its_engine_again_dead_or_stuck(tmp_path: Path) -> None:
    home = tmp_path / "data"
    with (tmp_path / "said.txt").open("w") as said:
        with serving(home, said, BANSO_ENGINE_STUCK_SECONDS="5") as server:
            assert eventually(lambda: len(server.children()) == 3)
            before = server.children()
            os.kill(before["engine"], signal.SIGKILL)
            # A command that wants an engine just now waits for the server's.
            assert "agree" in server.command("journal", "verify")
            assert eventually(lambda: server.children().get("engine", before["engine"]) != before["engine"])
            state = json.loads((home / "engine" / "state.json").read_text())
            assert state["pid"] == server.children()["engine"]
            assert not any("column" in command_of(pid) for pid in grandchildren(server.children()["web"]))

            os.kill(state["pid"], signal.SIGSTOP)
            assert track(server, "while it hangs") == 200
            place = EngineHome(home)
            assert eventually(lambda: (found := find(place)) is not None and found.pid != state["pid"])
            assert gone(state["pid"])
        assert server.process.returncode == 0
    told = [line for line in (tmp_path / "said.txt").read_text().splitlines() if "engine" in line]
    assert told == [
        "banso: engine ended (signal 9); again in 0.5 s",
        "banso: engine gave no sign of life for 5 s; it is replaced",
        "banso: engine ended (signal 9); again in 0.5 s",
    ]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")


def serve(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "banso.project", "serve", *words],
        env={**os.environ, "BANSO_HOME": str(home)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = serve(tmp_path, "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == f"banso: port {port} is in use; choose another with --port\n"


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_no_port_is_said(tmp_path: Path, port: str) -> None:
    done = serve(tmp_path, f"--port={port}")
    assert done.returncode == 2
    assert done.stderr == f"banso: {port} is no port (wanted: 1 to 65535)\n"


def test_two_servers_on_one_data_folder_are_refused(tmp_path: Path) -> None:
    with serving(tmp_path):
        done = serve(tmp_path, "--port", "0")
    assert done.returncode == 1
    assert "a server runs on" in done.stderr
