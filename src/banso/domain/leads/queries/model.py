"""The Model as the workspace has it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.domain.leads.models import ModelStep
from banso.domain.leads.rules.model import STEPS, StepWords
from banso.domain.workspaces.queries import members
from banso.kit.errors import NotFound

if TYPE_CHECKING:
    from banso.domain.workspaces.models import Person


@dataclass(frozen=True, slots=True)
class Step:
    """A step with what the workspace says of it, or the preset."""

    words: StepWords
    responsibility: str
    kgi: str
    kpis: tuple[str, ...]
    people: "tuple[Person, ...]"


def model_steps() -> list[Step]:
    """The four steps in their order; people who have no seat any more are left out."""
    rows = {row.key: row for row in ModelStep.objects.all()}
    present = {str(each.pk): each for each in members()}
    found = []
    for words in STEPS:
        row = rows.get(words.key)
        if row is None:
            said = words.responsibility.in_language(get_language())
            found.append(Step(words, said, words.kgi, words.kpis, ()))
        else:
            people = tuple(present[key] for key in row.people if key in present)
            found.append(Step(words, row.responsibility, row.kgi, tuple(row.kpis), people))
    return found


def model_step(key: str) -> Step:
    """One step.

    Raises:
        NotFound: there is none of that key.
    """
    found = next((step for step in model_steps() if step.words.key == key), None)
    if found is None:
        raise NotFound(_("There is no such step."))
    return found
