"""What every question of one moment stands on, asked of the store once and not by each of them.

Which accounts count nowhere, which events make nobody active, and whether any usage was taken back: all
three are short, and reading them anew took a third of a question's planning.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from banso.engine.journal.column import store
from banso.engine.metrics.activity import activity
from banso.engine.metrics.dimensions import dimensions
from banso.engine.metrics.memory import Memory

# More than so many internal accounts are looked up by each question, rather than sent along with it.
_SENT = 1000
_VIEW = "workspace={workspace:UUID}, as_of={as_of:DateTime64(6, 'UTC')}"
_ALL = "only={only:Array(UUID)}"
_grounds: "Memory[Ground]" = Memory(256)


@dataclass(frozen=True, slots=True)
class Scope:
    """What every statement is bound to.

    Attributes:
        known: what the moment's knowledge goes by: the moment where it is a past one, and how far the store
            has come.
        merged: pairs (account that is gone, account that took it over), for usage.
        accounts: where given, usage of these alone is read; for a page that shows some accounts.
    """

    workspace: UUID
    timezone: str
    as_of: datetime
    known: tuple[object, ...] = ()
    merged: tuple[tuple[UUID, UUID], ...] = ()
    accounts: tuple[UUID, ...] = ()

    @property
    def only(self) -> list[UUID]:
        """The accounts under which usage of `accounts` was told, also before a merge; empty for all."""
        wanted = set(self.accounts)
        return [
            *self.accounts,
            *(gone for gone, into in self.merged if into in wanted and gone not in wanted),
        ]


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds in a workspace as of a moment.

    Attributes:
        taken_back: whether some usage may have been taken back; if surely not, less is planned and read.
        ignored: events that make nobody active.
        internal: accounts that count nowhere; None where they are too many to be sent along.
    """

    taken_back: bool = True
    ignored: tuple[str, ...] = ()
    internal: tuple[UUID, ...] | None = ()


def ground_of(scope: Scope) -> Ground:
    """The ground of a scope, the same for all and for some of its accounts."""
    return _grounds.get((scope.workspace, scope.known), lambda: _asked(scope))


def forget() -> None:
    """Ask again, for whoever has written into the store past the loader."""
    _grounds.clear()


def internal_accounts() -> str:
    """The SELECT of the accounts that count nowhere; its types are bound as `described`."""
    flag = dimensions.flag
    return (  # the text is looked for first: a custom field may bear the name, but most accounts end here
        f"SELECT account FROM banso.facts_of({_VIEW}, types={{described:Array(String)}}) "  # noqa: S608
        f"WHERE position(payload, '\"{flag}\":true') > 0 AND JSONExtractBool(payload, '{flag}')"
    )


def _asked(scope: Scope) -> Ground:
    params: dict[str, Any] = {"workspace": scope.workspace, "as_of": scope.as_of, "only": []}
    told = [f"(SELECT count() > 0 FROM banso.taken_back_of({_VIEW}, {_ALL}))"]  # noqa: S608 - names only
    ignored = internal = "[]"
    if activity.fact is not None:
        params["deciding"] = [activity.fact.type]
        ignored = (
            "(SELECT groupUniqArrayArray(JSONExtract(payload, "  # noqa: S608 - names only
            f"'{activity.ignored}', 'Array(String)')) "
            f"FROM banso.facts_of({_VIEW}, types={{deciding:Array(String)}}))"
        )
    if dimensions.fact is not None:
        params["described"] = [dimensions.fact.type]
        internal = f"(SELECT groupArray({_SENT + 1})(account) FROM ({internal_accounts()}))"  # noqa: S608
    row = store().ask(f"SELECT {', '.join([*told, ignored, internal])}", params).one()
    found = tuple(sorted(set(row[2])))
    return Ground(bool(row[0]), tuple(sorted(row[1])), found if len(found) <= _SENT else None)
