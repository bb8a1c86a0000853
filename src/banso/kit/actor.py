"""Who did it."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["person", "key", "system", "import"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever writes: a person, an API or write key, an import, or Banso itself.

    Attributes:
        id: stable identifier within its kind.
        label: the name as it was at the time; facts keep it, so a later renaming rewrites no history.
    """

    kind: ActorKind
    id: str
    label: str


SYSTEM = Actor("system", "system", "Banso")
