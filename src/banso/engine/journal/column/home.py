"""What the engine keeps in the data folder: its data, its secrets, its lock and where it can be reached.

column/              chDB's own files
engine/secrets.json  the reader's and the writer's secret (mode 600)
engine/lock          held by the one living engine
engine/starting      held while a process looks for an engine or starts one
engine/kept          held by a server that keeps an engine here and starts it again
engine/state.json    host, port and pid of the living engine; its mtime is the engine's heartbeat
engine/engine.log    what the engine said
"""

import fcntl
import json
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from banso.engine.journal.column.errors import Refused, Unavailable

STUCK_AFTER = 60.0
_POLL = 0.02


@dataclass(frozen=True, slots=True)
class Address:
    """Where an engine listens, and as which process."""

    host: str
    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Secrets:
    reader: str
    writer: str


@dataclass(frozen=True, slots=True)
class EngineHome:
    """The engine's corner of a data folder."""

    root: Path

    @property
    def column(self) -> Path:
        return self.root / "column"

    @property
    def folder(self) -> Path:
        return self.root / "engine"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def starting(self) -> Path:
        return self.folder / "starting"

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    @property
    def state(self) -> Path:
        return self.folder / "state.json"

    @property
    def log(self) -> Path:
        return self.folder / "engine.log"

    def prepare(self) -> None:
        """Make the folders, closed to other users."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.column.mkdir(parents=True, exist_ok=True, mode=0o700)

    def secrets(self) -> Secrets:
        """The two secrets, made on the first call.

        Raises:
            Refused: the file can be read by other users of the machine.
        """
        path = self.folder / "secrets.json"
        if not path.exists():
            self.prepare()
            made = Secrets(reader=secrets.token_urlsafe(32), writer=secrets.token_urlsafe(32))
            _write_once(path, json.dumps(asdict(made)))
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise Refused(f"{path} has mode {mode:o}: others can read the engine's secrets; want 600")
        return Secrets(**json.loads(path.read_text(encoding="utf-8")))

    def publish(self, address: Address) -> None:
        """Say where the engine is; whole or not at all."""
        _replace(self.state, json.dumps(asdict(address)))

    def address(self) -> Address | None:
        """Where the engine says it is; None where none has said so."""
        try:
            return Address(**json.loads(self.state.read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def withdraw(self, pid: int) -> None:
        """Take back what engine `pid` has published, if it still stands."""
        found = self.address()
        if found is not None and found.pid == pid:
            self.state.unlink(missing_ok=True)

    def beat(self) -> bool:
        """Mark the engine as alive; False when its state file is gone."""
        try:
            os.utime(self.state)
        except FileNotFoundError:
            return False
        return True

    def heartbeat(self) -> float | None:
        """When the heart beat last, in seconds since 1970; None where there is no engine."""
        try:
            return self.state.stat().st_mtime
        except FileNotFoundError:
            return None

    def silence(self) -> float:
        """Seconds since the last heartbeat; 0 where there is no engine."""
        beat = self.heartbeat()
        return 0.0 if beat is None else max(0.0, time.time() - beat)

    def is_held(self) -> bool:
        """Whether an engine lives in this folder, ready or not."""
        return is_locked(self.lock)

    def is_kept(self) -> bool:
        """Whether a server runs that starts the engine again by itself."""
        return is_locked(self.kept)


def is_locked(path: Path) -> bool:
    """Whether a living process has taken a lock by `hold`."""
    if not path.exists():
        return False
    with path.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def hold(path: Path) -> int | None:
    """Take a lock for the life of this process; None when another process has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def turn(path: Path, *, patience: float) -> Iterator[None]:
    """Wait for a lock, hold it for the block.

    Raises:
        Unavailable: it was not free within `patience` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    deadline = time.monotonic() + patience
    descriptor = hold(path)
    while descriptor is None:
        if time.monotonic() > deadline:
            raise Unavailable(f"{path} was held by another process for {patience:.0f} s")
        time.sleep(_POLL)
        descriptor = hold(path)
    try:
        yield
    finally:
        os.close(descriptor)


def _write_once(path: Path, text: str) -> None:
    """Create a file whole; when another process was faster, its content stays."""
    draft = _draft(path, text)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _replace(path: Path, text: str) -> None:
    _draft(path, text).replace(path)


def _draft(path: Path, text: str) -> Path:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    return Path(name)
