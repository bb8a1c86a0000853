"""Power cuts under load: what was acknowledged is on the disk, or it was never acknowledged.

    make torture-power CUTS=200        (python -m torture.power [--cuts 200] [--seed N])

Needs Linux, root and loop devices. A data folder lies on an ext4 file system of its own, in a file; the real
tracking door writes to it as it does for products, and a thread makes records. A cut is EXT4_IOC_SHUTDOWN
without flushing the log: what the kernel still held is gone, as when the plug is pulled. Then the file system
is mounted again, and everything that was acknowledged must be in it, in databases that are whole. It does not
show what a disk does that forgets what it said was written: acknowledged means HTTP 200 received, and the
disk honours a flush.
"""

import argparse
import fcntl
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_SHUTDOWN = 0x8004587D
_NO_LOG_FLUSH = 2
_MEGABYTES = 192
_LOOK = 10


class NotHere(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """This machine does not allow it; the message says what is missing."""


@dataclass
class Outcome:
    """What a run came to: acknowledged events and records, and how many of them were lost or damaged.

    Attributes:
        lost: of those that were told before the cut began.
        late: of those that were told while it was under way, and lost. The cut takes the kernel a moment, in
            which a flush may be answered that will not be; a machine without power tells nothing.
    """

    cuts: int = 0
    events: int = 0
    records: int = 0
    lost: int = 0
    late: int = 0
    damaged: int = 0


@dataclass
class Told:
    """The names of events and records that were acknowledged."""

    events: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)

    def add(self, line: str) -> None:
        said = json.loads(line)
        self.events |= set(said.get("events", []))
        self.records |= {said["record"]} if "record" in said else set()

    def but(self, events: set[str], records: set[str]) -> list[str]:
        """What of it is not among these."""
        return sorted(self.events - events) + sorted(self.records - records)


class Disk:
    """An ext4 file system in a file, whose power can be cut."""

    def __init__(self, folder: Path) -> None:
        self._image, self.place = folder / "disk.img", folder / "disk"
        self.place.mkdir()
        with self._image.open("wb") as file:
            file.truncate(_MEGABYTES << 20)
        _run("mkfs.ext4", "-q", "-F", str(self._image))

    def mount(self) -> None:
        _run("mount", "-t", "ext4", "-o", "loop", str(self._image), str(self.place))

    def cut(self) -> None:
        """Pull the plug: from now on nothing reaches the file, nor what is still on its way."""
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _SHUTDOWN, _NO_LOG_FLUSH.to_bytes(4, sys.byteorder))
        except OSError as error:
            raise NotHere(f"the power of an ext4 file system cannot be cut here: {error.strerror}") from error
        finally:
            os.close(handle)

    def unmount(self) -> None:
        _run("umount", str(self.place))


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotHere(f"{command[0]} is missing") from error
    except subprocess.CalledProcessError as error:
        raise NotHere(f"{command[0]}: {error.stderr.strip()}") from error


@contextmanager
def _mounted(disk: Disk) -> Iterator[None]:
    disk.mount()
    try:
        yield
    finally:
        disk.unmount()


def outlast(folder: Path, *, cuts: int, seed: int, longest: float = 1.0) -> Outcome:
    """Cut the power so many times.

    Args:
        folder: an empty one, on any disk.
        cuts: how many.
        seed: of the moments.
        longest: seconds of writing before a cut, at most.

    Raises:
        NotHere: no root, no loop device, or no such file system.
    """
    if os.geteuid():
        raise NotHere("only root may mount a disk")
    chance, outcome, disk = random.Random(seed), Outcome(), Disk(folder)
    before, late = Told(), Told()
    for turn in range(cuts):
        with _mounted(disk):
            _write_until_cut(disk, turn, chance.uniform(0.05, longest), before, late)
        outcome.cuts += 1
        # What is lost stays lost: a look now and then finds it as well.
        if outcome.cuts % _LOOK == 0 or outcome.cuts == cuts:
            with _mounted(disk):
                _judge(disk, before, late, outcome)
    outcome.events, outcome.records = len(before.events), len(before.records)
    return outcome


def _write_until_cut(disk: Disk, turn: int, seconds: float, before: Told, late: Told) -> None:
    """Keep what the writer was told is written: its lines come over a pipe, which no cut takes away."""
    environment = {**os.environ, "BANSO_HOME": str(disk.place), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "torture.power_writer", str(turn)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        lines: list[str] = []
        reading = threading.Thread(target=lines.extend, args=(writer.stdout,))
        reading.start()
        time.sleep(seconds)
        known = len(lines)
        disk.cut()
        writer.kill()
        reading.join()
    for place, line in enumerate(lines):
        # A line without its end was not said yet.
        if line.endswith("\n"):
            (before if place < known else late).add(line)


def _judge(disk: Disk, before: Told, late: Told, outcome: Outcome) -> None:
    environment = {**os.environ, "BANSO_HOME": str(disk.place), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-m", "torture.power_writer", "held"],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    held = json.loads(done.stdout)
    there = set(held["events"]), set(held["records"])
    lost, unsure = before.but(*there), late.but(*there)
    if lost or unsure:
        print(f"after {outcome.cuts} cuts not there: {lost[:20]}; told within a cut: {unsure[:20]}")
    outcome.lost, outcome.late = len(lost), len(unsure)
    outcome.damaged += held["damaged"]


def main() -> int:
    parser = argparse.ArgumentParser(description="Cut the power of a disk that is being written to.")
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261122)
    args = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="banso-power-") as folder:
        try:
            outcome = outlast(Path(folder), cuts=args.cuts, seed=args.seed)
        except NotHere as error:
            print(f"skipped: {error}", file=sys.stderr)
            return 0
    print(f"power cuts: {outcome.cuts:,} in {time.monotonic() - begun:,.0f} s, seed {args.seed}")
    print(f"acknowledged: {outcome.events:,} events, {outcome.records:,} records")
    print(f"lost: {outcome.lost:,}, and of what was told within a cut {outcome.late:,}")
    print(f"databases damaged: {outcome.damaged:,}")
    return 1 if outcome.lost or outcome.damaged else 0


if __name__ == "__main__":
    sys.exit(main())
