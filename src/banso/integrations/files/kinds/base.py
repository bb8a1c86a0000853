"""What an importer of one kind of rows declares, and what passes between it and the run."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from banso.kit.actor import Actor
from banso.kit.errors import InputError
from banso.kit.words import Text

Type = Literal["text", "prose", "number", "whole", "date", "moment", "month", "bool", "json"]
Decision = Literal["new", "changed", "same", "rejected"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """A canonical column.

    Attributes:
        name: as files and the command line write it.
        type: what its cells are read as.
        label: as pages call it.
        synonyms: other headers that mean it; compared without case, width, spaces and punctuation.
        required: rows without it are refused.
    """

    name: str
    type: Type
    label: Text
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(slots=True)
class Row:
    """A row as it was read: `values` by the names of fields, those of unmapped columns absent."""

    number: int
    values: dict[str, object]


@dataclass(slots=True)
class Touched:
    """A record that was made (`before` is None) or changed; as `models.Change` keeps it."""

    thing: str
    target: str
    label: str
    before: object
    after: object


@dataclass(slots=True)
class Outcome:
    """What became of one row.

    Attributes:
        errors: why it was rejected.
        remarks: what has to be said of one that was not.
    """

    decision: Decision
    errors: list[InputError] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    remarks: list[InputError] = field(default_factory=list)


@dataclass(slots=True)
class Job:
    """The run that rows are written for.

    Attributes:
        run: its id.
        by: who writes.
        source: kept with every fact.
        dry: everything is rolled back; what cannot be is not done.
        history: deals that are closed were closed before Banso.
        create_accounts: unknown accounts are made instead of their rows being refused.
    """

    run: UUID
    by: Actor
    source: str
    create_accounts: bool = False
    dry: bool = False
    history: bool = False


Write = Callable[[Sequence[Row], Job], list[Outcome]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows that can be imported.

    Attributes:
        slug: as the command line and addresses write it.
        title: as pages call it.
        fields: its columns in their usual order.
        write: writes a batch in the caller's transaction; one outcome per row, in order.
        key: what makes two rows speak of one thing, or None where nothing does.
        together: where several rows make one thing: an order in which they stand side by side, and close to
            what they are reckoned with. Rows that share its first part then go into one batch; all are held
            in memory.
        after: the key of another row that has to be written before this one, or None.
        batch: rows that are written in one transaction.
        open_prefix: columns "<prefix>.<anything>" are taken too.
        named: columns whose values name something, and may be given another meaning once for all rows.
        demands: a permission that bringing such rows in asks for, beside that for imports.
    """

    slug: str
    title: Text
    fields: tuple[Field, ...]
    write: Write
    key: Callable[[Mapping[str, object]], Hashable | None]
    together: Callable[[Mapping[str, object]], tuple[str, ...]] | None = None
    after: Callable[[Mapping[str, object]], Hashable | None] | None = None
    batch: int = 1_000
    open_prefix: str = ""
    named: tuple[str, ...] = ()
    demands: str = ""

    def field(self, name: str) -> Field | None:
        """The field of that name; an open column is a text field of its own."""
        for each in self.fields:
            if each.name == name:
                return each
        if (
            self.open_prefix
            and name.startswith(f"{self.open_prefix}.")
            and len(name) > len(self.open_prefix) + 1
        ):
            return Field(name, "text", Text(en=name, ja=name))
        return None


def rejected(error: InputError) -> Outcome:
    return Outcome("rejected", [error])


def text_of(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value)


def unknown_account(external_id: str) -> InputError:
    return InputError(
        _("There is no account with the external id “%(id)s”.") % {"id": external_id},
        field="account_external_id", came=external_id,
        wanted=_("the external id of an account, or accounts made as needed"),
    )  # fmt: skip


def of_type(value: object, kind: type[T]) -> T | None:
    return value if isinstance(value, kind) else None
