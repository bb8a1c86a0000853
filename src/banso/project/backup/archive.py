"""The file itself: packed and sealed in one stream, opened and checked before anything of it is used."""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, BinaryIO, cast

from banso.kit.errors import InputError
from banso.project.backup.age import WORK, AgeError, Opening, Sealing, WrongPassphrase, is_age

FORMAT = 2
MANIFEST = "manifest.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        made_at: the instant of which everything in it is.
        files: each member's SHA-256.
        usage_since: the moment from which on it holds usage; "" where it holds all of it.
        holds: "all", or "records" for what an upgrade may have to take back.
        with_usage: whether the column store's usage and the loader's memory of it are in it.
    """

    format: int
    version: str
    made_at: str
    database: str
    files: dict[str, str] = field(default_factory=dict)
    usage_since: str = ""
    holds: str = "all"
    with_usage: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A file on its way into an archive, under another name."""

    name: str
    path: Path


def pack(target: Path, members: Sequence[Member], manifest: Manifest, *, passphrase: str = "") -> None:
    """Write an archive; on the disk when this returns. A member that has gone meanwhile is left out.

    Args:
        target: the file to write, readable by its owner alone.
        members: what goes in.
        manifest: what the archive says of itself; its `files` are filled in.
        passphrase: what seals it; "" leaves it open.
    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with ExitStack() as layers:
            out = layers.enter_context(Sealing(file, passphrase, work=WORK)) if passphrase else file
            packed = layers.enter_context(gzip.GzipFile("", "wb", 4, fileobj=cast("BinaryIO", out), mtime=0))
            archive = layers.enter_context(tarfile.open(fileobj=packed, mode="w|"))
            for member in members:
                _add(archive, member, manifest.files)
            told = json.dumps(asdict(manifest), indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size, head.mode = len(told), 0o600
            archive.addfile(head, io.BytesIO(told))
        file.flush()
        os.fsync(file.fileno())


def _add(archive: tarfile.TarFile, member: Member, sums: dict[str, str]) -> None:
    try:
        file = member.path.open("rb")
    except FileNotFoundError:
        return
    with file:
        head = archive.gettarinfo(arcname=member.name, fileobj=file)
        # A second name of one file is a file of its own in here.
        head.type, head.linkname, head.size = tarfile.REGTYPE, "", os.fstat(file.fileno()).st_size
        reader = _Summing(file)
        archive.addfile(head, cast("IO[bytes]", reader))
    sums[member.name] = reader.sum.hexdigest()


class _Summing:
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        return data


def unpack(source: Path, stage: Path, *, passphrase: str = "") -> Manifest:
    """Take an archive apart into an empty folder, and check all of it.

    Raises:
        InputError: it cannot be read, is damaged or cut short, or the passphrase is missing or another one.
    """
    try:
        with _reading(source, passphrase) as file, tarfile.open(fileobj=file, mode="r|") as archive:
            for member in archive:
                # A link that stays within the stage leads elsewhere once it is in the data folder.
                if not (member.isreg() or member.isdir()):
                    raise tarfile.SpecialFileError(member)
                archive.extract(member, stage, filter="data")
            # To the very end, where a sealed file says that it is the end.
            while file.read(_BLOCK):
                continue
        told = json.loads((stage / MANIFEST).read_text(encoding="utf-8"))
        _demand_known(source, told)
        manifest = Manifest(**told)
    except FileNotFoundError as error:
        missing = (
            f"there is no archive {source}"
            if not source.exists()
            else f"{source} is no archive of banso backup"
        )
        raise InputError(missing, field="FILE", came=str(source)) from error
    except WrongPassphrase as error:
        raise InputError(f"{source} does not open: {error}", field="passphrase") from error
    except AgeError as error:
        raise InputError(f"{source} is damaged: {error}", field="FILE") from error
    except EOFError as error:
        raise InputError(f"{source} is damaged: it was cut short", field="FILE") from error
    except zlib.error as error:
        raise InputError(f"{source} is damaged: it was changed", field="FILE") from error
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise InputError(f"{source} is no archive of banso backup: {error}", field="FILE") from error
    _compare(source, stage, manifest)
    return manifest


@contextmanager
def _reading(source: Path, passphrase: str) -> Iterator[BinaryIO]:
    with source.open("rb") as file, ExitStack() as layers:
        inside: BinaryIO = file
        if is_age(file.peek(64)):
            if not passphrase:
                raise InputError(
                    f"{source} is sealed", field="passphrase", came="none",
                    wanted="--passphrase-file, BANSO_BACKUP_PASSPHRASE or a terminal to ask on",
                )  # fmt: skip
            inside = layers.enter_context(io.BufferedReader(Opening(file, passphrase), 1 << 17))
        yield cast("BinaryIO", layers.enter_context(gzip.GzipFile("", "rb", fileobj=inside)))


def is_sealed(source: Path) -> bool:
    """Whether an archive asks for a passphrase; False where there is none."""
    try:
        with source.open("rb") as file:
            return is_age(file.read(64))
    except OSError:
        return False


def _demand_known(source: Path, told: dict[str, object]) -> None:
    given = told.get("format")
    if not isinstance(given, int) or not told.keys() >= {"version", "made_at", "database", "files"}:
        raise InputError(f"{source} is no archive of banso backup", field="FILE", came=str(source))
    if given > FORMAT:
        raise InputError(
            f"{source} was written by Banso {told['version']}", field="FILE", came=f"format {given}",
            wanted=f"format {FORMAT} or older; install that version first",
        )  # fmt: skip
    for name in told.keys() - {each.name for each in fields(Manifest)}:
        raise InputError(f"{source} is damaged: {name}", field="FILE")


def _compare(source: Path, stage: Path, manifest: Manifest) -> None:
    found = {str(path.relative_to(stage)): _sha256(path) for path in stage.rglob("*") if path.is_file()}
    found.pop(MANIFEST)
    named = found.keys() | manifest.files.keys()
    wrong = sorted(name for name in named if found.get(name) != manifest.files.get(name))
    if wrong:
        raise InputError(f"{source} is damaged: {', '.join(wrong)}", field="FILE")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
