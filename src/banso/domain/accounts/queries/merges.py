"""Which accounts have become part of others, and which perhaps should."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from rapidfuzz.fuzz import ratio

from banso.domain.accounts.models import Account, AccountMerge, Distinction
from banso.domain.accounts.queries.accounts import accounts
from banso.kit.errors import NotFound

# Two plain names this alike (0 to 100) are worth a look: one letter in ten.
ALIKE = 88.0
_SHORTEST = 4
_NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two accounts that may be one.

    Attributes:
        first: the older one.
        second: the younger one.
        reason: "number" (one corporate number), "name" (one name but for its form) or "alike".
        score: how alike the names are, 0 to 100.
    """

    first: Account
    second: Account
    reason: str
    score: float


def merge_by_id(merge_id: UUID) -> AccountMerge:
    found = AccountMerge.objects.select_related("survivor", "merged").filter(pk=merge_id).first()
    if found is None:
        raise NotFound(_("there is no such merge"))
    return found


def merges_of(account_id: UUID) -> list[AccountMerge]:
    """What was merged into an account and is still part of it, the latest first."""
    return list(AccountMerge.objects.filter(survivor=account_id, undone_at=None).select_related("merged"))


def suspicions_about(account: Account) -> list[Suspicion]:
    """Accounts that share this one's corporate number or its name but for the legal form."""
    same = Q(pk__in=[])
    if account.corporate_number:
        same |= Q(corporate_number=account.corporate_number)
    if account.plain:
        same |= Q(plain=account.plain)
    apart = Distinction.objects.filter(
        Q(first=account.pk, second=OuterRef("pk")) | Q(second=account.pk, first=OuterRef("pk"))
    )
    others = accounts().filter(same).exclude(pk=account.pk).exclude(Exists(apart))
    return [_suspicion(account, other) for other in others.order_by("created_at", "id")[:20]]


def suspicions(limit: int = 200) -> list[Suspicion]:
    """Pairs of accounts that may be one, the likeliest first.

    Alike names are looked for among neighbours in the order of the names, read forwards and backwards, so
    the cost grows with the number of accounts and not with its square.
    """
    names = list(accounts().exclude(plain="").values_list("id", "plain", "corporate_number"))
    numbers = sorted((number, plain, key) for key, plain, number in names if number)
    pairs = {_pair(one[2], other[2]): 100.0 for one, other in pairwise(numbers) if one[0] == other[0]}
    for backwards in (False, True):
        ordered = sorted((plain[::-1] if backwards else plain, plain, key) for key, plain, _ in names)
        pairs.update(_alike([(plain, key) for _, plain, key in ordered]))
    best = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[: limit * 2]
    found = accounts().in_bulk({key for pair, _ in best for key in pair})
    known = [(found[one], found[other]) for (one, other), _ in best if one in found and other in found]
    return _without_distinct([_suspicion(one, other) for one, other in known])[:limit]


def _alike(ordered: list[tuple[str, UUID]]) -> Iterator[tuple[tuple[UUID, UUID], float]]:
    for index, (plain, key) in enumerate(ordered):
        for other_plain, other in ordered[index + 1 : index + 1 + _NEIGHBOURS]:
            score = ratio(plain, other_plain, score_cutoff=ALIKE)
            if plain == other_plain or (score and min(len(plain), len(other_plain)) >= _SHORTEST):
                yield _pair(key, other), score


def _suspicion(one: Account, other: Account) -> Suspicion:
    first, second = sorted((one, other), key=lambda account: (account.created_at, account.pk))
    score = ratio(first.plain, second.plain)
    if first.corporate_number and first.corporate_number == second.corporate_number:
        return Suspicion(first, second, "number", score)
    return Suspicion(first, second, "name" if first.plain == second.plain else "alike", score)


def _without_distinct(found: Iterable[Suspicion]) -> list[Suspicion]:
    rows = list(found)
    ids = {key for row in rows for key in (row.first.pk, row.second.pk)}
    told = Distinction.objects.filter(first__in=ids).values_list("first_id", "second_id") if ids else ()
    apart = set(told)
    return [row for row in rows if _pair(row.first.pk, row.second.pk) not in apart]


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)
