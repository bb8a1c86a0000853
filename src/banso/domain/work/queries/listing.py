"""The list of tasks as somebody filters and sorts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from banso.domain.accounts.queries import account_names
from banso.domain.work.definitions import origins
from banso.domain.work.facts import SIDE_WORDS
from banso.domain.work.models import Task
from banso.domain.work.queries.tasks import tasks
from banso.domain.workspaces.queries import teams
from banso.kit.ids import read_id
from banso.kit.searching import every_word

TABS = ("mine", "team", "customer", "everybody")
STATES = ("open", "overdue", "today", "week", "done", "all")
NONE = "-"
_SORTS = {"due": "due", "title": "title", "owner": "owner_name", "made": "created_at"}
_MOST_NAMES = 60


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose "mine" is meant."""

    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of tasks is asked for.

    Attributes:
        on: the day of looking.
        tab: whose: of TABS; "customer" are the tasks that the customers have.
        state: of STATES.
        chosen: owner, source, side.
        account: of this one alone.
        sort: a column, "-" for descending.
    """

    on: date
    tab: str = "mine"
    state: str = "open"
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    account: UUID | None = None
    sort: str = "due"
    reader: Reader = Reader()

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen or self.account or self.state != "open")

    @property
    def order(self) -> tuple[str, str]:
        """The columns to sort by, for paging."""
        sign = "-" if self.sort.startswith("-") else ""
        return f"{sign}{_SORTS[self.sort.lstrip('-')]}", f"{sign}id"


def read_listing(given: Mapping[str, str], *, on: date, reader: Reader | None = None) -> Listing:
    """What an address asks for; what it does not know is left aside."""
    chosen = {"owner": given["owner"][:254]} if given.get("owner") else {}
    if given.get("source") in {*origins(), NONE}:
        chosen["source"] = given["source"]
    if given.get("side") in SIDE_WORDS:
        chosen["side"] = given["side"]
    sort, tab, state = given.get("sort", "due"), given.get("tab", "mine"), given.get("state", "open")
    return Listing(
        on=on,
        tab=tab if tab in TABS else "mine",
        state=state if state in STATES else "open",
        search=given.get("q", "").strip()[:200],
        chosen=chosen,
        account=read_id(given.get("account", "")),
        sort=sort if sort.removeprefix("-") in _SORTS else "due",
        reader=reader or Reader(),
    )


def listed(listing: Listing) -> QuerySet[Task]:
    """The tasks of a listing, in no order."""
    return _rows(listing).filter(_whose(listing.tab, listing.reader)).order_by()


def tab_counts(listing: Listing) -> dict[str, int]:
    """How many tasks each tab of a listing holds, in one statement."""
    parts = {tab: Count("pk", filter=_whose(tab, listing.reader) or Q(pk__isnull=False)) for tab in TABS}
    return _rows(listing).order_by().aggregate(**parts)


def owner_names() -> list[tuple[str, str]]:
    """Mail address and name of everybody with a seat who has a task, at most 60."""
    rows = tasks().exclude(owner=None).order_by("owner_name").values_list("owner_email", "owner_name")
    return [(email, name or email) for email, name in rows.distinct()[:_MOST_NAMES]]


def account_word(account_id: UUID) -> str:
    """What the account of a filter is called."""
    return account_names([account_id]).get(account_id, "")


def in_state(state: str, on: date) -> Q:
    """What a state of the list holds."""
    if state in {"open", "all"}:
        return Q(done_on=None) if state == "open" else Q()
    if state == "done":
        return Q(done_on__isnull=False)
    condition = Q(done_on=None)
    if state == "overdue":
        return condition & Q(due__lt=on)
    return condition & Q(due__lte=on if state == "today" else on + timedelta(days=6 - on.weekday()))


def _rows(listing: Listing) -> QuerySet[Task]:
    rows = tasks().filter(in_state(listing.state, listing.on))
    rows = rows.filter(every_word(listing.search, "title__icontains", "account__name__icontains"))
    owner, source = listing.chosen.get("owner"), listing.chosen.get("source")
    if owner:
        rows = rows.filter(owner_name="") if owner == NONE else rows.filter(owner_email=owner)
    if source:
        rows = rows.filter(source="" if source == NONE else source)
    if "side" in listing.chosen:
        rows = rows.filter(side=listing.chosen["side"])
    return rows.filter(account=listing.account) if listing.account else rows


def _whose(tab: str, reader: Reader) -> Q:
    if tab == "everybody":
        return Q()
    if tab == "customer":
        return Q(side="them")
    people = {reader.person_id} if tab == "mine" else _crew(reader.person_id)
    return Q(side="us", owner__in=[each for each in people if each is not None])


def _crew(person_id: UUID | None) -> set[UUID | None]:
    """Whoever is in a team with somebody, or is led by them; themselves too."""
    found: set[UUID | None] = {person_id}
    for team in teams():
        crew = {seat.person_id for seat in (*team.members.all(), *([team.lead] if team.lead else []))}
        if person_id in crew:
            found |= crew
    return found
