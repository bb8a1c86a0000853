"""The age format, version 1, under a passphrase: an archive that `age --decrypt` opens as well.

    age-encryption.org/v1
    -> scrypt SALT WORK
    the file's key, sealed under the passphrase
    --- the header's code
    a nonce, then chunks of 64 KiB, each sealed under its number; the last one says that it is the last

https://c2sp.org/age describes it. So a chunk that was changed, moved or left out, and an end that is missing,
are found before anything is done with what stood in it.
"""

import hmac
import io
import re
import secrets
import struct
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

WORK = 18
"""Two to this power: a quarter of a gigabyte and most of a second for each guess."""
_MOST_WORK = 22
_CHUNK = 64 * 1024
_TAG = 16
_MAGIC = b"age-encryption.org/v1"
_STANZA = re.compile(rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)")
_SEALED = re.compile(rb"[A-Za-z0-9+/]{43}")
_LONGEST_LINE = 200


class AgeError(Exception):
    """It cannot be opened; the message says why."""


class WrongPassphrase(AgeError):  # noqa: N818 - reads as a sentence where it is raised
    """The passphrase is another one."""


def is_age(head: bytes) -> bool:
    """Whether a file that begins with these bytes is in this format."""
    return head.startswith(_MAGIC)


class Sealing(io.RawIOBase):
    """Seals what is written to it into a file; complete once it is closed."""

    def __init__(self, file: BinaryIO, passphrase: str, *, work: int = WORK) -> None:
        self._file = file
        key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
        sealed = ChaCha20Poly1305(_stretched(passphrase, salt, work)).encrypt(bytes(12), key, None)
        head = b"%s\n-> scrypt %s %d\n%s\n---" % (_MAGIC, _plain(salt), work, _plain(sealed))
        file.write(head + b" " + _plain(_code(key, head)) + b"\n" + nonce)
        self._box = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
        self._number = 0
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        given = bytes(data)
        self._waiting += given
        # A whole chunk waits until more comes: it may be the last.
        while len(self._waiting) > _CHUNK:
            self._seal(self._waiting[:_CHUNK], last=False)
            del self._waiting[:_CHUNK]
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._seal(self._waiting, last=True)
        super().close()

    def _seal(self, chunk: bytes | bytearray, *, last: bool) -> None:
        self._file.write(self._box.encrypt(_nonce(self._number, last=last), bytes(chunk), None))
        self._number += 1


class Opening(io.RawIOBase):
    """Reads what was sealed into a file.

    Raises:
        WrongPassphrase: on being made.
        AgeError: on being made or read: the file was cut short or changed.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file = file
        key = _opened(file, passphrase)
        nonce = file.read(16)
        self._box = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
        self._number = 0
        self._ahead = file.read(_CHUNK + _TAG)
        self._open = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, target: "WriteableBuffer", /) -> int:
        if not self._open and not self._ended:
            self._next()
        place = memoryview(target).cast("B")
        count = min(len(place), len(self._open))
        place[:count] = self._open[:count]
        self._open = self._open[count:]
        return count

    def _next(self) -> None:
        sealed, self._ahead = self._ahead, self._file.read(_CHUNK + _TAG)
        last = not self._ahead
        try:
            opened = self._box.decrypt(_nonce(self._number, last=last), sealed, None)
        except InvalidTag:
            raise AgeError("it was cut short" if last else "it was changed") from None
        self._number += 1
        self._open, self._ended = memoryview(opened), last


def _opened(file: BinaryIO, passphrase: str) -> bytes:
    """The file's key."""
    lines = [file.readline(_LONGEST_LINE) for _ in range(4)]
    stanza = _STANZA.fullmatch(lines[1].rstrip(b"\n"))
    if lines[0] != _MAGIC + b"\n" or stanza is None or not _SEALED.fullmatch(lines[2].rstrip(b"\n")):
        raise AgeError("it was not sealed with a passphrase")
    work = int(stanza[2])
    if work > _MOST_WORK:
        raise AgeError(f"its passphrase would take two to the power of {work} steps to try")
    box = ChaCha20Poly1305(_stretched(passphrase, _unplain(stanza[1]), work))
    try:
        key = box.decrypt(bytes(12), _unplain(lines[2].rstrip(b"\n")), None)
    except InvalidTag:
        raise WrongPassphrase("the passphrase is another one") from None
    code = _plain(_code(key, b"".join(lines[:3]) + b"---"))
    if not hmac.compare_digest(lines[3], b"--- " + code + b"\n"):
        raise AgeError("it was changed")
    return key


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    label = b"age-encryption.org/v1/scrypt"
    return Scrypt(salt=label + salt, length=32, n=1 << work, r=8, p=1).derive(passphrase.encode())


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)


def _code(key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(key, b"", b"header"), head, "sha256")


def _nonce(number: int, *, last: bool) -> bytes:
    return bytes(3) + struct.pack(">Q?", number, last)


def _plain(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _unplain(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4))
