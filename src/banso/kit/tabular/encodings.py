"""Which encoding a file has: decided by its bytes alone, so the same file always gets the same answer."""

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

# What a person may choose, as Python's codecs call it. cp932 is what Excel in Japan writes: Shift_JIS with
# the signs (①, 髙, ㈱) that the standard lacks.
ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (LE)",
    "utf-16-be": "UTF-16 (BE)",
    "cp932": "Shift_JIS (cp932)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
    "cp1252": "Latin-1 (cp1252)",
}
_ALIASES: Final = {
    "utf8": "utf-8", "utf-8-bom": "utf-8-sig", "utf-8-sig": "utf-8-sig", "utf16": "utf-16",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "shiftjis": "cp932", "ms932": "cp932",
    "windows-31j": "cp932", "euc-jp": "euc_jp", "eucjp": "euc_jp", "jis": "iso2022_jp",
    "iso-2022-jp": "iso2022_jp", "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
}  # fmt: skip
_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A file in UTF-8 may be damaged in a few places and is UTF-8 all the same.
_DAMAGE: Final = 20


@dataclass(frozen=True, slots=True)
class FoundEncoding:
    """The encoding of a file.

    Attributes:
        name: a key of ENCODINGS.
        damaged: some bytes do not belong to it; they are read as U+FFFD.
    """

    name: str
    damaged: bool = False

    @property
    def label(self) -> str:
        return ENCODINGS[self.name]


def checked_encoding(asked: str) -> str:
    """The key of ENCODINGS that a person means.

    Raises:
        InputError: none of them.
    """
    name = asked.strip().lower()
    name = _ALIASES.get(name, name)
    if name not in ENCODINGS:
        raise InputError(
            _("“%(came)s” is not an encoding that can be read.") % {"came": asked[:40]},
            field="encoding", came=asked, wanted=", ".join(ENCODINGS),
        )  # fmt: skip
    return name


def find_encoding(path: Path) -> FoundEncoding:
    """Decide by the byte order mark, else by what the whole file can be read as.

    UTF-8 is believed when every byte fits. Otherwise cp932 and EUC-JP are judged by how much the text looks
    like Japanese, and what looks like neither is Latin-1.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return FoundEncoding(name)
    if b"\x00" in head:
        return FoundEncoding("utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be")
    if b"\x1b$" in head or any(b"\x1b$" in chunk for chunk in _chunks(path)):
        return FoundEncoding("iso2022_jp")
    if _reads_whole(path, "utf-8"):
        return FoundEncoding("utf-8")
    sample = _foreign_lines(path)
    if _nearly_utf8(sample):
        return FoundEncoding("utf-8", damaged=True)
    return _japanese_or_latin(path, sample)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _reads_whole(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _foreign_lines(path: Path) -> bytes:
    """The lines that hold more than ASCII, up to a megabyte."""
    found: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _SAMPLE and (line := file.readline(_SAMPLE)):
            if not line.isascii():
                found.append(line)
                size += len(line)
    return b"".join(found)


def _nearly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for sign in text if sign > "\x7f" and sign != "\ufffd")
    return whole > broken * _DAMAGE


def _japanese_or_latin(path: Path, sample: bytes) -> FoundEncoding:
    scores = {name: _japanese(sample, name) for name in ("cp932", "euc_jp")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 0.5:  # noqa: PLR2004 - between kanji that stand alone (-1) and running text (2 to 3)
        return FoundEncoding("cp1252")
    return FoundEncoding(best, damaged=not _reads_whole(path, best))


def _japanese(sample: bytes, name: str) -> float:
    """How much the bytes look like Japanese in this encoding: the mean over its non-ASCII signs, -5 to 3."""
    text = sample.decode(name, "replace")
    if text.count("\ufffd") * _DAMAGE > len(text):
        return -5.0
    points = count = 0
    before = ""
    for sign in text:
        if sign > "\x7f":
            points += _weight(sign, before)
            count += 1
        before = sign
    return points / count if count else -5.0


def _weight(sign: str, before: str) -> int:
    if "ぁ" <= sign <= "ヿ":
        return 3
    if "、" <= sign <= "〿" or "！" <= sign <= "～" or sign == "\u3000":
        return 1
    if "｡" <= sign <= "ﾟ":  # one byte in cp932: EUC-JP misread is full of them, so they count little
        return 1 if "｡" <= before <= "ﾟ" else -1
    if "一" <= sign <= "鿿":
        return 2 if _common_kanji(sign) else -1
    if unicodedata.category(sign) in {"Co", "Cn"} or sign == "\ufffd":
        return -5
    return 0


def _common_kanji(sign: str) -> bool:
    """Whether it is a kanji of JIS level 1, by the row it has in EUC-JP."""
    try:
        code = sign.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xCF  # noqa: PLR2004
