"""By what an account may be looked at: read from one fact that carries its attributes.

The engine knows no area. The area that owns accounts says once, when it is loaded, which fact type holds the
attributes; every breakdown and the exclusion of internal accounts read its newest version as of the question,
so that a number of the past is split by what was known then.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from banso.engine.journal.fact import Fact
from banso.kit.errors import InputError
from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class Dimension:
    """One attribute: its name in the payload, its words, and whether it holds a list."""

    slug: str
    name: Text
    many: bool = False


@dataclass(slots=True)
class Dimensions:
    """The fact that describes accounts, and its attributes that numbers may be broken down by."""

    fact: type[Fact] | None = None
    flag: str = ""
    label: str = "name"
    known: dict[str, Dimension] = field(default_factory=dict)
    moves: tuple[type[Fact], ...] = ()

    def describe(
        self,
        fact: type[Fact],
        *,
        flag: str,
        label: str,
        dimensions: list[Dimension],
        moves: tuple[type[Fact], ...] = (),
    ) -> None:
        """Say which fact describes an account.

        Args:
            fact: its newest version per account holds the attributes.
            flag: the boolean attribute that keeps an account out of every number.
            label: the attribute that names it.
            dimensions: the attributes to break down by.
            moves: the facts by which one account's rows become another's; `merged` names the other.
        """
        self.fact, self.flag, self.label, self.moves = fact, flag, label, moves
        self.known = {each.slug: each for each in dimensions}

    def expression(self, slug: str) -> str:
        """The SQL of an attribute over the column `payload`; "custom.<key>" reaches a custom field.

        Raises:
            InputError: no such dimension.
        """
        if re.fullmatch(r"custom\.[a-z][a-z0-9_]{0,49}", slug):
            return f"JSONExtractString(payload, 'custom', '{slug[7:]}')"
        dimension = self.known.get(slug)
        if dimension is None:
            wanted = ", ".join(sorted(self.known)) + ", custom.<field>"
            raise InputError(
                _("cannot break down by “%(field)s”") % {"field": slug}, field="by", came=slug, wanted=wanted
            )
        if dimension.many:
            return f"arrayStringConcat(JSONExtract(payload, '{slug}', 'Array(String)'), ', ')"
        return f"JSONExtractString(payload, '{slug}')"


dimensions = Dimensions()
