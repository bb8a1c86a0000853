"""The ledger as pages and files filter it, today or as it was known: one reading of the filter for both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from banso.domain.accounts.facts import AccountDescribed
from banso.domain.accounts.queries import account_names, accounts
from banso.domain.promises.facts import DELIVERABLE_WORDS, KIND_WORDS
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.past import THEN, as_promise, known_promises
from banso.domain.promises.queries.records import CHUNK, promises
from banso.domain.promises.queries.risk import risky
from banso.domain.promises.rules.states import OPEN
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.ids import read_id
from banso.kit.paging import Page, page_of
from banso.kit.searching import every_word

TABS = ("open", "risk", "overdue", "kept", "late", "broken", "waived", "all")
WHOSE = ("mine", "accounts", "keep", "made")
DUE = ("7", "30", "90")
# Stands for promises that nobody keeps, and for every other empty field.
NONE = "-"
_SORTS = {"due": "due_on", "made": "made_on", "state": "state", "kind": "kind"}
_ALSO = {"by": "said_by_name", "keeper": "owner_name"}
_SORTS_THEN = {"by": "said_by", "keeper": "owner"}
_MOST_NAMES = 60
_ROWS = 50


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose "mine" is meant."""

    person_id: UUID | None = None
    email: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of promises is asked for.

    Attributes:
        tab: of TABS.
        chosen: whose, due, kind, by, keeper, deliverable.
        account, deal: of this one alone.
        sort: a column, "-" for descending.
        on: the day of looking.
        as_of: only what was known by then.
    """

    on: date
    tab: str = "open"
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    account: UUID | None = None
    deal: UUID | None = None
    sort: str = "due"
    as_of: datetime | None = None
    reader: Reader = Reader()

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen or self.account or self.deal)


def read_listing(
    given: Mapping[str, str], *, on: date, as_of: datetime | None = None, reader: Reader | None = None
) -> Listing:
    """What an address asks for; what it does not know is left aside."""
    known = {"whose": WHOSE, "due": DUE, "kind": tuple(KIND_WORDS), "deliverable": tuple(DELIVERABLE_WORDS)}
    chosen = {name: given[name] for name, values in known.items() if given.get(name) in values}
    chosen |= {name: given[name][:120] for name in ("by", "keeper") if given.get(name)}
    sort = given.get("sort", "due")
    tab = given.get("tab", "open")
    return Listing(
        on=on,
        tab=tab if tab in TABS else "open",
        search=given.get("q", "").strip()[:200],
        chosen=chosen,
        account=read_id(given.get("account", "")),
        deal=read_id(given.get("deal", "")),
        sort=sort if sort.removeprefix("-") in {*_SORTS, *_ALSO} else "due",
        as_of=as_of,
        reader=reader or Reader(),
    )


def listed(listing: Listing) -> QuerySet[Promise]:
    """The promises of a listing of today, in no order."""
    return _rows(listing).filter(tab_condition(listing.tab, listing.on))


def listed_then(listing: Listing, as_of: datetime) -> QuerySet[JournalEntry]:
    """The newest steps of a listing as known at a moment, in no order."""
    return _entries(listing, as_of).filter(tab_condition(listing.tab, listing.on, prefix=THEN, as_of=as_of))


def page_of_ledger(listing: Listing, *, cursor: str | None = None, limit: int = _ROWS) -> Page[Promise]:
    """A page of the ledger; of the past the promises are records that are not saved, with named accounts."""
    sign, name = ("-" if listing.sort.startswith("-") else ""), listing.sort.removeprefix("-")
    column = (_SORTS | _ALSO)[name]
    if listing.as_of is None:
        return page_of(listed(listing), limit=limit, cursor=cursor, order=(sign + column, f"{sign}id"))
    then = THEN + (_SORTS | _SORTS_THEN)[name]
    order = (sign + then, f"{sign}subject", f"{sign}pk")
    found = page_of(listed_then(listing, listing.as_of), limit=limit, cursor=cursor, order=order)
    named = name_accounts([as_promise(entry) for entry in found.data], listing.as_of)
    return Page(named, found.next_cursor)


def whole_ledger(listing: Listing) -> Iterator[Promise]:
    """Every promise of a listing, the first due first, for a file."""
    if listing.as_of is None:
        yield from listed(listing).order_by("due_on", "id").iterator(CHUNK)
        return
    then: list[str] = [f"{THEN}due_on", "subject"]
    entries = listed_then(listing, listing.as_of).order_by(*then)
    yield from name_accounts([as_promise(entry) for entry in entries.iterator(CHUNK)], listing.as_of)


def name_accounts(rows: list[Promise], as_of: datetime) -> list[Promise]:
    """Give records of the past their accounts, as they were called then."""
    wanted = list(dict.fromkeys(row.account_id for row in rows))
    known: dict[UUID, Any] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        known |= apps.get_model("accounts", "Account").objects.in_bulk(part)
        then = current_facts(as_of=as_of).filter(account__in=part, type=AccountDescribed.type)
        for account_id, payload in then.values_list("account", "payload"):
            known[account_id].name = payload["name"]
    for row in rows:
        row.account = known[row.account_id]
    return rows


def tab_counts(listing: Listing) -> dict[str, int]:
    """How many promises each tab of a listing holds, in one statement."""
    prefix = "" if listing.as_of is None else THEN
    parts = {
        tab: Count(
            "pk",
            filter=tab_condition(tab, listing.on, prefix=prefix, as_of=listing.as_of) or Q(pk__isnull=False),
        )
        for tab in TABS
    }
    if listing.as_of is None:
        return _rows(listing).aggregate(**parts)
    return _entries(listing, listing.as_of).aggregate(**parts)


def tab_condition(tab: str, on: date, *, prefix: str = "", as_of: datetime | None = None) -> Q:
    """What a tab holds, over the fields of promises or `prefix` + their names, as known at `as_of`."""
    if tab == "all":
        return Q()
    if tab in {"open", "risk", "overdue"}:
        condition = Q(**{f"{prefix}state__in": list(OPEN)})
        if tab == "risk":
            condition &= risky(on, prefix=prefix, as_of=as_of)
        if tab == "overdue":
            condition &= Q(**{f"{prefix}due_on__lt": on.isoformat()})
        return condition
    return Q(**{f"{prefix}state": tab})


def without_keeper(listing: Listing) -> int:
    """How many open promises nobody keeps."""
    alone = Listing(on=listing.on, chosen={"keeper": NONE}, as_of=listing.as_of)
    return (listed(alone) if listing.as_of is None else listed_then(alone, listing.as_of)).count()


def names_of(column: str, as_of: datetime | None) -> list[str]:
    """The names that stand in "by" or "keeper", at most 60."""
    if as_of is None:
        rows = promises().exclude(**{_ALSO[column]: ""}).order_by(_ALSO[column])
        return list(rows.values_list(_ALSO[column], flat=True).distinct()[:_MOST_NAMES])
    name = THEN + _SORTS_THEN[column]
    then = known_promises(as_of).exclude(**{name: ""}).order_by(name)
    return list(then.values_list(name, flat=True).distinct()[:_MOST_NAMES])


def account_word(account_id: UUID) -> str:
    """What the account of a filter is called."""
    return account_names([account_id]).get(account_id, "")


def _rows(listing: Listing) -> QuerySet[Promise]:
    condition = _condition(listing, {"said_by": "said_by_name", "owner": "owner_name", "deal": "deal_id"}, "")
    return promises().filter(condition)


def _entries(listing: Listing, as_of: datetime) -> QuerySet[JournalEntry]:
    return known_promises(as_of).filter(_condition(listing, {}, THEN))


def _condition(listing: Listing, names: Mapping[str, str], prefix: str) -> Q:
    """The filter over promises, or over the annotations of the journal."""

    def column(name: str, lookup: str = "") -> str:
        return prefix + names.get(name, name) + lookup

    condition, chosen = every_word(listing.search, column("wording", "__icontains")), listing.chosen
    for name, target in (("kind", "kind"), ("deliverable", "deliverable"), ("by", "said_by")):
        if name in chosen:
            condition &= Q(**{column(target): chosen[name]})
    if "keeper" in chosen:
        condition &= Q(**{column("owner"): "" if chosen["keeper"] == NONE else chosen["keeper"]})
    if "due" in chosen:
        until = listing.on + timedelta(days=int(chosen["due"]))
        condition &= Q(**{column("due_on", "__lte"): until.isoformat()})
    if listing.account is not None:
        condition &= Q(account=listing.account)
    if listing.deal is not None:
        condition &= Q(**{column("deal"): listing.deal if not prefix else str(listing.deal)})
    return condition & _whose(chosen.get("whose", ""), listing.reader, column("owner_email"), prefix)


def _whose(whose: str, reader: Reader, owner_email: str, prefix: str) -> Q:
    if whose == "mine":
        found = _whose("made", reader, owner_email, prefix)
        # Nobody is whoever has no address.
        if reader.email:
            found |= _whose("keep", reader, owner_email, prefix) | _whose("accounts", reader, "", prefix)
        return found
    if whose == "keep":
        return Q(**{owner_email: reader.email.lower()})
    if whose == "made":
        person = reader.person_id
        return Q(**{f"{prefix}said_by_id": str(person) if prefix else person})
    if whose == "accounts":
        return Q(account__in=accounts().filter(owner_email__iexact=reader.email).values("pk"))
    return Q()
