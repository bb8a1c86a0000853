"""The order of a form's questions: what is not shown keeps its place while the rest is moved."""

from collections.abc import Collection, Sequence
from uuid import UUID


def kept_in(wanted: Sequence[UUID], before: Sequence[UUID], hidden: Collection[UUID]) -> list[UUID]:
    """The order `wanted`, with those of `before` that are hidden and not named in it.

    Each of them comes behind what stood before it, or first where none of that is left.
    """
    order = list(wanted)
    for place, each in enumerate(before):
        if each not in hidden or each in order:
            continue
        ahead = next((one for one in reversed(before[:place]) if one in order), None)
        order.insert(order.index(ahead) + 1 if ahead is not None else 0, each)
    return order
