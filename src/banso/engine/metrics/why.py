"""Why a published figure is another one: the rows that differ, and what was learned about each of them since.

Facts are named with who recorded them; of usage, the import or the stretch of tracking entries it came by. A
row may also have come or gone with its account: flagged internal, merged, or described otherwise.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from banso.engine.journal.fact import Fact
from banso.engine.journal.models import JournalEntry
from banso.engine.metrics.ask import look
from banso.engine.metrics.compile import USAGE as USAGE_SOURCES
from banso.engine.metrics.compile import reads
from banso.engine.metrics.declaration import Variant
from banso.engine.metrics.dimensions import dimensions
from banso.engine.metrics.registry import registry
from banso.kit.periods import Period
from banso.kit.tenancy import current_workspace

FrozenRow = list[str]
Key = tuple[str, str, str]
SourceNames = Callable[[Sequence[str]], Mapping[str, tuple[str, str]]]
USAGE = "usage"
NOBODY = UUID(int=0)
_names: list[SourceNames] = []
# Some definitions look a month back from a period's start.
_LEARNED = """
SELECT account, person, source, sum(sign) AS events, min(seq) AS first_entry, max(seq) AS last_entry,
    min(occurred_at) AS first_at, max(occurred_at) AS last_at,
    min(recorded_at) AS first_known, max(recorded_at) AS last_known
FROM usage WHERE recorded_at > {since:DateTime64(6, 'UTC')}
    AND day >= addDays({start:Date}, -31) AND day < {end:Date}
GROUP BY account, person, source ORDER BY last_known, account, person, source"""


def know_sources(names: SourceNames) -> None:
    """Register who can say, of sources such as "import:<id>", what they are called and whose they are."""
    _names[:] = [names]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is asked about: what was learned after `since` and by `until`, of a period."""

    since: datetime
    until: datetime
    period: Period


def patched(rows: Sequence[FrozenRow], changes: Sequence[Mapping[str, Any]]) -> list[FrozenRow]:
    """The rows as a restatement found them."""
    table = _table(rows)
    for change in changes:
        key = (change["account"], change["unit"], change["part"])
        table.pop(key, None)
        if change["new"] is not None:
            table[key] = change["new"]
    return [[*key, *values] for key, values in table.items()]


def changes(
    old_rows: Sequence[FrozenRow], new_rows: Sequence[FrozenRow], variant: Variant, stretch: Stretch
) -> list[dict[str, Any]]:
    """Every row that differs, with what was learned about it."""
    old, new = _table(old_rows), _table(new_rows)
    differing = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    leaves = list(_leaves(variant))
    facts = _Facts(leaves, stretch)
    usage = _usage(stretch) if any(_reads(leaf, *USAGE_SOURCES) for leaf in leaves) else {}
    return [
        {
            "account": account,
            "unit": unit,
            "part": part,
            "old": old.get((account, unit, part)),
            "new": new.get((account, unit, part)),
            "facts": [*facts.of(UUID(account)), *_of_unit(usage.get(UUID(account), []), unit)],
        }
        for account, unit, part in differing
    ]


def _table(rows: Sequence[FrozenRow]) -> dict[Key, list[str]]:
    return {(row[0], row[1], row[2]): row[3:] for row in rows}


def _leaves(variant: Variant) -> Iterator[Variant]:
    if not variant.parts:
        yield variant
    for part in variant.parts.values():
        slug, _, name = part.partition(":")
        yield from _leaves(registry.variant(slug, name)[1])


def _reads(variant: Variant, *sources: str) -> bool:
    return any(reads(variant.rows, source) for source in sources)


class _Facts:
    """The versions recorded in a stretch that bear on a row: its account's, and those of nobody's account."""

    def __init__(self, leaves: Sequence[Variant], stretch: Stretch) -> None:
        self._types = _types({kind for leaf in leaves for kind in leaf.facts})
        self._described = any(_reads(leaf, "accounts") for leaf in leaves)
        self._stretch = stretch
        self._known: dict[UUID, list[dict[str, Any]]] = {}

    def of(self, account: UUID) -> list[dict[str, Any]]:
        if account not in self._known:
            found = [*self._contributing(account), *self._moving(account), *self._describing(account)]
            self._known[account] = [_told(each) for each in sorted(found, key=lambda entry: entry.seq)]
        return self._known[account]

    def _recorded(self) -> Any:  # noqa: ANN401 - a queryset
        known = {"recorded_at__gt": self._stretch.since, "recorded_at__lte": self._stretch.until}
        return JournalEntry.objects.filter(**known)

    def _contributing(self, account: UUID) -> Iterator[JournalEntry]:
        _start, end = self._stretch.period.utc_bounds(current_workspace().timezone)
        entries = self._recorded().filter(account__in=(account, NOBODY), type__in=self._types)
        yield from entries.filter(occurred_at__lt=end)

    def _moving(self, account: UUID) -> Iterator[JournalEntry]:
        """Merges of the account with another, from either side."""
        entries = self._recorded().filter(type__in=_types(dimensions.moves))
        yield from entries.filter(Q(account=account) | Q(payload__merged=str(account)))

    def _describing(self, account: UUID) -> Iterator[JournalEntry]:
        """Changes of the flag that keeps an account out; every change where the definition reads them."""
        if dimensions.fact is None:
            return
        versions = JournalEntry.objects.filter(account=account, type=dimensions.fact.type)
        before: object = False
        for entry in versions.filter(recorded_at__lte=self._stretch.until).order_by("version"):
            flag = bool(entry.payload.get(dimensions.flag)) and not entry.retracted
            if entry.recorded_at > self._stretch.since and (self._described or flag != before):
                yield entry
            before = flag


def _types(kinds: "set[type[Fact]] | Sequence[type[Fact]]") -> set[str]:
    return {kind.type for kind in kinds}


def _told(entry: JournalEntry) -> dict[str, Any]:
    return {
        "fact": str(entry.fact_id),
        "version": entry.version,
        "type": entry.type,
        "retracted": entry.retracted,
        "occurred_at": entry.occurred_at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "actor": entry.actor_label,
        "source": entry.source,
        "payload": entry.payload,
    }


def _usage(stretch: Stretch) -> dict[UUID, list[dict[str, Any]]]:
    """What was learned of usage, by account: one entry a person and source, in order of learning."""
    found = look(
        _LEARNED,
        as_of=stretch.until,
        params={"since": stretch.since, "start": stretch.period.start, "end": stretch.period.end},
    )
    sources = sorted({line["source"] for line in found if line["source"]})
    names = _names[0](sources) if _names and sources else {}
    by_account: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for line in found:
        name, actor = names.get(line["source"], ("", ""))
        by_account[line["account"]].append(
            {
                "type": USAGE,
                "retracted": line["events"] < 0,
                "occurred_at": line["last_at"].isoformat(),
                "recorded_at": line["last_known"].isoformat(),
                "actor": actor,
                "source": line["source"],
                "payload": {
                    "person": line["person"],
                    "events": line["events"],
                    "name": name,
                    "entries": [line["first_entry"], line["last_entry"]],
                    "occurred": [line["first_at"].isoformat(), line["last_at"].isoformat()],
                    "recorded": [line["first_known"].isoformat(), line["last_known"].isoformat()],
                },
            }
        )
    return by_account


def _of_unit(learned: list[dict[str, Any]], unit: str) -> list[dict[str, Any]]:
    """The entries of the person that the unit names; all of the account where it names none."""
    own = [each for each in learned if unit.split(" · ", maxsplit=1)[0] == each["payload"]["person"]]
    return own or learned
