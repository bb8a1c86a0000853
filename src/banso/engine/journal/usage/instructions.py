"""Reading what the rest of Banso asks of the loader; see `models.Instruction`."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from banso.engine.journal.usage.database import Database
from banso.engine.journal.usage.models import Instruction
from banso.engine.journal.usage.state import chunks
from banso.engine.journal.usage.times import micros
from banso.kit.tenancy import scopes_disabled

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Planned:
    """An instruction, with its workspace and account as bytes and its time in microseconds."""

    id: int
    workspace: bytes
    kind: str
    external_id: str
    account: bytes
    source: str
    at: int
    after_seq: int
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, ids: Sequence[int]) -> "list[Planned]":
        """The instructions of these ids, in the order in which they were given."""
        found: list[Instruction] = []
        with scopes_disabled():
            for chunk in chunks(list(ids)):
                found += Instruction.objects.filter(id__in=chunk)
        return [_planned(each) for each in sorted(found, key=lambda each: each.id)]


def _planned(each: Instruction) -> Planned:
    return Planned(
        each.id, each.workspace_id.bytes, each.kind, each.external_id,
        each.account.bytes if each.account else b"", each.source, micros(each.at), each.after_seq,
        tuple(each.ids),
    )  # fmt: skip


def corrected_by(workspace: bytes, source: str, before: int) -> list[Planned]:
    """What an import withdrew of others, by instructions older than `before`, the latest first."""
    with scopes_disabled():
        found = Instruction.objects.filter(
            workspace_id=UUID(bytes=workspace), kind="withdraw", source=source, id__lt=before
        )
        return [_planned(each) for each in found.order_by("-id")]


def undone(database: Database) -> list[Planned]:
    """Instructions that are not carried out yet, by the loader's own account, oldest first."""
    with scopes_disabled():
        waiting = list(Instruction.objects.filter(applied=False).order_by("id")[:_AT_ONCE])
    if not waiting:
        return []
    done = {row[0] for row in database.rows("SELECT instruction FROM usage_applied")}
    late = [each.id for each in waiting if each.id in done]
    mark_applied(late)
    return [_planned(each) for each in waiting if each.id not in done]


def newest_instruction() -> int:
    """The id of the last that was given; 0 when none was."""
    with scopes_disabled():
        return Instruction.objects.order_by("-id").values_list("id", flat=True).first() or 0


def is_waiting(upto: int) -> bool:
    """Whether one of those up to an id is not carried out yet."""
    with scopes_disabled():
        return Instruction.objects.filter(applied=False, id__lte=upto).exists()


def mark_applied(ids: Sequence[int]) -> None:
    with scopes_disabled():
        for chunk in chunks(list(ids)):
            Instruction.objects.filter(id__in=chunk).update(applied=True)


def reopen() -> None:
    """All of them again: the loader begins anew."""
    with scopes_disabled():
        Instruction.objects.filter(applied=True).update(applied=False)
