"""Who did it."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["person", "key", "system", "import", "customer"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever writes: a person, an API or write key, an import, Banso itself, or a customer by a signed link.

    Attributes:
        id: stable identifier within its kind.
        label: the name as it was at the time; facts keep it, so a later renaming rewrites no history.
    """

    kind: ActorKind
    id: str
    label: str


SYSTEM = Actor("system", "system", "Banso")
