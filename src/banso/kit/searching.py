"""Rows in which every word stands that was typed."""

from functools import reduce
from operator import or_

from django.db.models import Q

# More only slow the database down.
_MOST = 8


def every_word(text: str, *lookups: str) -> Q:
    """Each of the first eight words of `text` is found by one of the lookups, such as `name__icontains`."""
    found = Q()
    for word in text.split()[:_MOST]:
        found &= reduce(or_, [Q(**{lookup: word}) for lookup in lookups])
    return found
