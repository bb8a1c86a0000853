"""Sealed archives: only the passphrase opens them, every change is found, and `age` reads them, too."""

import hashlib
import io
import json
import tarfile
import zlib
from pathlib import Path
from typing import Any

import pyrage
import pytest

from banso.kit.errors import InputError
from banso.project.backup import archive
from banso.project.backup.age import AgeError, Opening, Sealing, WrongPassphrase
from banso.project.backup.archive import Manifest, Member, pack, unpack

WORD = "correct horse battery staple"
CHUNK = 64 * 1024


def sealed(data: bytes) -> bytes:
    file = io.BytesIO()
    with Sealing(file, WORD, work=4) as sealing:
        for start in range(0, len(data), 50_000):
            sealing.write(data[start : start + 50_000])
        sealing.flush()
    return file.getvalue()


def opened(data: bytes, word: str = WORD) -> bytes:
    return io.BufferedReader(Opening(io.BytesIO(data), word)).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_the_reference_opens_what_is_sealed_here(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    assert pyrage.passphrase.decrypt(sealed(data), WORD) == data
    assert opened(sealed(data)) == data


def test_another_passphrase_does_not_open_it() -> None:
    with pytest.raises(WrongPassphrase, match="another one"):
        opened(sealed(b"secret"), "correct horse battery stapler")


@pytest.mark.parametrize("place", [0, 40, 90, 140, 170, 400, CHUNK + 500, -1])
def test_every_changed_byte_is_found(place: int) -> None:
    data = bytearray(sealed(bytes(2 * CHUNK)))
    data[place] ^= 1
    with pytest.raises(AgeError):
        opened(bytes(data))


@pytest.mark.parametrize("length", [10, 150, 200, CHUNK + 300, 2 * CHUNK + 232])
def test_every_missing_end_is_found(length: int) -> None:
    data = sealed(bytes(2 * CHUNK + 50))
    assert length < len(data)
    with pytest.raises(AgeError):
        opened(data[:length])


def test_chunks_that_changed_places_are_found() -> None:
    data = sealed(bytes(3 * CHUNK))
    head = len(data) - 3 * (CHUNK + 16)
    first, second = data[head : head + CHUNK + 16], data[head + CHUNK + 16 : head + 2 * (CHUNK + 16)]
    with pytest.raises(AgeError, match="changed"):
        opened(data[:head] + second + first + data[head + 2 * (CHUNK + 16) :])


def test_nobody_is_made_to_try_for_hours() -> None:
    data = sealed(b"x").replace(b" 4\n", b" 30\n", 1)
    with pytest.raises(AgeError, match="power of 30"):
        opened(data)


@pytest.fixture
def archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(archive, "WORK", 4)
    content = tmp_path / "content"
    content.write_bytes(bytes(range(256)) * 2000)
    made = tmp_path / "b.tar.gz"
    pack(made, [Member("home/content", content)], Manifest(2, "1", "", "sqlite"), passphrase=WORD)
    return made


def stage(tmp_path: Path) -> Path:
    made = tmp_path / "stage"
    made.mkdir()
    return made


def test_a_sealed_archive_holds_nothing_readable_and_opens(archived: Path, tmp_path: Path) -> None:
    assert archived.read_bytes().startswith(b"age-encryption.org/v1\n")
    manifest = unpack(archived, stage(tmp_path), passphrase=WORD)
    assert list(manifest.files) == ["home/content"]
    assert (tmp_path / "stage" / "home" / "content").read_bytes() == (tmp_path / "content").read_bytes()


def test_a_sealed_archive_asks_for_its_passphrase(archived: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is sealed"):
        unpack(archived, stage(tmp_path))


def test_a_wrong_passphrase_is_said(archived: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not open: the passphrase is another one"):
        unpack(archived, stage(tmp_path), passphrase="something else altogether")


def test_an_altered_archive_is_said(archived: Path, tmp_path: Path) -> None:
    data = bytearray(archived.read_bytes())
    data[-20] ^= 1
    archived.write_bytes(data)
    with pytest.raises(InputError, match="is damaged: it was"):
        unpack(archived, stage(tmp_path), passphrase=WORD)


@pytest.mark.parametrize("word", [WORD, ""])
@pytest.mark.parametrize("part", [0.5, 0.99])
def test_a_cut_archive_is_said(archived: Path, tmp_path: Path, word: str, part: float) -> None:
    if not word:
        archived.unlink()
        content = Member("home/content", tmp_path / "content")
        pack(archived, [content], Manifest(2, "1", "", "sqlite"))
    data = archived.read_bytes()
    archived.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(InputError, match="is damaged: it was cut short"):
        unpack(archived, stage(tmp_path), passphrase=word)


def breaks(data: bytes) -> bool:
    try:
        # Behind gzip's head, so without its sum.
        zlib.decompressobj(wbits=-15).decompress(data[10:])
    except zlib.error:
        return True
    return False


def changed(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def test_a_changed_byte_in_an_open_archive_is_said(tmp_path: Path) -> None:
    content, made = tmp_path / "content", tmp_path / "b.tar.gz"
    content.write_text("\n".join(str(number**3) for number in range(60_000)))
    pack(made, [Member("home/content", content)], Manifest(2, "1", "", "sqlite"))
    whole = made.read_bytes()
    # In the middle of the member: one byte that makes other text of it, and one that makes no sense at all.
    places = range(len(whole) // 2, len(whole), 40)
    nonsense = [breaks(changed(whole, place)) for place in places[:600]]
    for kind, said in ((False, "CRC check failed"), (True, "it was changed")):
        made.write_bytes(changed(whole, places[nonsense.index(kind)]))
        (tmp_path / said).mkdir()
        with pytest.raises(InputError, match=said):
            unpack(made, tmp_path / said)


LINK = tarfile.TarInfo("home/files")
LINK.type, LINK.linkname = tarfile.SYMTYPE, "../elsewhere"
HARD = tarfile.TarInfo("home/second")
HARD.type, HARD.linkname = tarfile.LNKTYPE, "home/content"
PIPE = tarfile.TarInfo("home/pipe")
PIPE.type = tarfile.FIFOTYPE


@pytest.mark.parametrize("crafted", [LINK, HARD, PIPE], ids=["symlink", "hard link", "pipe"])
def test_an_archive_with_anything_but_files_is_refused(tmp_path: Path, crafted: tarfile.TarInfo) -> None:
    """A link to a folder stays within the archive, and leads out of the data folder when it lies there."""
    (tmp_path / "content").write_bytes(b"plain")
    manifest: dict[str, Any] = {
        "format": 2, "version": "1", "made_at": "", "database": "sqlite",
        "files": {"home/content": hashlib.sha256(b"plain").hexdigest()},
    }  # fmt: skip
    if crafted is HARD:
        manifest["files"] |= {"home/second": manifest["files"]["home/content"]}
    (tmp_path / "manifest").write_text(json.dumps(manifest))
    made = tmp_path / "b.tar.gz"
    with tarfile.open(made, "w:gz") as writing:
        folder = tarfile.TarInfo("elsewhere")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o700
        writing.addfile(folder)
        writing.add(tmp_path / "content", "home/content")
        writing.addfile(crafted)
        writing.add(tmp_path / "manifest", "manifest.json")
    with pytest.raises(InputError, match=f"'{crafted.name}' is a special file"):
        unpack(made, stage(tmp_path))
