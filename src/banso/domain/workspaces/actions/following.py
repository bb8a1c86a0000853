"""What an area above does in the transaction in which people's teams or addresses change."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID


class Follow(Protocol):
    """`people` are in other teams now, or known by another address; `dissolved` is a team about to go."""

    def __call__(self, people: Collection[UUID], *, dissolved: UUID | None = None) -> None: ...


_followers: list[Follow] = []


def after_crew_change(follow: Follow) -> None:
    """Do this whenever a team of the open workspace, or what somebody is known by, has changed."""
    _followers.append(follow)


def tell_followers(people: Collection[UUID], *, dissolved: UUID | None = None) -> None:
    """Let the areas above follow, in the caller's transaction."""
    for follow in _followers:
        follow(people, dissolved=dissolved)
