"""The accounts list: what is asked in its address, and the rows that answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan

from banso.domain.accounts.definitions import Aggregated, account_fields, measures
from banso.domain.accounts.models import Account, Contact
from banso.domain.accounts.queries.accounts import accounts, tag_names, vocabulary
from banso.domain.accounts.queries.segments import condition_of, segment_by_id, where
from banso.domain.accounts.rules.names import search_key
from banso.domain.accounts.rules.values import Vocabulary
from banso.engine.journal.record import journal_position
from banso.engine.metrics.ask import look
from banso.engine.metrics.memory import Memory
from banso.kit.clock import now
from banso.kit.conditions import Check as Asked
from banso.kit.conditions import Condition, Every, check_condition
from banso.kit.ids import read_id
from banso.kit.tenancy import current_workspace_id, today

# What the address may filter by, and the field of a condition that it stands for.
FILTERS = {"stage": "stage", "plan": "plan", "industry": "industry", "region": "region", "tag": "tags",
           "owner": "role.csm"}  # fmt: skip
# No value of the field at all: "?plan=-".
NONE = "-"
SORTS = {
    "name": "name", "kana": "name_kana", "stage": "stage", "plan": "plan", "industry": "industry",
    "owner": "owner_name", "changed": "updated_at", "employees": "size", "since": "birth",
}  # fmt: skip
DEFAULT_SORT = "name"
_CHOICES = 40
_FEW = 2000
_IN_USE: Memory[dict[str, list[tuple[str, str]]]] = Memory(64)


@dataclass(frozen=True, slots=True)
class Listing:
    """One way of looking at the list.

    Attributes:
        search: what somebody typed.
        chosen: the filters that are set, by name.
        segment: a saved condition on top of them.
        sort: a key of SORTS, with "-" in front for the other way round.
        archived: look at what was put away instead.
    """

    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    segment: UUID | None = None
    sort: str = DEFAULT_SORT
    archived: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """What `page_of` sorts by; the empty address sorts by name."""
        down = self.sort.startswith("-")
        name = SORTS.get(self.sort.removeprefix("-"), SORTS[DEFAULT_SORT])
        return (f"-{name}",) if down else (name,)

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen or self.segment or self.archived)


def read_listing(asked: Mapping[str, str]) -> Listing:
    """The listing that an address asks for; what it cannot mean is left out."""
    segment = read_id(asked.get("segment", ""))
    sort = asked.get("sort", DEFAULT_SORT)
    return Listing(
        search=asked.get("q", "").strip()[:200],
        chosen={name: asked[name][:200] for name in FILTERS if asked.get(name)},
        segment=segment,
        sort=sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT,
        archived=asked.get("archived") == "1",
    )


def listed(listing: Listing, words: Vocabulary | None = None) -> QuerySet[Account]:
    """The accounts of a listing, ready for `page_of(rows, order=listing.order)`.

    Raises:
        NotFound: the segment does not exist.
        InputError: the segment names a field that is gone.
    """
    words = words or vocabulary()
    rows = (
        Account.objects.filter(merged_into=None).exclude(archived_at=None) if listing.archived else accounts()
    )
    if listing.search:
        rows = _searched(rows, listing.search)
    conditions = [_chosen_condition(listing, words)]
    if listing.segment:
        conditions.append(condition_of(segment_by_id(listing.segment), words))
    for condition in conditions:
        rows = where(rows, condition, words)
    key = listing.order[0].removeprefix("-")
    # A column that may be unknown sorts as before everything; the cursor wants a value.
    if key == "size":
        rows = rows.annotate(size=Coalesce("employees", Value(-1)))
    elif key == "birth":
        rows = rows.annotate(birth=Coalesce("created_on", Value(date.min)))
    return rows


def _searched(rows: QuerySet[Account], search: str) -> QuerySet[Account]:
    """`found`, in the way that is quick for what is found.

    Where little is found, the ids come out of the indexes first: the page would read every row in its order
    until it is full. Where much is found, the page is full soon.
    """
    matching = found(rows, search)
    ids = list(matching.order_by().values_list("pk", flat=True)[: _FEW + 1])
    return rows.filter(pk__among=ids) if len(ids) <= _FEW else matching


def found(rows: QuerySet[Account], search: str) -> QuerySet[Account]:
    """The accounts among `rows` that a search finds.

    Every word must stand somewhere in the name, the kana, the ids or a contact; width, case and kana are
    alike, and one character is enough.
    """
    for word in search_key(search).split(" ")[:8]:
        if word:
            # INSTR and STRPOS take half the time of LIKE, and have no wildcards to escape.
            stands = GreaterThan(StrIndex("search", Value(word)), 0)
            people = Contact.objects.filter(stands, archived_at=None).values("account")
            rows = rows.filter(Q(stands) | Q(pk__in=people))
    return rows


def _chosen_condition(listing: Listing, words: Vocabulary) -> Condition:
    fields = account_fields(words)
    checks: list[Condition] = []
    for name, value in listing.chosen.items():
        asked = fields[FILTERS[name]]
        has = "has" if asked.kind == "names" else "is"
        known = asked.kind != "choice" or value in dict(asked.choices)
        if value == NONE:
            checks.append(Asked(field=asked.name, op="empty"))
        elif known:
            checks.append(Asked(field=asked.name, op=has, value=value))
    return check_condition(Every(parts=checks), fields)


def filter_choices(words: Vocabulary) -> dict[str, list[tuple[str, str]]]:
    """The values that each filter offers, with their words: those in use, at most 40.

    Every account is read for them, so they are kept until a fact is recorded, of whatever; and for a minute
    at the longest, for one that was begun before the newest may be committed after it.
    """
    key = (current_workspace_id(), journal_position(), now().replace(second=0, microsecond=0))
    in_use = _IN_USE.get(key, lambda: {name: _values(name) for name in FILTERS if name != "stage"})
    return {"stage": [(stage.key, str(stage)) for stage in words.stages], **in_use}


def _values(name: str) -> list[tuple[str, str]]:
    if name == "tag":
        return [(tag, tag) for tag in tag_names()[:_CHOICES]]
    if name == "owner":
        rows = (
            accounts().exclude(owner_name="").order_by("owner_name").values_list("owner_email", "owner_name")
        )
        return [(email or called, called) for email, called in rows.distinct()[:_CHOICES]]
    values = accounts().exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
    return [(value, value) for value in values[:_CHOICES]]


def measured(account_ids: Sequence[UUID]) -> dict[str, dict[UUID, float]]:
    """The listed measures of some accounts (a page of the list), by measure and account.

    There is one question for each source, however many measures it has: most of what a question takes does
    not depend on what is asked of the rows.
    """
    if not account_ids:
        return {}
    listed = {slug: each.asked for slug, each in measures().items() if isinstance(each.asked, Aggregated)}
    found: dict[str, dict[UUID, float]] = {}
    for source in (True, False):
        together = {slug: asked for slug, asked in listed.items() if bool(asked.facts) is source}
        found |= _looked(together, account_ids, days=_days(together.values()))
    for slug, asked in listed.items():
        rest = [each for each in account_ids if each not in found[slug]]
        if asked.near and rest:
            found[slug] |= _looked({slug: asked}, rest, days=0)[slug]
    for slug, values in found.items():
        default = measures()[slug].default
        if default is not None:
            found[slug] = dict.fromkeys(account_ids, default) | values
    return found


def _days(together: Iterable[Aggregated]) -> int:
    """As many as the one that reads the most; 0 for all of them."""
    far = [each.days for each in together if not each.near]
    return max(far, default=0) if all(far) else 0


def _looked(
    together: Mapping[str, Aggregated], account_ids: Sequence[UUID], *, days: int
) -> dict[str, dict[UUID, float]]:
    """The values that are known, of measures of one source."""
    if not together:
        return {}
    first = next(iter(together.values()))
    columns = ", ".join(f"{asked.value} AS value_{slug}" for slug, asked in together.items())
    lines = look(
        f"SELECT account, {columns} FROM {first.rows(days)} "  # noqa: S608 - registered text
        "GROUP BY account HAVING account IN {ids:Array(UUID)}",
        facts=sorted(
            {kind for asked in together.values() for kind in asked.facts}, key=lambda kind: kind.type
        ),
        params={"today": today(), "ids": list(account_ids)},
        accounts=account_ids,
    )
    return {
        slug: {
            line["account"]: float(line[f"value_{slug}"])
            for line in lines
            if line[f"value_{slug}"] is not None
        }
        for slug in together
    }
