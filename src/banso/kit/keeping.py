"""Files that people give us: kept under random names in the data folder, or not at all.

    kept = keep(upload.chunks(), limit=25_000_000)
    with open_kept(kept.key) as file: ...

A file is written beside its place, synced, and renamed: after a crash it is whole or absent. What it is
called and what its sender says it is have no part in where it lies; what it is is read from its first bytes.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from banso.kit.errors import InputError, NotFound
from banso.kit.tenancy import current_workspace_id

_KEY = re.compile(r"[0-9a-f]{40}")
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b", "application/gzip"),
)
_HEAD = 512
_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the data folder.

    Attributes:
        key: its name there: 160 random bits.
        size: in bytes.
        content_type: as its first bytes tell; "application/octet-stream" where they do not.
    """

    key: str
    size: int
    sha256: str
    content_type: str


def keep(chunks: Iterable[bytes], *, limit: int) -> Kept:
    """Write a file of the open workspace.

    Raises:
        InputError: it is empty, or larger than `limit` bytes.
    """
    key = secrets.token_hex(20)
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(".half")
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with half.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                _demand_size(size, limit)
                head = head or chunk[:_HEAD]
                digest.update(chunk)
                file.write(chunk)
            if not size:
                raise InputError(_("the file is empty"), field="file", came="0 bytes", wanted=_("a file"))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        sync_folder(path.parent)
    finally:
        half.unlink(missing_ok=True)
    return Kept(key, size, digest.hexdigest(), sniffed(head))


def open_kept(key: str) -> BinaryIO:
    """A kept file of the open workspace, for reading. Raises NotFound."""
    try:
        return _path(key).open("rb")
    except FileNotFoundError:
        raise NotFound(_("this file is gone")) from None


def discard(key: str) -> None:
    """Remove a kept file; one that is gone already is no error."""
    _path(key).unlink(missing_ok=True)


def download(key: str, *, name: str, content_type: str) -> FileResponse:
    """A kept file as an answer that no browser opens in our pages: a download, its type not guessed at."""
    response = FileResponse(open_kept(key), content_type=content_type)
    ascii_name = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._") or "file"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, '')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def plain_file_name(name: str) -> str:
    """What a file may be called: its last part, without control and direction characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(char for char in last if char.isprintable()).strip(" .")
    if len(shown) > _NAME_LENGTH:
        stem, dot, suffix = shown.rpartition(".")
        ending = f"{dot}{suffix}" if stem and len(suffix) <= 10 else ""  # noqa: PLR2004 - a usual suffix
        shown = shown[: _NAME_LENGTH - len(ending)] + ending
    return shown or "file"


def sniffed(head: bytes) -> str:
    """The type that a file's first bytes tell; HTML, SVG and every other text is plain text."""
    for sign, content_type in _SIGNS:
        if head.startswith(sign):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    text = head.decode("utf-8", errors="ignore")
    if b"\x00" not in head and len(text.encode()) >= len(head) - 3:
        return "text/plain; charset=utf-8"
    return "application/octet-stream"


def _demand_size(size: int, limit: int) -> None:
    if size > limit:
        raise InputError(
            _("the file is too large"),
            field="file",
            came=f"more than {limit:,} bytes",
            wanted=_("at most %(most)s bytes") % {"most": f"{limit:,}"},
        )


def _path(key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise NotFound(_("there is no such file"))
    return Path(settings.BANSO_HOME) / "files" / str(current_workspace_id()) / key[:2] / key


def sync_folder(folder: Path) -> None:
    """Let a file's new name outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
