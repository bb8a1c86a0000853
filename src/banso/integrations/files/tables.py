"""The file of an import on disk: taken in, looked at, joined where several belong together, read again."""

import csv
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from banso.integrations.files.mapping import folded
from banso.integrations.files.presets import PRESETS, Preset
from banso.integrations.files.presets.base import Part
from banso.kit.errors import InputError
from banso.kit.keeping import sync_folder
from banso.kit.tabular.reading import Layout, Record, found_layout, headers, records

LARGEST = 2 << 30
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was put down: its bytes and their SHA-256, in hexadecimal."""

    size: int
    sha256: str


def put_down(chunks: Iterable[bytes], path: Path) -> Sent:
    """Write a file so that it is there whole or not at all.

    Raises:
        InputError: it is larger than two gigabytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise InputError(
                        _("The file is larger than 2 GB."), field="file", wanted=_("several files")
                    )
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return Sent(size, digest.hexdigest())


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def rows_of(path: Path, layout: Layout, names: Sequence[str]) -> Iterator[Record]:
    return records(path, layout, len(names))


def joined_if_parts(kind: str, paths: Sequence[Path], out: Path) -> Preset | None:
    """Write the table that several files make together; None when there is only one file.

    Which file is which is told by its headers.

    Raises:
        InputError: the files do not belong together, or one is missing.
    """
    if len(paths) == 1:
        return None
    heads = [_open(path, out.with_name(f"part-{place}.csv")) for place, path in enumerate(paths)]
    for preset in PRESETS.values():
        if preset.kind == kind and preset.parts and (found := _assigned(preset, heads)):
            _join(preset, found, out)
            return preset
    raise InputError(
        _("These files do not belong together."), field="file", came=", ".join(path.name for path in paths),
        wanted="; ".join(_wanted(preset) for preset in PRESETS.values() if preset.parts),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Table:
    path: Path
    layout: Layout
    names: list[str]

    def rows(self) -> Iterator[dict[str, str]]:
        for record in records(self.path, self.layout, len(self.names)):
            yield dict(zip(self.names, record.cells, strict=True))


def _open(path: Path, text: Path) -> _Table:
    layout = found_layout(path, text=text)
    source = text if layout.kind == "xlsx" else path
    return _Table(source, layout, [header.name for header in headers(source, layout)])


def _assigned(preset: Preset, tables: Sequence[_Table]) -> dict[str, _Table] | None:
    """The preset's own file under "", its parts by name; None unless each that is needed is there once."""
    left = list(tables)
    found: dict[str, _Table] = {}
    wanted = [(part.name, part.headers, part.needed) for part in preset.parts]
    for name, needed, must in [*wanted, ("", preset.headers, True)]:
        fits = [
            table for table in left if {folded(each) for each in needed} <= {folded(n) for n in table.names}
        ]
        if not fits and not must:
            continue
        if not fits:
            return None
        found[name] = fits[0]
        left.remove(fits[0])
    return found if not left else None


def _join(preset: Preset, tables: Mapping[str, _Table], out: Path) -> None:
    there = [part for part in preset.parts if part.name in tables]
    lookups = {part.name: _lookup(part, tables[part.name]) for part in there}
    base = tables[""]
    columns = [
        *base.names,
        *(f"{part.name}.{name}" for part in there for name in tables[part.name].names),
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, columns, restval="")
        sheet.writeheader()
        for row in base.rows():
            joined = dict(row)
            for part in there:
                key = row.get(_column(base, part.by), "")
                other = lookups[part.name].get(key, {})
                joined |= {f"{part.name}.{name}": cell for name, cell in other.items()}
                if part.otherwise:
                    told = f"{part.name}.{_column(tables[part.name], part.otherwise)}"
                    joined[told] = joined.get(told) or key
            sheet.writerow(joined)


def _lookup(part: Part, table: _Table) -> dict[str, dict[str, str]]:
    key = _column(table, part.key)
    return {row[key]: row for row in table.rows()}


def _column(table: _Table, wanted: str) -> str:
    """A column as the table writes it; "" where it has none."""
    return next((name for name in table.names if folded(name) == folded(wanted)), "")


def _wanted(preset: Preset) -> str:
    parts = [f"{part.name}: {', '.join(sorted(part.headers))}" for part in preset.parts]
    return f"{preset.title} ({', '.join(sorted(preset.headers))}; {'; '.join(parts)})"


def first_records(path: Path, layout: Layout, names: Sequence[str], count: int) -> list[Record]:
    return list(islice(records(path, layout, len(names)), count))


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
