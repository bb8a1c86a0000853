"""Where the server that runs on a data folder can be reached, for commands that print links.

`banso serve` writes it down beside the lock that it holds as long as it lives. A note whose lock nobody holds
is from a server that ended, however it ended.
"""

import fcntl
from pathlib import Path
from typing import IO

from banso.kit.errors import Conflict

NOTE = "serve.address"
LOCK = "serve.lock"


class only_one:  # noqa: N801 - reads as a sentence where it is used
    """Two servers on one data folder would fight over it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        self._file = (self._home / LOCK).open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise Conflict(f"a server runs on {self._home} already") from error

    def __exit__(self, *_: object) -> None:
        (self._home / NOTE).unlink(missing_ok=True)
        if self._file is not None:
            self._file.close()


def note_address(home: Path, address: str) -> None:
    """Write down where this server is reached; it holds the lock."""
    (home / NOTE).write_text(address + "\n", encoding="utf-8")


def running_address(home: Path) -> str:
    """The address of the server that runs on the data folder, or "" where none does."""
    try:
        address = (home / NOTE).read_text(encoding="utf-8").strip()
        with (home / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return ""
    except BlockingIOError:
        return address
    return ""
