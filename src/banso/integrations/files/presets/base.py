"""What a preset declares: data alone, no code, one file for each outside system."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from banso.kit.words import Text

Test = Literal["true", "false", "empty", "filled", "zero", "not zero"]


@dataclass(frozen=True, slots=True)
class Check:
    """A contradiction inside a row: when every test holds, the row is taken and the report says so.

    Attributes:
        fields: headers and what their cells are.
        says: what is wrong.
    """

    fields: Mapping[str, Test]
    says: Text


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is joined to the preset's own before anything else happens.

    Attributes:
        name: its columns are called "<name>.<column>" afterwards.
        headers: how it is recognised.
        key: its column that the rows are found by.
        by: the column of the preset's own file that holds the key.
        needed: without it the other files cannot be used.
        otherwise: its column that says the key itself where the file says nothing.
    """

    name: str
    headers: frozenset[str]
    key: str
    by: str
    needed: bool = True
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """The mapping of a known export.

    Attributes:
        slug: as the command line writes it.
        title: as pages call it.
        kind: what its rows are.
        headers: how the file is recognised: it has all of these.
        mapping: canonical columns by header; headers are compared without case and punctuation.
        leave: rows with these are refused, with the reason.
        checks: contradictions that are told.
        parts: files that belong to it.
        words: what its values mean, by canonical column.
        history: deals that are closed were closed before Banso.
    """

    slug: str
    title: Text
    kind: str
    headers: frozenset[str]
    mapping: Mapping[str, str]
    leave: tuple[Check, ...] = ()
    checks: tuple[Check, ...] = ()
    parts: tuple[Part, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    history: bool = False


DELETED = Text(en="The source says that the record is deleted.", ja="元のシステムで削除済みの行です。")
